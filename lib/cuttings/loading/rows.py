"""Tables of articles: CSV, JSON, JSON lines. A row that cannot be read is a record with its line and the reason; the others are read."""

import codecs
import csv
import json
import re
from collections import deque
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from cuttings.loading.parts import Record
from cuttings.loading.settings import Settings, match_columns

LONGEST = 100_000_000  # characters of one cell or line
MOST_LINES = 10_000  # that one row may run over: past that, a quotation mark was left open
DEEPEST = 4  # levels below which a JSON file's list of articles is not looked for
csv.field_size_limit(LONGEST)
_SEPARATOR = re.compile(r"sep=([,;|])")


class NoTextError(ValueError):
    """A table has no column of text: there is nothing to read in it; `fix` says how to mend that."""

    fix = "name the column in corpus.toml: [fields] text = … (links are not followed: it needs the texts themselves)"

    def __init__(self, columns: Iterable[str]) -> None:
        names = ", ".join(list(columns)[:12])
        super().__init__(f"no column of text among: {names}" if names else "no column of text")


def pick(row: Mapping[str, Any], names: Mapping[str, list[str]]) -> tuple[str, dict[str, str]]:
    """Return a row's text, and the article columns that it fills, as text; a text that is a list is one of paragraphs."""
    found = {name: cell for name, columns in names.items() if (cell := filled(row, columns)) is not None}
    body = found.pop("text", "")
    text = "\n\n".join(map(_paragraph, body)) if isinstance(body, list) else plain(body)
    return text, {name: said for name, cell in found.items() if (said := plain(cell))}


def filled(row: Mapping[str, Any], columns: Iterable[str]) -> Any:
    """Return the first cell among those of some columns that holds anything; None where none does."""
    for column in columns:
        cell = row.get(column)
        if cell and not (isinstance(cell, str) and cell.isspace()):
            return cell
    return None


def _paragraph(cell: Any) -> str:
    """Return a paragraph of a text that is a list: an object by its own text."""
    names = match_columns(cell, Settings()).get("text", []) if isinstance(cell, Mapping) else []
    return plain(filled(cell, names)) if names else plain(cell)


def plain(cell: Any, depth: int = 0) -> str:
    """Return a cell as text: a list joined by commas, an object by its name, nothing for null, nor for what is nested deeply.

    >>> plain(["A. Example", None, "B. Example"]), plain({"id": None, "name": "Paper"}), plain(None), plain(7)
    ('A. Example, B. Example', 'Paper', '', '7')
    """
    if isinstance(cell, str):
        return cell
    if cell is None or isinstance(cell, bool) or depth > DEEPEST:
        return ""
    if isinstance(cell, Mapping):
        return plain(cell.get("name") or cell.get("title"), depth + 1)
    if isinstance(cell, list):
        return ", ".join(filter(None, (plain(item, depth + 1) for item in cell)))
    return str(cell)


def read_csv(lines: Iterable[str], path: str, settings: Settings) -> Iterator[Record]:
    """Yield a record for every row of a table with a header; cells are parted by the sign that the header has most of.

    Raises `NoTextError` where the header names no column of text.
    """
    rows = _csv_rows(iter(lines))
    line, header, wrong = next(rows, (1, [], ""))
    if wrong:
        yield Record(
            path, reason=f"line {line}, the header: {wrong}", fix="mend the header: a name with a quotation mark stands in double quotes"
        )
        return
    names = match_columns(header, settings)
    if "text" not in names and header:
        raise NoTextError(header)
    for number, (line, row, wrong) in enumerate(rows):
        wrong = wrong or (f"{len(row)} cells, where the header has {len(header)}" if len(row) != len(header) else "")
        if wrong:
            yield Record(
                path, number, reason=f"line {line}: {wrong}", fix="put each cell with a comma or a quotation mark in double quotes"
            )
        else:
            cells = dict(zip(header[::-1], row[::-1], strict=True))  # of two columns of one name the first counts
            yield Record(path, number, *pick(cells, names), row=True)


def _csv_rows(source: Iterator[str]) -> Iterator[tuple[int, list[str], str]]:
    """Yield the line on which each row begins, its cells, and what is wrong with it; a row that is wrong ends with its first line."""
    blank, first = 0, next(source, "")
    while first and not first.strip():
        blank, first = blank + 1, next(source, "")
    again = deque([first] if first else [])  # lines that a broken row had taken, to be read once more
    delimiter, line = max(",;\t|", key=first.count), blank + 1
    if declared := _SEPARATOR.fullmatch(first.strip()):  # a line that Excel writes
        delimiter, line = declared[1], line + 1
        again.clear()
    while True:
        taken: list[str] = []
        row, wrong = _csv_row(_take(again, source, taken), delimiter)
        if not taken:
            return
        if wrong:
            again.extendleft(reversed(taken[1:]))
            taken = taken[:1]
        if row or wrong:
            yield line, row, wrong
        line += len(taken)


def _csv_row(lines: Iterator[str], delimiter: str) -> tuple[list[str], str]:
    try:
        return next(csv.reader(lines, delimiter=delimiter, strict=True), []), ""
    except csv.Error as error:
        return [], str(error)


def _take(again: deque[str], source: Iterator[str], taken: list[str]) -> Iterator[str]:
    """Yield lines, and note those that were taken; after very many for one row its quotation mark was left open."""
    while len(taken) < MOST_LINES:
        line = again.popleft() if again else next(source, None)
        if line is None:
            return
        taken.append(line)
        yield line


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


def read_json(text: str, path: str, settings: Settings) -> Iterator[Record]:
    """Yield a record for every article of a JSON file: one object, a list of them, or an object that holds such a list."""
    row, wrong = _parse(text)
    if "Extra data" in wrong:  # one object behind another: JSON lines, whatever the file is called
        yield from read_json_lines(text.split("\n"), path, settings)
        return
    names = _Names(settings)
    found = [row] if wrong else _articles(row, names)
    for number, article in enumerate(found):
        yield _from_object(article, wrong, path, number, names, f"article {number + 1}")


def _parse(text: str | bytes) -> tuple[Any, str]:
    """Return what a piece of JSON holds, and what is wrong with it."""
    try:
        if isinstance(text, bytes):
            text = text.removeprefix(codecs.BOM_UTF8).decode()
        return _DECODER.decode(text), ""
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


_DECODER = json.JSONDecoder(object_pairs_hook=_object, parse_int=str, parse_float=str, parse_constant=lambda _: None)


class _Names:
    """Which keys of an object are which article columns; objects with the same keys are looked at once."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._seen: dict[tuple[str, ...], dict[str, list[str]]] = {}

    def of(self, row: Mapping[str, Any]) -> dict[str, list[str]]:
        keys = tuple(row)
        if keys not in self._seen:
            if len(self._seen) > 1_000:
                self._seen.clear()
            self._seen[keys] = match_columns(keys, self._settings)
        return self._seen[keys]


def _from_object(row: Any, wrong: str, path: str, number: int, names: _Names, where: str) -> Record:
    """Return the record of one object, or of the object that is its text; keys of objects inside it fill what its own leave open."""
    if not wrong and not isinstance(row, dict):
        wrong = "no object with keys"
    if wrong:
        return Record(path, number, reason=f"{where}: {wrong}", fix='mend it, or delete it: an article is {"title": …, "text": …}')
    flat = row
    inner = [value for value in row.values() if isinstance(value, dict)]
    if inner and "text" not in names.of(row):
        flat = {key: value for part in reversed(inner) for key, value in part.items()} | row
    found = names.of(flat)
    if "text" not in found:
        return Record(path, number, reason=f"{where}: {NoTextError(flat)}", fix=NoTextError.fix)
    if isinstance(body := filled(flat, found["text"]), dict):
        return _from_object({key: value for key, value in flat.items() if value is not body} | body, "", path, number, names, where)
    return Record(path, number, *pick(flat, found), row=True)


def _articles(row: Any, names: _Names) -> list[Any]:
    """Return the objects of a JSON file that are articles, wherever they are; where none has a text, the list or the object itself."""
    lists = [value for value in row.values() if _of_objects(value)] if isinstance(row, dict) else [row] if isinstance(row, list) else []
    return _inside(row, names) or next(iter(lists), [row])


def _inside(row: Any, names: _Names, depth: int = 0) -> list[Any]:
    """Return the articles in a list or an object: itself, or all those inside it; of a list with articles also what is none."""
    if isinstance(row, list) and any(_has_text(item, names) for item in row):
        return row
    if isinstance(row, dict) and _is_article(row, names):
        return [row]
    values = row.values() if isinstance(row, dict) else row if isinstance(row, list) else ()
    return [article for value in values for article in _inside(value, names, depth + 1)] if depth <= DEEPEST else []


def _is_article(row: dict[str, Any], names: _Names) -> bool:
    """Say whether an object is an article: it has a text that is no list of articles, or a title, say, and a text right inside it."""
    known = names.of(row)
    text = filled(row, known.get("text", []))
    listed = _of_objects(text) and any(set(names.of(item)) > {"text"} for item in text if isinstance(item, dict))
    return (text is not None and not listed) or (text is None and bool(set(known) - {"text"}) and _has_text(row, names))


def _of_objects(value: Any) -> bool:
    return isinstance(value, list) and any(isinstance(item, dict) for item in value)


def _has_text(item: Any, names: _Names) -> bool:
    """Say whether an object, or one right inside it, has a text."""
    return isinstance(item, dict) and any("text" in names.of(one) for one in (item, *(v for v in item.values() if isinstance(v, dict))))
