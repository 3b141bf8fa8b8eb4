"""Tables of articles: CSV, JSON, JSON lines. A row that cannot be read is a record with its line and the reason; the others are read."""

import csv
import json
from collections import deque
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from cuttings.loading.parts import Record
from cuttings.loading.settings import Settings, match_columns

LONGEST = 100_000_000  # characters of one cell or line
MOST_LINES = 10_000  # that one row may run over: past that, a quotation mark was left open
DEEPEST = 4  # levels below which a JSON file's list of articles is not looked for
csv.field_size_limit(LONGEST)


class NoText(ValueError):
    """A table has no column of text: there is nothing to read in it."""

    def __init__(self, columns: Iterable[str]) -> None:
        names = ", ".join(list(columns)[:12])
        super().__init__(f"no column of text among: {names}" if names else "no column of text")

    fix = "name the column in corpus.toml: [fields] text = … (links are not followed: it needs the texts themselves)"


def pick(row: Mapping[str, Any], names: Mapping[str, str]) -> tuple[str, dict[str, str]]:
    """Return a row's text, and the article columns that it fills, as text."""
    cells = {name: cell for name, column in names.items() if (cell := plain(row.get(column)))}
    text = cells.pop("text", "")
    return text, cells


def plain(cell: Any) -> str:
    """Return a cell as text: a list joined by commas, an object by its name, nothing for null.

    >>> plain(["A. Example", None, "B. Example"]), plain({"id": None, "name": "Paper"}), plain(None), plain(7)
    ('A. Example, B. Example', 'Paper', '', '7')
    """
    if isinstance(cell, str):
        return cell
    if cell is None or isinstance(cell, bool):
        return ""
    if isinstance(cell, Mapping):
        return plain(cell.get("name") or cell.get("title"))
    if isinstance(cell, list):
        return ", ".join(filter(None, map(plain, cell)))
    return str(cell)


def read_csv(lines: Iterable[str], path: str, settings: Settings) -> Iterator[Record]:
    """Yield a record for every row of a table with a header; cells are parted by the sign that the header has most of."""
    waiting, at = deque[str](), 0  # lines that a broken row had taken, to be read again
    source = iter(lines)
    first = next(source, "")
    delimiter = max(",;\t|", key=first.count)
    width, names = 0, {}
    number = -1
    waiting.append(first)
    while True:
        taken: list[str] = []

        def feed(taken: list[str] = taken) -> Iterator[str]:
            while (line := waiting.popleft() if waiting else next(source, None)) is not None:
                taken.append(line)
                if len(taken) > MOST_LINES:
                    return
                yield line

        try:
            row = next(csv.reader(feed(), delimiter=delimiter, strict=True), None)
            wrong = f"{len(row)} cells, where the header has {width}" if row and number >= 0 and len(row) != width else ""
        except csv.Error as error:
            row, wrong = [], str(error)
        if row is None:
            return
        if wrong:
            waiting.extendleft(reversed(taken[1:]))
            taken = taken[:1]
        line, at = at + 1, at + len(taken)
        if number < 0:
            width, names, number = len(row), match_columns(row, settings), 0
            if "text" not in names:
                raise NoText(row)
            header = row
        elif wrong:
            yield Record(path, number, reason=f"line {line}: {wrong}", fix="mend the row: a cell with a comma or a quotation mark stands in double quotes")
            number += 1
        elif row:
            text, fields = pick(dict(zip(header, row, strict=True)), names)
            yield Record(path, number, text, fields)
            number += 1


def read_json_lines(lines: Iterable[bytes | str], path: str, settings: Settings) -> Iterator[Record]:
    """Yield a record for every line that is not blank: an object each."""
    number = 0
    names = _Names(settings)
    for at, line in enumerate(lines, 1):
        if not line.strip():
            continue
        row, wrong = _parse(line)
        yield _from_object(row, wrong, path, number, names, f"line {at}")
        number += 1


def read_json(text: str | bytes, path: str, settings: Settings) -> Iterator[Record]:
    """Yield a record for every article of a JSON file: one object, a list of them, or an object that holds such a list."""
    row, wrong = _parse(text)
    names = _Names(settings)
    found = [row] if wrong else _articles(row, names)
    for number, article in enumerate(found):
        yield _from_object(article, wrong, path, number, names, f"article {number + 1}")


def _parse(text: str | bytes) -> tuple[Any, str]:
    """Return what a piece of JSON holds, and what is wrong with it."""
    try:
        if isinstance(text, bytes):
            text = text.decode("utf-8-sig")
        return json.loads(text, object_pairs_hook=_object, parse_int=str, parse_float=str, parse_constant=lambda _: None), ""
    except UnicodeDecodeError as error:
        return None, f"not UTF-8 (byte {error.start})"
    except json.JSONDecodeError as error:
        return None, f"no JSON: {error.msg} at character {error.pos + 1}"
    except (ValueError, RecursionError) as error:
        return None, "nested too deeply" if isinstance(error, RecursionError) else str(error)


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise ValueError("a key stands twice")
    return found


class _Names:
    """Which keys of an object are which article columns; objects with the same keys are looked at once."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._seen: dict[tuple[str, ...], dict[str, str]] = {}

    def of(self, row: Mapping[str, Any]) -> dict[str, str]:
        keys = tuple(row)
        if keys not in self._seen:
            if len(self._seen) > 1_000:
                self._seen.clear()
            self._seen[keys] = match_columns(keys, self._settings)
        return self._seen[keys]


def _from_object(row: Any, wrong: str, path: str, number: int, names: _Names, where: str) -> Record:
    """Return the record of one object; keys of objects inside it fill what its own leave open."""
    if not wrong and not isinstance(row, dict):
        wrong = "no object with keys"
    if wrong:
        return Record(path, number, reason=f"{where}: {wrong}", fix="mend it, or delete it: an article is {\"title\": …, \"text\": …}")
    flat = row
    if any(isinstance(value, dict) for value in row.values()) and "text" not in names.of(row):
        inner = [value for value in row.values() if isinstance(value, dict)]
        flat = {key: value for part in reversed(inner) for key, value in part.items()} | row
    found = names.of(flat)
    if "text" not in found:
        return Record(path, number, reason=f"{where}: {NoText(flat)}", fix=NoText.fix)
    text, fields = pick(flat, found)
    return Record(path, number, text, fields)


def _articles(row: Any, names: _Names, depth: int = 0) -> list[Any]:
    """Return the list of objects that a JSON file holds, wherever it is; else the one object itself."""
    if isinstance(row, list):
        return row
    if isinstance(row, dict) and "text" not in names.of(row) and depth < DEEPEST:
        for value in row.values():
            if isinstance(value, list) and any(isinstance(item, dict) for item in value):
                return value
            if isinstance(value, dict) and (inner := _articles(value, names, depth + 1)) != [value]:
                return inner
    return [row]
