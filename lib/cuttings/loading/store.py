"""Cleaned corpora, kept as Parquet, so that a second reading of an unchanged folder opens none of its files.

An entry is a folder named by a key: a digest of the contents of all files, the knowledge and settings that made it, and
the versions of this library and of those that clean. It is written under another name and renamed: it is whole or not
there. An index for each corpus folder remembers size, times, inode and digest of its files, and when they were read.
"""

import errno
import hashlib
import importlib.metadata
import json
import os
import platform
import re
import secrets
import shutil
import stat
import time
import warnings
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pandas as pd
import platformdirs
import pyarrow as pa
import pyarrow.parquet as pq

from cuttings.files import PlainError, new_file, open_regular
from cuttings.knowledge import HERE as KNOWLEDGE_FOLDER
from cuttings.loading.drawers import Drawer
from cuttings.loading.listing import Entry

YOUNG = 2_000_000_000  # nanoseconds: a file changed so shortly before it was read may change again within the clock's grain
STALE = 86_400  # seconds after which a half-written entry is nobody's
MADE_BY = ("pandas", "pyarrow", "ftfy", "regex", "babel", "trafilatura", "lxml", "py3langid", "python-docx", "pypdf", "chardet")
KNOWLEDGE = ("boilerplate.txt", "abbreviations.txt", "agencies.txt", "stopwords.txt")
_KEPT = re.compile(r"\.?[0-9a-f]{32}(\.json|\.parts)?(\.[0-9a-f]{12}\.new)?")
Tables = Mapping[str, pd.DataFrame]


def cache_folder() -> Path:
    """Return where cleaned corpora are kept: the environment variable CUTTINGS_CACHE, or the platform's folder for caches."""
    return Path(os.environ.get("CUTTINGS_CACHE") or platformdirs.user_cache_path("cuttings"))


def key_of(digests: Mapping[str, str], made: list[str]) -> str:
    """Return the key of a corpus: its files (digests by name), and all that its tables are made with."""
    versions = [platform.python_version(), *(f"{name} {importlib.metadata.version(name)}" for name in MADE_BY)]
    what = json.dumps([versions, made, sorted(digests.items())], ensure_ascii=True)
    return hashlib.sha256(what.encode()).hexdigest()[:32]


def _made_with(folder: Path) -> list[str]:
    """Return the digests of the knowledge, of the corpus's declarations, and of the very code that cleans: it is its own version."""
    said = ("corpus.toml", "metadata.csv", "knowledge/boilerplate.txt")
    paths = [*(KNOWLEDGE_FOLDER / name for name in KNOWLEDGE), *(folder / name for name in said)]
    return [*_code(), *(f"{path.name} {_digest(path)}" for path in paths)]


@cache
def _code() -> list[str]:
    """Return the digests of the modules that read and clean, as they were when they were first asked for."""
    here = Path(__file__).parent
    others = [here.parent / name for name in ("articles.py", "corpus.py", "files.py", "tables.py", "knowledge/__init__.py")]
    return [f"{path.name} {_digest(path)}" for path in (*sorted(here.glob("*.py")), *others)]


@dataclass
class Shelf:
    """Where one corpus is kept: its path, the folder of its knowledge, its files as they are now."""

    path: Path
    folder: Path
    entries: Sequence[Entry]

    def __post_init__(self) -> None:
        self._began, self._before = time.time_ns(), ""
        self._made = [str(self.path == self.folder), *_made_with(self.folder)]

    def load(self, names: Iterable[str]) -> dict[str, pd.DataFrame] | None:
        """Return the kept tables; None where there are none of just these files. Files that the index does not know are hashed."""
        self._before, index = _read_index(self.path)
        if index is None:
            return None
        known, digests = self._digests(index)
        key = key_of(digests, self._made)
        tables = load(key, names)
        if tables is not None and not all(known.values()):
            with _or_warn():
                self._remember(digests, key)
        return tables

    def _digests(self, index: Mapping[str, list]) -> tuple[dict[str, str], dict[str, str]]:
        """Return the digests of the files that the index knows, and those of all: the others are hashed."""
        known = {entry.name: _known(index.get(entry.name), entry) for entry in self.entries}
        return known, {entry.name: known[entry.name] or digest(entry) for entry in self.entries}

    def parts(self, size: int) -> tuple[Drawer, dict[str, str]]:
        """Return the drawer of the corpus in parts of that size, and the digests of its files; what it was before is removed."""
        digests = self._digests(_read_index(self.path)[1] or {})[1]
        key, home = key_of(digests, self._made), _index_path(self.path).with_suffix(".parts").absolute()
        try:
            home.mkdir(mode=0o700, parents=True, exist_ok=True)  # whole articles lie there
        except OSError as error:
            why = f"Parts of a large corpus cannot be kept in {cache_folder()}: {error.strerror or error}."
            raise PlainError(f"{why} Set CUTTINGS_CACHE to a folder with room.") from None
        for path in home.iterdir():
            if not path.name.startswith(key):
                shutil.rmtree(path, ignore_errors=True) if path.is_dir() else path.unlink(missing_ok=True)
        return Drawer(home / f"{key}.{size}"), digests

    def keep(self, tables: Tables, digests: Mapping[str, str]) -> None:
        """Keep tables and remember the files; where that cannot be, say so, since the corpus was read all the same."""
        whole = {entry.name: digests.get(entry.name) or digest(entry) for entry in self.entries}
        if self._made[1:] != _made_with(self.folder):
            return  # changed while it was read: of what the tables were made cannot be told
        with _or_warn():
            sweep()
            key = key_of(whole, self._made)
            save(key, tables)
            if self._before not in ("", key):  # what this corpus was before: one copy of each is enough
                shutil.rmtree(cache_folder() / self._before, ignore_errors=True)
            self._remember(whole, key)

    def _remember(self, digests: Mapping[str, str], key: str) -> None:
        rows = {entry.name: [*_mark(entry), self._began, digests[entry.name]] for entry in self.entries}
        with new_file(_index_path(self.path)) as new:
            new.write_text(json.dumps({"key": key, "files": rows}), encoding="utf-8")


@contextmanager
def _or_warn() -> Iterator[None]:
    try:
        yield
    except OSError as error:
        where = f"{cache_folder()}: {error.strerror or error}"
        what = f"The corpus was read, but not kept for the next time ({where}). Set CUTTINGS_CACHE to a folder with room."
        warnings.warn(what, stacklevel=5)


def _known(row: list | None, entry: Entry) -> str:
    """Return the digest by the index, if the file is what it was, and was not so young that it may have changed unseen."""
    if row and row[:4] == _mark(entry) and not row[5].startswith("error") and max(entry.mtime, entry.changed) + YOUNG < row[4]:
        return row[5]
    return ""


def _mark(entry: Entry) -> list[int]:
    return [entry.size, entry.mtime, entry.changed, entry.inode]


def digest(entry: Entry) -> str:
    """Return the digest of a corpus's file, as `_digest`."""
    return _digest(entry.file)


def _digest(path: str | Path) -> str:
    """Return the digest of a file's contents; a word for what is no regular file or cannot be read."""
    try:
        file = open_regular(path)
        if file is None:
            return "no regular file"
        with file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        return f"error {error.errno}"


def _read_index(path: Path) -> tuple[str, dict[str, list] | None]:
    """Return the key and the files of a corpus's index; no key and None where there is none, or none that is whole."""
    try:
        index = json.loads(_index_path(path).read_bytes())
        key, files = index["key"], index["files"]
        whole = _KEPT.fullmatch(key) and all([*map(type, row)] == [*[int] * 5, str] for row in files.values())
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return "", None
    return (key, files) if whole else ("", None)


def _index_path(path: Path) -> Path:
    return cache_folder() / f"{hashlib.sha256(os.fsencode(path.resolve())).hexdigest()[:32]}.json"


def load(key: str, names: Iterable[str]) -> dict[str, pd.DataFrame] | None:
    """Return the tables of an entry; None where it is not there, or not whole."""
    try:
        entry = cache_folder() / key
        sums = json.loads((entry / "sums.json").read_bytes())
        if any(_digest(entry / f"{name}.parquet") != sums[name] for name in names):
            return None
        return {name: pq.read_table(entry / f"{name}.parquet").to_pandas() for name in names}
    except (OSError, ValueError, KeyError, TypeError):
        return None


def save(key: str, tables: Tables) -> None:
    """Keep tables under a key; another process that keeps the same at the same time does no harm."""
    folder = cache_folder()
    new = folder / f".{key}.{secrets.token_hex(6)}.new"
    try:
        new.mkdir(parents=True)
        for name, table in tables.items():
            plain = table.copy(deep=False)
            plain.attrs = {}
            with (new / f"{name}.parquet").open("wb") as file:
                pq.write_table(pa.Table.from_pandas(plain, preserve_index=False), file, compression="zstd")
                file.flush()
                os.fsync(file.fileno())
        with (new / "sums.json").open("w") as file:
            json.dump({name: _digest(new / f"{name}.parquet") for name in tables}, file)
        shutil.rmtree(folder / key, ignore_errors=True)  # one that was damaged
        new.rename(folder / key)
    except OSError as error:
        if error.errno not in (errno.EEXIST, errno.ENOTEMPTY):
            raise  # else the same contents, kept by somebody else a moment ago
    finally:
        shutil.rmtree(new, ignore_errors=True)


def sweep() -> None:
    """Remove what writers that were killed left behind, more than a day ago."""
    for path in cache_folder().glob(".*.new"):
        if _KEPT.fullmatch(path.name) and _stat(path)[1] < time.time() - STALE:
            shutil.rmtree(path, ignore_errors=True) if path.is_dir() else path.unlink(missing_ok=True)


def _stat(path: Path) -> tuple[int, float]:
    try:
        found = path.stat()
    except OSError:  # somebody else removed it
        return 0, time.time()
    return found.st_size if stat.S_ISREG(found.st_mode) else 0, found.st_mtime


def size() -> int:
    """Return how many bytes the kept corpora take."""
    return sum(_stat(Path(at, name))[0] for at, _, names in os.walk(cache_folder()) for name in names)


def clear() -> int:
    """Remove everything that was kept, and nothing else that may lie in that folder; return how many bytes that were."""
    was = size()
    for path in cache_folder().glob("*"):
        if _KEPT.fullmatch(path.name):
            _remove(path)
    return was - size()


def _remove(path: Path) -> None:
    """Remove a file, or a folder and all that is in it, which is gone at once: who uses it finds all of it, or nothing."""
    if path.is_dir():
        with suppress(OSError):  # somebody else removes it
            path = path.rename(path.with_name(f".{path.name.strip('.')[:32]}.{secrets.token_hex(6)}.new"))
        shutil.rmtree(path, ignore_errors=True)
    else:
        path.unlink(missing_ok=True)
