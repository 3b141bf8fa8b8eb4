"""Files: only regular ones are read, and a written one is whole or not there."""

import io
import os
import re
import secrets
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

_OBEYED = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069]")


def open_regular(path: str | Path) -> io.BufferedReader | None:
    """Open a regular file for reading bytes; None for a folder, pipe, device or socket.

    Raises OSError where it cannot be opened; a link is not followed, and is an error.
    """
    flags = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
    handle = os.open(path, flags)
    if not stat.S_ISREG(os.fstat(handle).st_mode):
        os.close(handle)
        return None
    # a buffer of our own size: some file systems would have it be a megabyte, which takes a tenth of a millisecond a file
    return io.BufferedReader(io.FileIO(handle, "rb"), 1 << 16)


def read_regular(path: Path, limit: int) -> bytes | None:
    """Return what is in a regular file, one byte over the limit at most; None and OSError as in `open_regular`."""
    file = open_regular(path)
    if file is None:
        return None
    with file:
        return file.read(limit + 1)


class PlainError(RuntimeError):
    """Something that a user can mend; its message says in one line what is wrong, and how."""

    def __init__(self, message: str) -> None:
        super().__init__(visible(message))


def keep_apart(corpus: Path, out: Path) -> None:
    """Raise `PlainError` where what is written would fall among the articles, to be read as one the next time."""
    folder, made = (corpus if corpus.is_dir() else corpus.parent).resolve(), out.resolve()
    if corpus.is_dir() and (made.is_relative_to(folder) or folder.is_relative_to(made)):
        raise PlainError(f"{str(out)!r} and the corpus {str(corpus)!r} would stand in each other. Name another folder with --out.")


@contextmanager
def new_file(path: Path) -> Iterator[Path]:
    """Give a temporary name beside `path`, and rename what was written to it: a reader never sees half a file."""
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_name(f".{path.name}.{secrets.token_hex(6)}.new")
    try:
        yield temporary
        temporary.replace(path)
    finally:
        temporary.unlink(missing_ok=True)


def visible(text: str) -> str:
    r"""Return a text in which what a terminal would obey, and what turns a line around or ends it, shows by its code.

    >>> visible("a" + chr(27) + "[31m red" + chr(10) + "line")
    'a\\x1b[31m red\\nline'
    """
    return _OBEYED.sub(lambda sign: sign[0].encode("unicode_escape").decode(), text)


def printable(name: str) -> str:
    r"""Return a file's name as it can be written anywhere: bytes that are no text show by their codes, so that names stay apart.

    >>> printable("odd" + chr(0xdcff))
    'odd\\udcff'
    """
    return name.replace("\\", "\\\\").encode("utf-8", "backslashreplace").decode()
