"""How a file of knowledge is read, and what is said where it is wrong."""

import csv
import io
import unicodedata
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import NoReturn

from cuttings.files import printable, read_regular, visible

MAX_BYTES = 20_000_000
HERE = Path(__file__).parent


class KnowledgeError(ValueError):
    """A knowledge file is wrong; the message names the file, the line, what is wrong and how to mend it.

    The parts of the message stand in ``file``, ``line`` (0: the whole file), ``wrong`` and ``mend``, where they are known.
    """

    def __init__(self, message: str, file: str = "", line: int = 0, wrong: str = "", mend: str = "") -> None:
        super().__init__(visible(message))
        self.file, self.line, self.wrong, self.mend = file, line, visible(wrong or message), visible(mend)


Report = Callable[[KnowledgeError], None]  # what a loader does with a fault: it stops there, or notes it and goes on


def stop(error: KnowledgeError) -> NoReturn:
    """Stop at the first fault: what every loader does unless it is told to go on."""
    raise error


def fault(path: Path, line: int, wrong: str, mend: str, message: str = "") -> KnowledgeError:
    """Return the error that says what is wrong in a line of a file (0: in all of it), and how to mend it."""
    name = printable(path.name)
    where = f"{name}, line {line}:" if line else name
    return KnowledgeError(message or f"{where} {wrong}. {mend}", name, line, wrong, mend)


def files(name: str, folder: Path | None) -> list[Path]:
    """Return the shipped file of that name and, where there is one, the corpus's own (read last: it overrides)."""
    own = [folder / "knowledge" / name] if folder else []
    if folder and (folder / "knowledge").is_symlink():
        message = "knowledge/ is a link. Put the folder itself there."
        raise KnowledgeError(message, "knowledge/", 0, "is a link", "Put the folder itself there.")
    return [HERE / name, *(path for path in own if path.is_symlink() or path.exists())]


def read_text(path: Path) -> str:
    """Return the text of a knowledge file: a regular one, in UTF-8 (a byte order mark is allowed), composed (NFC)."""
    try:
        raw = read_regular(path, MAX_BYTES)
    except OSError as error:
        raise fault(path, 0, f"cannot be read: {error.strerror}", "Put the file itself there.") from None
    if raw is None or len(raw) > MAX_BYTES:
        raise fault(path, 0, f"is no plain file of at most {MAX_BYTES // 1_000_000} MB", "Put such a file there.")
    try:
        return unicodedata.normalize("NFC", raw.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        wrong, mend = f"byte {error.start} is not UTF-8", "Save the file as UTF-8."
        line = raw[: error.start].count(b"\n") + 1
        raise fault(path, line, wrong, mend, f"{printable(path.name)}: {wrong}. {mend}") from None


def read_rows(path: Path, columns: Iterable[str], required: Iterable[str], report: Report = stop) -> list[dict[str, str]]:
    """Return the rows of a CSV file as dicts of stripped text, each with its ``line``, checked against its columns (if any are given).

    A row that is wrong is reported, and left out.
    """
    header, rows = _parse(path)
    known = tuple(columns) or tuple(header)
    unknown = [name for name in header if name not in known]
    missing = [name for name in required if name not in header]
    if unknown or missing:
        wrong = f"unknown column {unknown[0]!r}" if unknown else f"column {missing[0]!r} is missing"
        raise fault(path, 1, wrong, f"The columns are: {', '.join(known)}.")
    clean = [{name: (row.get(name) or "").strip() for name in known} | {"line": str(line)} for line, row in rows]
    wide = {str(line) for line, row in rows if None in row}
    return keep(clean, lambda row: _check_row(row, path, row["line"] in wide, required), report)


def _parse(path: Path) -> tuple[list[str], list[tuple[int, dict]]]:
    """Return the header of a CSV file, and its rows with the lines on which they end."""
    reader = csv.DictReader(io.StringIO(read_text(path)), strict=True)
    rows: list[tuple[int, dict]] = []
    begins = 1
    try:
        reader.fieldnames = header = [name.strip() for name in reader.fieldnames or ()]
        while True:
            begins = reader.line_num + 1
            if (row := next(reader, None)) is None:
                return header, rows
            rows.append((reader.line_num, row))
    except csv.Error as error:
        raise fault(path, begins, str(error), "Close the quotation mark.") from None


def keep(rows: Iterable[dict[str, str]], check: Callable[[dict[str, str]], None], report: Report) -> list[dict[str, str]]:
    """Return the rows that pass a check; what is wrong with the others is reported."""
    kept = []
    for row in rows:
        try:
            check(row)
        except KnowledgeError as error:
            report(error)
        else:
            kept.append(row)
    return kept


def _check_row(row: dict[str, str], path: Path, wide: bool, required: Iterable[str]) -> None:
    """Raise where a row has too many cells, or lacks one that it needs."""
    line = int(row["line"])
    if wide:
        raise fault(path, line, "too many cells", "Put a cell with a comma in double quotes.")
    for name in required:
        if not row[name]:
            raise fault(path, line, f"{name!r} is empty", "Fill it in, or delete the line.")


def one_of(row: dict[str, str], column: str, allowed: tuple[str, ...], path: Path) -> None:
    """Raise unless the cell holds one of the allowed words."""
    if row[column] not in allowed:
        raise fault(path, int(row["line"]), f"{column} {row[column]!r} is unknown", f"It is one of: {', '.join(allowed)}.")


def split_cell(cell: str) -> list[str]:
    """Return the parts of a cell that are set apart by ``|``.

    >>> split_cell("Turkey | Turkiye")
    ['Turkey', 'Turkiye']
    """
    return [part.strip() for part in cell.split("|") if part.strip()]


def number_lines(path: Path) -> list[tuple[int, str]]:
    """Return the lines of a text file of knowledge with their numbers, without comments (``#``) and blank lines."""
    lines = enumerate((line.strip() for line in read_text(path).splitlines()), start=1)
    return [(number, line) for number, line in lines if line and not line.startswith("#")]


def load_lines(path: Path) -> list[str]:
    """Return the lines of a text file of knowledge, without comments (``#``) and blank lines."""
    return [line for _, line in number_lines(path)]
