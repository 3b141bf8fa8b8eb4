"""Processes that read hostile formats: started once, ended when they take too long or die, and begun anew."""

import json
import os
import queue
import subprocess
import sys
import tempfile
import threading
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import IO, Any, BinaryIO, cast

LONGEST_READ = 60  # seconds a file
AHEAD = 2  # files a worker that are read before their turn
WORKER = Path(__file__).with_name("worker.py")
BROKEN = {"reason": "its reader broke down", "fix": "save its text alone, as .txt"}
SPOOLED = 8_000_000  # bytes of a file's answers that are kept in the memory
Answers = IO[bytes]  # a line of JSON for each record; of large tables they lie on the disk


def _spooled(lines: Iterable[bytes]) -> Answers:
    answers = tempfile.SpooledTemporaryFile(SPOOLED)
    answers.writelines(lines)
    answers.seek(0)
    return cast(Answers, answers)


class Worker:
    """One process; it is asked by one thread at a time."""

    def __init__(self) -> None:
        self._process: subprocess.Popen[bytes] | None = None
        self._lock, self._ended = threading.Lock(), False

    def ask(self, kind: str, raw: bytes, names: list[str]) -> Answers:
        """Return the records of a file, or one with the reason why there are none."""
        request = json.dumps({"kind": kind, "size": len(raw), "names": names}).encode() + b"\n" + raw
        fresh = False
        while True:
            fresh, began = fresh or self._process is None, time.monotonic()
            try:
                with self._limited() as process:
                    return _spooled(self._answers(process, request))
            except OSError:
                self.close()
            late = time.monotonic() - began >= LONGEST_READ
            if fresh or late or self._ended:  # else the file before may have broken it: a new process is asked once more
                said = BROKEN | ({"reason": f"took longer than {LONGEST_READ} seconds", "passing": True} if late else {})
                return _spooled([json.dumps(said).encode()])

    @contextmanager
    def _limited(self) -> "Iterator[subprocess.Popen[bytes]]":
        """Give the process, begun if there is none, and end it if it is not given back in time."""
        process = self._start()
        timer = threading.Timer(LONGEST_READ, process.kill)
        timer.start()
        try:
            yield process
        finally:
            timer.cancel()

    @staticmethod
    def _answers(process: "subprocess.Popen[bytes]", request: bytes) -> Iterator[bytes]:
        ask, reply = cast(BinaryIO, process.stdin), cast(BinaryIO, process.stdout)
        ask.write(request)
        ask.flush()
        while (line := reply.readline()) != b"\n":
            if not line:
                raise OSError("the reader ended")
            yield line

    def _start(self) -> "subprocess.Popen[bytes]":
        with self._lock:
            if self._ended:
                raise OSError("the reading has ended")
            if self._process is None:
                # its own session: Ctrl-C is ours to answer; -P: nothing is imported from the folder that it lies in
                command = [sys.executable, "-P", str(WORKER)]
                self._process = subprocess.Popen(  # noqa: S603 - our own file, and no word of a user's
                    command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, start_new_session=True
                )
            return self._process

    def end(self) -> None:
        """Kill the process, and start none any more; from another thread than the one that asks."""
        with self._lock:
            self._ended = True
            if self._process:
                self._process.kill()

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

    def submit(self, kind: str, raw: bytes, names: list[str]) -> "Future[Answers]":
        """Hand a file to the next free worker."""
        return self._pool.submit(self._ask, kind, raw, names)

    def _ask(self, kind: str, raw: bytes, names: list[str]) -> Answers:
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
            worker.end()
        self._pool.shutdown(wait=True)
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
