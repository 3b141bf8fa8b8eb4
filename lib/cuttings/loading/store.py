"""Cleaned corpora, kept as Parquet, so that a second reading of an unchanged folder opens none of its files.

An entry is a folder named by a key: a digest of the contents of all files, the knowledge and settings that made it, and
the versions of this library and of those that clean. It is written under another name and renamed: it is whole or not
there. An index for each corpus folder remembers size, times, inode and digest of its files, and when they were read.
"""

import hashlib
import importlib.metadata
import json
import os
import re
import shutil
import time
from collections.abc import Iterable, Mapping
from pathlib import Path

import pandas as pd
import platformdirs
import pyarrow as pa
import pyarrow.parquet as pq

from cuttings.files import new_file, open_regular
from cuttings.knowledge import files
from cuttings.loading.readers import Entry

YOUNG = 2_000_000_000  # nanoseconds: a file changed so shortly before it was read may change again within the clock's grain
STALE = 86_400  # seconds after which a half-written entry is nobody's
MADE_BY = ("pandas", "ftfy", "trafilatura", "py3langid", "python-docx", "pypdf", "chardet")
KNOWLEDGE = ("boilerplate.txt", "abbreviations.txt", "agencies.txt", "stopwords.txt")
_KEPT = re.compile(r"\.?[0-9a-f]{32}(\.json)?(\.[0-9]+\.new)?")
Tables = Mapping[str, pd.DataFrame]


def cache_folder() -> Path:
    """Return where cleaned corpora are kept: the environment variable CUTTINGS_CACHE, or the platform's folder for caches."""
    return Path(os.environ.get("CUTTINGS_CACHE") or platformdirs.user_cache_path("cuttings"))


def key_of(digests: Mapping[str, str], folder: Path) -> str:
    """Return the key of a corpus: its files (digests by name), and all that its tables are made with."""
    versions = [f"{name} {importlib.metadata.version(name)}" for name in MADE_BY]
    what = json.dumps([versions, _made_with(folder), sorted(digests.items())], ensure_ascii=True)
    return hashlib.sha256(what.encode()).hexdigest()[:32]


def _made_with(folder: Path) -> list[str]:
    """Return the digests of the knowledge, of the corpus's declarations, and of the very code that cleans: it is its own version."""
    here = Path(__file__).parent
    code = [*sorted(here.glob("*.py")), here.parent / "corpus.py"]
    knowledge = [path for name in KNOWLEDGE for path in files(name, folder)]
    said = [path for path in (folder / "corpus.toml", folder / "metadata.csv") if path.exists()]
    return [f"{path.name} {hashlib.sha256(path.read_bytes()).hexdigest()}" for path in (*code, *knowledge, *said)]


def known_digests(folder: Path, entries: Iterable[Entry]) -> dict[str, str] | None:
    """Return the digests of all files by the index, hashing those that changed; None where the folder has no index."""
    index = _read_index(folder)
    if index is None:
        return None
    digests = {}
    for entry in entries:
        mark = [entry.size, entry.mtime, entry.changed, entry.inode]
        known = index.get(entry.name)
        if known and known[:4] == mark and max(entry.mtime, entry.changed) + YOUNG < known[4]:
            digests[entry.name] = known[5]
        else:
            digests[entry.name] = digest(entry)
    return digests


def digest(entry: Entry) -> str:
    """Return the digest of a file's contents; a word for what is no regular file or cannot be read."""
    try:
        file = open_regular(entry.file)
        if file is None:
            return "no regular file"
        with file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        return f"error {error.errno}"


def remember(folder: Path, entries: Iterable[Entry], digests: Mapping[str, str], read_at: int) -> None:
    """Write the index of a folder: what its files were when they were read, which began at `read_at` (nanoseconds)."""
    rows = {e.name: [e.size, e.mtime, e.changed, e.inode, read_at, digests[e.name]] for e in entries}
    with new_file(_index_path(folder)) as new:
        new.write_text(json.dumps(rows), encoding="utf-8")


def _read_index(folder: Path) -> dict[str, list] | None:
    try:
        return json.loads(_index_path(folder).read_bytes())
    except (OSError, ValueError):
        return None


def _index_path(folder: Path) -> Path:
    return cache_folder() / f"{hashlib.sha256(os.fsencode(folder.resolve())).hexdigest()[:32]}.json"


def load(key: str, names: Iterable[str]) -> dict[str, pd.DataFrame] | None:
    """Return the tables of an entry; None where it is not there, or not whole."""
    try:
        return {name: pq.read_table(cache_folder() / key / f"{name}.parquet").to_pandas() for name in names}
    except (OSError, pa.ArrowInvalid):
        return None


def save(key: str, tables: Tables) -> None:
    """Keep tables under a key; another process that keeps the same at the same time does no harm."""
    folder = cache_folder()
    new = folder / f".{key}.{os.getpid()}.new"
    try:
        new.mkdir(parents=True, exist_ok=True)
        for name, table in tables.items():
            plain = table.copy(deep=False)
            plain.attrs = {}
            with (new / f"{name}.parquet").open("wb") as file:
                pq.write_table(pa.Table.from_pandas(plain, preserve_index=False), file, compression="zstd")
                file.flush()
                os.fsync(file.fileno())
        if not (folder / key).is_dir():
            new.rename(folder / key)
    except FileExistsError:
        pass  # the same contents, kept by somebody else a moment ago
    finally:
        shutil.rmtree(new, ignore_errors=True)


def sweep() -> None:
    """Remove what writers that were killed left behind, more than a day ago."""
    for path in cache_folder().glob(".*.new"):
        if path.stat().st_mtime < time.time() - STALE:
            shutil.rmtree(path, ignore_errors=True) if path.is_dir() else path.unlink(missing_ok=True)


def size() -> int:
    """Return how many bytes the kept corpora take."""
    return sum(path.stat().st_size for path in cache_folder().rglob("*") if path.is_file())


def clear() -> int:
    """Remove everything that was kept, and nothing else that may lie in that folder; return how many bytes that were."""
    was = size()
    for path in cache_folder().glob("*"):
        if _KEPT.fullmatch(path.name):
            shutil.rmtree(path, ignore_errors=True) if path.is_dir() else path.unlink(missing_ok=True)
    return was - size()
