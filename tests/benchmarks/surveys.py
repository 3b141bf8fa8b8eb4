"""The whole survey, ``cuttings count``, on one core, on two, and on a Dask cluster of a scheduler and two workers on this machine."""

import re
import signal
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path

from measure import Cost, Running, spend

WORKERS = 2
WAIT = f"from distributed import Client; Client(scheduler_file=%r, timeout=60).wait_for_workers({WORKERS}, timeout=60)"
BOUNDED = ("--death-timeout", "60", "--lifetime", "12 hours")  # a worker ends of itself


def count(folder: Path, cache: str, *options: str) -> Cost:
    """Count the JSON lines of a folder with what `cache` keeps (nothing, at first); what is said is the digest of the tables."""
    command = [sys.executable, "-m", "cuttings", "count", folder / "lines" / "all.jsonl", *options]
    cost = spend(command, CUTTINGS_CACHE=str(folder / cache))
    return cost._replace(said=re.search(r"Digest of the tables: (\w+)", cost.said)[1])


def count_with_dask(folder: Path) -> Cost | None:
    """Count with a cluster: the cost is that of all its processes, from when all of them stand; None if Dask is not installed."""
    if not find_spec("distributed"):
        return None
    begin = time.perf_counter()
    with _cluster(folder) as (address, processes):
        cost = count(folder, "cache-dask", "--scheduler", address)
        others = [_stop(process, begin) for process in reversed(processes)]  # the scheduler last
    return cost._replace(cpu=sum(one.cpu for one in (cost, *others)), peak=max(one.peak for one in (cost, *others)))


def _stop(process: Running, begin: float) -> Cost:
    process.stop()
    return process.finish(begin)


@contextmanager
def _cluster(folder: Path) -> Iterator[tuple[str, list[Running]]]:
    """Begin a scheduler and its workers, and end them whatever happens."""
    place, environment = str(folder / "scheduler.json"), {"CUTTINGS_CACHE": str(folder / "cache-dask")}
    dask, here = [sys.executable, "-m", "dask"], ["--host", "127.0.0.1", "--no-dashboard", "--scheduler-file", place]
    processes = [Running([*dask, "scheduler", *here, "--port", "0", "--idle-timeout", "12 hours"], **environment)]
    try:
        alone = ["--nthreads", "1", "--no-nanny", "--local-directory", str(folder), *BOUNDED]
        processes += [Running([*dask, "worker", *here, *alone], **environment) for _ in range(WORKERS)]
        spend([sys.executable, "-c", WAIT % place])
        yield re.search(r"tcp://[\d.:]+", Path(place).read_text(encoding="utf-8"))[0], processes
    finally:
        for process in processes:
            process.end(signal.SIGKILL)
