"""Every comparison side by side, in one run: ``python tests/benchmarks [--articles 1000 10000] [--texts ...] [--only WORD] [--out FILE]``.

Prints CPU seconds, memory and ratios, and writes them, with the machine and the versions, to a table: this library beside its peers
(``pip install -e ".[peers,dask]"``; one that is missing has a row that says so), its verbs alone, and reading and the whole survey
beside reading the bytes. 100000 and 1000000 articles take hours, and some gigabytes of the folder for temporary files (TMPDIR).
Figures to compare within one run, and no test.
"""

import argparse
import os
import signal
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from articles import FILES, WHOLE
from measure import HERE, Cost, FailedError, measure, spend, version_of
from peers import PEERS, Peer
from report import Report, figure, found, memory
from surveys import count, count_with_dask

MISSING = 'not installed: pip install -e ".[{}]"'
BESIDE, ALONE, SURVEY = "Beside peers", "Verbs", "Reading, and the whole survey"


class Size(NamedTuple):
    """So many articles in a folder, and what of them is measured: rows with this word."""

    folder: Path
    articles: int
    only: str
    report: Report

    @property
    def megabytes(self) -> float:
        return (self.folder / "lines" / "all.jsonl").stat().st_size / 1e6

    def wants(self, name: str) -> bool:
        return self.only in name

    def add(self, table: str, name: str, *cells: str) -> None:
        self.report.add(table, name, f"{self.articles:,}", *cells)


def compare(size: Size) -> None:
    """Measure what peers do too: ours, and then each of theirs."""
    for what in dict.fromkeys(peer.what for peer in PEERS if size.wants(peer.name)):
        try:
            ours = measure("ours", what, size.folder)
        except FailedError as error:
            size.add(BESIDE, what, f"failed: {error}")
            continue
        for peer in PEERS:
            if peer.what == what and size.wants(peer.name):
                size.add(BESIDE, what, figure(ours.cpu), memory(ours), found(ours), *_beside(ours, peer, size))


def _beside(ours: Cost, peer: Peer, size: Size) -> list[str]:
    """Return the cells of a peer."""
    version = version_of(peer.package)
    name = f"{' '.join(filter(None, (peer.package, version)))}: {peer.how}"
    if version is None:
        return [name, MISSING.format("peers")]
    if size.articles > peer.most:
        return [name, f"not measured above {peer.most:,}"]
    try:
        cost = measure("peers", peer.name, size.folder)
    except FailedError as error:
        return [name, f"failed: {error}"]
    return [name, figure(cost.cpu), memory(cost), found(cost), figure(cost.cpu / ours.cpu), figure(cost.peak / ours.peak)]


def time_verbs(size: Size) -> None:
    """Measure the verbs alone."""
    for verb in spend([sys.executable, HERE / "ours.py"]).said.splitlines():
        if size.wants(verb):
            try:
                cost = measure("ours", verb, size.folder)
                size.add(ALONE, verb, figure(cost.cpu), figure(size.megabytes / cost.cpu), memory(cost), found(cost))
            except FailedError as error:
                size.add(ALONE, verb, f"failed: {error}")


def read(size: Size) -> None:
    """Measure reading: the bytes alone, and each form for the first time and again."""
    if not size.wants("read"):
        return
    plain = measure("peers", "read", size.folder)
    _add(size, "reading the bytes", plain, plain)
    _add(size, "hashing them (SHA-256)", measure("peers", "hash", size.folder), plain)
    for form, most in {"lines": WHOLE, "parquet": WHOLE, "files": FILES}.items():
        for again in ("", ", again") if size.articles <= most else ():
            cost = measure("ours", form, size.folder, times=1, CUTTINGS_CACHE=str(size.folder / "cache-read"))
            _add(size, f"read_corpus, {form}{again}", cost, plain)


def _add(size: Size, name: str, cost: Cost, plain: Cost, *cells: str) -> None:
    """Add a row of the survey's table."""
    speed, times = figure(size.megabytes / cost.cpu), figure(cost.cpu / plain.cpu)
    size.add(SURVEY, name, figure(cost.cpu), speed, memory(cost), times, figure(cost.wall), *cells)


def survey(size: Size) -> None:
    """Measure the whole survey on each engine, one after the other, and say whether all found the same."""
    if not size.wants("survey"):
        return
    plain, done = measure("peers", "read", size.folder), list[Cost]()
    engines: dict[str, Callable[[], Cost | None]] = {
        "survey, one process": lambda: count(size.folder, "cache-one"),
        "survey, one process, again": lambda: count(size.folder, "cache-one"),
        "survey, two processes": lambda: count(size.folder, "cache-two", "--workers", "2"),
        "survey, Dask with two workers": lambda: count_with_dask(size.folder),
    }
    for name, engine in engines.items():
        try:
            if not (cost := engine()):
                size.add(SURVEY, name, MISSING.format("dask"))
                continue
        except FailedError as error:
            size.add(SURVEY, name, f"failed: {error}")
            continue
        done.append(cost)
        _add(size, name, cost, plain, figure(done[0].wall / cost.wall), cost.said[:12])
    same = "equal" if len({cost.said for cost in done}) == 1 else "NOT EQUAL"
    size.report.note(f"{size.articles:,} articles: the digests of {len(done)} surveys of {len(engines)} are {same}.")


def measure_size(articles: int, texts: list[str], only: str, report: Report) -> None:
    """Make the articles, and measure all."""
    with tempfile.TemporaryDirectory(prefix="cuttings-") as work:
        size = Size(Path(work), articles, only, report)
        os.environ["CUTTINGS_CACHE"] = str(size.folder / "cache")
        os.environ["CUTTINGS_SURVEY"] = "1e6"  # MB: a survey is asked for by name here
        spend([sys.executable, HERE / "articles.py", size.folder, str(articles), *texts])
        time.sleep(2.5)  # files younger than two seconds are hashed again
        if articles <= WHOLE:
            compare(size)
            time_verbs(size)
        else:
            report.note(f"{articles:,} articles: only the survey is measured, since the rest holds all texts in the memory.")
        read(size)
        survey(size)


def main() -> None:
    """Run the command line."""
    parser = argparse.ArgumentParser(prog="python tests/benchmarks", description=__doc__.split("\n\n")[1])
    parser.add_argument("--articles", type=int, nargs="+", default=[1_000, 10_000], help="sizes (default: 1000 10000)")
    parser.add_argument("--texts", nargs="+", default=[], help="files or folders whose sentences are recombined (default: fictional ones)")
    parser.add_argument("--only", default="", help="measure the rows whose names hold this: a verb, a peer, read, survey")
    parser.add_argument("--out", type=Path, default=HERE / "RESULTS.md", help="the table (default: RESULTS.md beside this file)")
    options = parser.parse_args()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))  # so that what was begun is ended
    names = ", ".join(Path(text).name for text in options.texts)
    report = Report(options.out, f"sentences of {names}," if names else "fictional sentences, few words many times,")
    for articles in options.articles:
        measure_size(articles, options.texts, options.only, report)
    print(f"Wrote {options.out}")


if __name__ == "__main__":
    main()
