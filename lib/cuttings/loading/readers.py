"""A folder of files -> raw records. Nothing is opened but regular files inside the folder; nothing is left out silently."""

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from cuttings.files import printable, read_regular

MAX_BYTES = 100_000_000
TEXT_SUFFIXES = (".txt", ".md", ".text")
RESERVED_FOLDERS = ("knowledge", "coding")


@dataclass(frozen=True)
class Record:
    """What one file (or one row of it) gave: its text, or the reason why there is none and how to mend it."""

    path: str
    record: int = 0
    text: str = ""
    encoding: str = ""
    reason: str = ""
    fix: str = ""


def read_folder(path: Path) -> Iterator[Record]:
    """Yield a record for every file in the folder, by sorted path, or for the one file that `path` is.

    Hidden files and the reserved folders ``knowledge/`` and ``coding/`` are no articles and give none.
    """
    if not path.exists():
        raise FileNotFoundError(f"There is no folder or file {str(path)!r}. Give the folder that holds the articles.")
    root = path if path.is_dir() else path.parent
    for file in sorted(_walk(root), key=lambda f: f.relative_to(root).as_posix()) if path.is_dir() else [path]:
        yield read_file(file, printable(file.relative_to(root).as_posix()))


def _walk(root: Path) -> Iterator[Path]:
    """Yield all that is in a folder and is no folder; links to folders, and folders that may not be read, are yielded."""
    closed: list[OSError] = []
    for folder, names, files in os.walk(root, onerror=closed.append):
        here = Path(folder)
        yield from (here / name for name in names if (here / name).is_symlink())
        names[:] = [n for n in names if not n.startswith(".") and not (here == root and n in RESERVED_FOLDERS)]
        yield from (here / name for name in files if not name.startswith("."))
    yield from (Path(error.filename) for error in closed)


def read_file(file: Path, path: str) -> Record:
    """Return the record of one file; what cannot be read is a record with its reason."""

    def skip(reason: str, fix: str) -> Record:
        return Record(path, reason=reason, fix=fix)

    if file.is_symlink():
        return skip("a link", "put the file itself into the folder")
    try:
        raw = read_regular(file, MAX_BYTES)
    except OSError as error:
        return skip(f"cannot be read: {error.strerror or error}", "check that it is a file that you may read")
    if raw is None:
        return skip("not a regular file", "remove it from the folder")
    if len(raw) > MAX_BYTES:
        return skip(f"larger than {MAX_BYTES // 1_000_000} MB", "split it")
    if file.suffix.lower() not in TEXT_SUFFIXES:
        return skip(f"format {file.suffix.lower() or 'without an ending'} is not read", "save it as .txt in UTF-8")
    return _decode(raw, path)


def _decode(raw: bytes, path: str) -> Record:
    """Return the text of a file: by its byte order mark, else as UTF-8."""
    encoding = "utf-16" if raw[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig" if raw[:3] == b"\xef\xbb\xbf" else "utf-8"
    if encoding != "utf-16" and b"\0" in raw:
        return Record(path, reason="not a text: it holds NUL bytes", fix="save it as plain text in UTF-8")
    try:
        return Record(path, text=raw.decode(encoding), encoding=encoding.removesuffix("-sig"))
    except UnicodeDecodeError as error:
        return Record(path, reason=f"not {encoding} text (byte {error.start})", fix="save it as plain text in UTF-8")
