"""What a piece of work costs, in a process of its own: ``measure.py MODULE PIECE FOLDER TIMES`` prints it, `measure` asks for it.

Neither pandas nor cuttings is imported here: a process that begins others should be small, and those of the peers know no more than theirs.
"""

import json
import os
import platform
import re
import resource
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from importlib import import_module
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import NamedTuple

HERE = Path(__file__).parent
TIMES, ENOUGH = 3, 6.0  # the best of so many runs; no more of them after so many seconds
LONGEST, GRACE = 4 * 3600, 10  # seconds after which a process is ended; that it has to end of itself when it is asked to


class Cost(NamedTuple):
    """CPU seconds (user and system, children too), seconds by the clock, MB of memory at the peak, what was said or found, MB at first."""

    cpu: float
    wall: float
    peak: float
    said: str
    before: float = 0


class FailedError(RuntimeError):
    """A process ended with an error: its last line."""


def spend(command: list[str | Path], **environment: str) -> Cost:
    """Run a command and return what it cost, with its children; the peak is that of the largest of these processes."""
    begin, running = time.perf_counter(), Running(command, **environment)
    try:
        return running.finish(begin)
    finally:
        running.end(signal.SIGKILL)


class Running:
    """A command that runs, in a group of its own."""

    def __init__(self, command: list[str | Path], **environment: str) -> None:
        environment = {**os.environ, "CUTTINGS_QUIET": "1", "LC_ALL": "C.UTF-8", **environment}
        pipes = {"stdin": subprocess.DEVNULL, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
        self._process = subprocess.Popen(command, env=environment, text=True, start_new_session=True, **pipes)
        self._errors: list[str] = []
        self._listener = threading.Thread(target=lambda: self._errors.extend(self._process.stderr), daemon=True)
        self._listener.start()
        self._asked = False
        self._watch = self._end_in(LONGEST)

    def _end_in(self, seconds: float) -> threading.Timer:
        watch = threading.Timer(seconds, self.end, (signal.SIGKILL,))
        watch.daemon = True
        watch.start()
        return watch

    def stop(self) -> None:
        """Ask it to end, and end it if it does not."""
        self._asked = True
        self._watch.cancel()
        self._watch = self._end_in(GRACE)
        self.end(signal.SIGTERM)

    def end(self, how: signal.Signals) -> None:
        """End it, and what it began."""
        if self._process.returncode is None:
            os.killpg(self._process.pid, how)

    def finish(self, begin: float) -> Cost:
        """Wait for its end, and return what it cost; raises `FailedError`."""
        said = self._process.stdout.read()
        _, status, used = os.wait4(self._process.pid, 0)
        wall = time.perf_counter() - begin
        self._process.returncode = os.waitstatus_to_exitcode(status)
        self._watch.cancel()
        self._listener.join(5)
        if self._process.returncode and not self._asked:
            raise FailedError(([line.strip() for line in self._errors if line.strip()] or [f"status {self._process.returncode}"])[-1])
        return Cost(used.ru_utime + used.ru_stime, wall, used.ru_maxrss / 1024, said.strip())


def measure(module: str, piece: str, folder: Path, times: int = TIMES, **environment: str) -> Cost:
    """Return what a piece costs in a process of its own, without what was made ready for it; said is how much it found."""
    begun = spend([sys.executable, HERE / "measure.py", module, piece, folder, str(times)], **environment)
    return Cost(*json.loads(begun.said))


def _measure(work: Callable[[], object], times: int) -> Cost:
    """Return what the best of some runs costs, and the peak of all."""
    _forget_peak()
    before, runs = _peak(), list[tuple[float, float]]()
    while len(runs) < times and (not runs or sum(wall for _, wall in runs) < ENOUGH):
        begin, clock = _cpu(), time.perf_counter()
        found = work()
        runs.append((_cpu() - begin, time.perf_counter() - clock))
    return Cost(min(cpu for cpu, _ in runs), min(wall for _, wall in runs), _peak(), str(found), before)


def _cpu() -> float:
    children = resource.getrusage(resource.RUSAGE_CHILDREN)
    return time.process_time() + children.ru_utime + children.ru_stime


def _forget_peak() -> None:
    """Let the peak of this process begin anew, where the system can (Linux)."""
    if sys.platform == "linux":
        Path("/proc/self/clear_refs").write_text("5")


def _peak() -> float:
    """Return the MB of this process at its peak since then, or of its largest child."""
    children = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
    if sys.platform == "linux":
        return max(int(re.search(r"VmHWM:\s+(\d+)", Path("/proc/self/status").read_text())[1]), children) / 1024
    return max(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, children) / 1024


def texts_of(folder: Path) -> list[str]:
    """Return the texts that all pieces are given."""
    return [json.loads(line) for line in _lines(folder / "texts.jsonl")]


def names_of(folder: Path, which: str) -> list[str]:
    """Return the names that all matchers are given."""
    return [json.loads(line) for line in _lines(folder / f"names-{which}.jsonl")]


def _lines(path: Path) -> Iterator[str]:
    with path.open(encoding="utf-8") as lines:
        yield from lines


def version_of(package: str) -> str | None:
    """Return the version of a package, or of GNU's `wc`; None if it is not there."""
    try:
        return spend(["wc", "--version"]).said.split("\n")[0].split()[-1] if package == "wc" else version(package)
    except (PackageNotFoundError, FileNotFoundError, FailedError):
        return None


def machine() -> str:
    """Return what this machine is, and how busy."""
    cores, memory = os.cpu_count(), os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 1e9
    known = Path("/proc/cpuinfo").read_text() if Path("/proc/cpuinfo").exists() else ""
    model = re.search(r"model name\s*:\s*(.+)", known)
    busy = f"load {os.getloadavg()[0]:.1f} at the beginning"
    return f"{model[1] if model else platform.machine()}, {cores} cores, {memory:.0f} GB; {platform.system()}; {busy}"


if __name__ == "__main__":
    prepare = import_module(sys.argv[1]).PIECES[sys.argv[2]]
    print(json.dumps(_measure(prepare(Path(sys.argv[3])), int(sys.argv[4]))))
