"""The tables of what was measured: printed row by row, and written to a file as they grow."""

from datetime import UTC, datetime
from pathlib import Path
from platform import python_version

from measure import Cost, machine, version_of
from peers import PEERS

TABLES = {
    "Beside peers": "what | articles | cuttings: s | MB | found | peer | s | MB | found | times our CPU | times our memory",
    "Verbs": "verb | articles | s | MB of text a s | MB | found",
    "Reading, and the whole survey": "what | articles | CPU s | MB of text a CPU s | MB | times reading the bytes | s by the clock "
    "| times as fast as one process | digest",
}
OWN = ("cuttings", "pandas", "numpy", "scipy", "pyarrow", "regex", "ahocorasick-rs", "distributed")
HEAD = """# What it costs, and what its peers cost

Written by `python tests/benchmarks` on {date} ({machine}; Python {python}).
Versions: {versions}.

No article is real: they are {texts} put together anew (`tests/benchmarks/articles.py`). All pieces get the same texts, each in a
process of its own, one after the other: CPU seconds of the best of up to three runs (user and system, all threads and children), without
what comes before (starting Python, reading, building an automaton); MB of memory at the peak, and in brackets what the work added to
Python, its packages and the texts. A ratio over 1 is in favour of cuttings; one between 1/2 and 2 is a tie on a machine that others use.
What is *found* differs where peers have other rules of what a word, a name or a pair is. A survey is the whole command, from the start
of Python to its end, with nothing kept from before (but for *again*); its memory is that of its largest process.
"""


class Report:
    """Tables that grow."""

    def __init__(self, out: Path, texts: str) -> None:
        packages = dict.fromkeys((*OWN, *(peer.package for peer in PEERS)))
        versions = ", ".join(f"{name} {version_of(name)}" for name in packages if version_of(name))
        self._head = HEAD.format(
            date=f"{datetime.now(UTC):%Y-%m-%d}", machine=machine(), python=python_version(), versions=versions, texts=texts
        )
        self._out, self._rows, self._notes = out, {name: [] for name in TABLES}, []

    def add(self, table: str, *cells: str) -> None:
        """Add a row; cells that it lacks are empty."""
        width = TABLES[table].count("|") + 1
        self._rows[table].append(row := " | ".join([*cells, *[""] * (width - len(cells))]))
        print(f"{table}: {row}", flush=True)
        self.write()

    def note(self, said: str) -> None:
        """Add a line below the tables."""
        print(said, flush=True)
        self._notes.append(said)
        self.write()

    def write(self) -> None:
        """Write what there is."""
        parts = [self._head]
        for name, rows in self._rows.items():
            header = TABLES[name]
            lines = [header, " | ".join(["---"] * (header.count("|") + 1)), *rows]
            parts += [f"## {name}\n", *[f"| {line} |" for line in lines], ""] if rows else []
        self._out.write_text("\n".join([*parts, *[f"{note}\n" for note in self._notes]]).rstrip() + "\n", encoding="utf-8")


def figure(number: float) -> str:
    """Return a number with about three figures.

    >>> [figure(n) for n in (0.00123, 0.5, 12.34, 1234.5)]
    ['0.0012', '0.50', '12.3', '1,234']
    """
    return f"{number:.2g}" if number < 0.1 else f"{number:.2f}" if number < 10 else f"{number:.1f}" if number < 100 else f"{number:,.0f}"


def memory(cost: Cost) -> str:
    """Return the peak, and what the work added."""
    return f"{cost.peak:,.0f} (+{max(0, cost.peak - cost.before):,.0f})" if cost.before else f"{cost.peak:,.0f}"


def found(cost: Cost) -> str:
    return f"{int(cost.said):,}"
