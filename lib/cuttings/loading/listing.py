"""What is in a corpus's folder: every file, and how the store knows it again."""

import os
import stat
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from cuttings.files import printable

RESERVED = ("knowledge", "coding", "corpus.toml", "metadata.csv")


class Entry(NamedTuple):
    """A file of the folder: where it is, its name in the tables, and what the index of the store knows it by."""

    file: str
    name: str
    size: int = -1
    mtime: int = 0
    changed: int = 0
    inode: int = 0
    link: bool = False

    @property
    def suffix(self) -> str:
        """Return the ending of its name, in small letters: ``.txt``, or nothing."""
        stem, dot, ending = self.name.rpartition("/")[2].rpartition(".")
        return f".{ending.lower()}" if stem and dot else ""


def list_files(path: Path) -> list[Entry]:
    """Return every file in the folder, by sorted path, or the one file that `path` is.

    Hidden files, the reserved folders ``knowledge/`` and ``coding/``, ``corpus.toml`` and ``metadata.csv`` are no articles.
    """
    if not path.exists():
        raise FileNotFoundError(f"There is no folder or file {str(path)!r}. Give the folder that holds the articles.")
    if not path.is_dir():
        return [_entry(str(path), path.name, path.lstat())]
    return sorted(_walk(str(path)), key=lambda entry: entry.name)


def _entry(file: str, name: str, found: os.stat_result) -> Entry:
    return Entry(file, printable(name), found.st_size, found.st_mtime_ns, found.st_ctime_ns, found.st_ino, stat.S_ISLNK(found.st_mode))


def _walk(root: str) -> Iterator[Entry]:
    """Yield all that is in a folder and is no folder; links to folders, and folders that may not be read, are yielded."""
    waiting = [(root, "")]
    while waiting:
        folder, under = waiting.pop()
        try:
            with os.scandir(folder) as found:
                items = [item for item in found if not item.name.startswith(".") and (under or item.name not in RESERVED)]
        except OSError:
            yield Entry(folder, printable(under.removesuffix("/")))
            continue
        for item in items:
            if item.is_dir(follow_symlinks=False):
                waiting.append((item.path, f"{under}{item.name}/"))
                continue
            try:
                yield _entry(item.path, under + item.name, item.stat(follow_symlinks=False))
            except OSError:  # it vanished: the reader says so
                yield Entry(item.path, printable(under + item.name))
