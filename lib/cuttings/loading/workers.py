"""Processes that read hostile formats: started once, ended when they take too long or die, and begun anew."""

import json
import os
import queue
import subprocess
import sys
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from types import TracebackType
from typing import Any

LONGEST_READ = 60  # seconds a file
AHEAD = 4  # files a worker that are read before their turn
WORKER = Path(__file__).with_name("worker.py")
Answer = dict[str, Any]


class Worker:
    """One process; it is asked by one thread at a time."""

    def __init__(self) -> None:
        self._process: subprocess.Popen | None = None

    def ask(self, kind: str, raw: bytes, names: list[str]) -> list[Answer]:
        """Return the records of a file, or one with the reason why there are none."""
        process = self._process or self._start()
        late = threading.Event()
        timer = threading.Timer(LONGEST_READ, lambda: (late.set(), process.kill()))
        timer.start()
        try:
            process.stdin.write(json.dumps({"kind": kind, "size": len(raw), "names": names}).encode() + b"\n" + raw)
            process.stdin.flush()
            answers = list(self._answers(process))
        except (OSError, ValueError):
            self.close()
            if late.is_set():
                return [{"reason": f"took longer than {LONGEST_READ} seconds", "fix": "save its text alone"}]
            return [{"reason": "its reader broke down", "fix": "open it in its own program, and save it anew"}]
        finally:
            timer.cancel()
        return answers

    @staticmethod
    def _answers(process: subprocess.Popen) -> Iterator[Answer]:
        while (line := process.stdout.readline()) != b"\n":
            if not line:
                raise OSError("the reader ended")
            yield json.loads(line)

    def _start(self) -> subprocess.Popen:
        # its own session: Ctrl-C is ours to answer; -P: nothing is imported from the folder that it lies in
        self._process = subprocess.Popen(
            [sys.executable, "-P", str(WORKER)],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, start_new_session=True,
        )  # fmt: skip
        return self._process

    def close(self) -> None:
        """End the process."""
        if self._process:
            self._process.kill()
            self._process.communicate()
            self._process = None


class Workers:
    """A worker for every core, started when the first file needs it."""

    def __init__(self) -> None:
        self.size = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
        self._pool = ThreadPoolExecutor(self.size)
        self._workers = [Worker() for _ in range(self.size)]
        self._free: queue.SimpleQueue[Worker] = queue.SimpleQueue()
        for worker in self._workers:
            self._free.put(worker)

    def submit(self, kind: str, raw: bytes, names: list[str]) -> "Future[list[Answer]]":
        """Hand a file to the next free worker."""
        return self._pool.submit(self._ask, kind, raw, names)

    def _ask(self, kind: str, raw: bytes, names: list[str]) -> list[Answer]:
        worker = self._free.get()
        try:
            return worker.ask(kind, raw, names)
        finally:
            self._free.put(worker)

    def __enter__(self) -> "Workers":
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._pool.shutdown(wait=False, cancel_futures=True)
        for worker in self._workers:
            worker.close()


def ahead(begin: Callable[[Any], Any], items: Iterable[Any], most: int) -> Iterator[Any]:
    """Yield ``begin(item)`` for each item, in order, begun up to `most` items before they are asked for."""
    begun: deque[Any] = deque()
    for item in items:
        begun.append(begin(item))
        if len(begun) > most:
            yield begun.popleft()
    yield from begun
