"""What the analyst declares about a corpus: ``corpus.toml`` and ``metadata.csv``; and which column is which."""

import codecs
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import regex

from cuttings.knowledge import KnowledgeError, read_rows, read_text

# Names that a column or key may have, the likeliest first; compared without case, spaces, hyphens and underscores.
COLUMNS: dict[str, tuple[str, ...]] = {
    "text": ("text", "body", "content", "fulltext", "articletext", "articlebody", "bodytext", "maintext", "article", "story"),
    "title": ("title", "headline", "heading", "webtitle", "hd"),
    "deck": ("deck", "subtitle", "subheadline", "subheading", "subhead", "standfirst", "dek"),
    "date": ("date", "published", "publishdate", "publisheddate", "publishedat", "publicationdate", "datepublished", "pubdate",
             "publishedon", "webpublicationdate", "datetime"),
    "place": ("place", "dateline"),
    "outlet": ("outlet", "source", "publisher", "publication", "newspaper", "sitename", "sourcename", "media"),
    "section": ("section", "category", "sectionname", "desk", "rubric"),
    "author": ("author", "authors", "byline", "writer", "creator"),
    "lang": ("lang", "language"),
    "url": ("url", "link", "href", "weburl", "permalink", "articleurl"),
}  # fmt: skip
DESCRIBED = tuple(name for name in COLUMNS if name != "text")  # what metadata.csv may say of a file
ORDERS = ("DMY", "MDY")
_SPACING = regex.compile(r"[\s_\-\ufeff]+")


@dataclass(frozen=True)
class Settings:
    """The declarations of ``corpus.toml``; what is not declared is empty.

    Attributes
    ----------
    encoding, language, source : str
        The encoding of files that are no UTF-8, the language of all articles (ISO 639-1), their outlet.
    fields : mapping
        For an article column, the names that it has in the files.
    order : str
        DMY or MDY: how to read 03/04/2025.
    year : int or None
        The year of datelines that name none.
    """

    encoding: str = ""
    language: str = ""
    source: str = ""
    fields: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    order: str = ""
    year: int | None = None


def read_settings(folder: Path | None) -> Settings:
    """Return what ``corpus.toml`` declares; raise `KnowledgeError` where it is wrong."""
    path = folder / "corpus.toml" if folder else None
    if path is None or not (path.is_symlink() or path.exists()):
        return Settings()
    try:
        said = tomllib.loads(read_text(path))
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        what = "nested too deeply" if isinstance(error, RecursionError) else error
        raise KnowledgeError(f"corpus.toml: {what}. Texts stand in double quotes, tables in square brackets.") from None
    _known(said, ("encoding", "language", "source", "fields", "dates"), "")
    fields, dates = (_table(said, name) for name in ("fields", "dates"))
    _known(fields, tuple(COLUMNS), "fields.")
    _known(dates, ("order", "year"), "dates.")
    plain = {name: _text(said.get(name, ""), name) for name in ("encoding", "language", "source")}
    return Settings(**_checked(plain), fields=_fields(fields), order=_order(dates.get("order", "")), year=_year(dates.get("year")))


def _known(table: Mapping, names: tuple[str, ...], prefix: str) -> None:
    for name in table:
        if name not in names:
            raise KnowledgeError(f"corpus.toml: {prefix}{name} is unknown. It may say: {', '.join(prefix + n for n in names)}.")


def _table(said: dict[str, Any], name: str) -> dict[str, Any]:
    if not isinstance(said.get(name, {}), dict):
        raise KnowledgeError(f"corpus.toml: {name} is no table. Write [{name}] on a line of its own, and its entries below.")
    return said.get(name, {})


def _text(value: object, name: str) -> str:
    if not isinstance(value, str):
        raise KnowledgeError(f'corpus.toml: {name} = {value!r} is no text. Write {name} = "…".')
    return value


def _checked(plain: dict[str, str]) -> dict[str, str]:
    if plain["encoding"] and not text_codec(plain["encoding"]):
        raise KnowledgeError(f'corpus.toml: encoding {plain["encoding"]!r} is unknown. Name one, as "cp1254" or "utf-8".')
    if plain["language"] and not regex.fullmatch(r"[a-z]{2,3}", plain["language"]):
        raise KnowledgeError(f'corpus.toml: language {plain["language"]!r} is no code. Give two or three small letters, as "tr".')
    return plain


def text_codec(name: str) -> str:
    """Return Python's name of an encoding of text; empty for what is none (``hex`` is a codec, but of bytes).

    >>> text_codec("Windows-1254"), text_codec("hex"), text_codec("none")
    ('cp1254', '', '')
    """
    try:
        "".encode(name)
        return codecs.lookup(name).name
    except (LookupError, ValueError):
        return ""


def _fields(fields: dict[str, Any]) -> dict[str, tuple[str, ...]]:
    """Return the declared names of columns; one name or a list of them."""
    named = {name: value if isinstance(value, list) else [value] for name, value in fields.items()}
    return {name: tuple(plain_name(_text(value, f"fields.{name}")) for value in values) for name, values in named.items()}


def _order(order: object) -> str:
    if order != "" and order not in ORDERS:
        raise KnowledgeError(f"corpus.toml: dates.order {order!r} is unknown. It is one of: {', '.join(ORDERS)}.")
    return str(order)


def _year(year: object) -> int | None:
    if year is None or (isinstance(year, int) and 1500 <= year <= 2999):
        return year if year is None else int(year)
    raise KnowledgeError(f"corpus.toml: dates.year {year!r} is no year. Write four digits, without quotes.")


def plain_name(name: str) -> str:
    """Return a column's name without case, spaces, hyphens and underscores.

    >>> plain_name("Publish_Date")
    'publishdate'
    """
    return _SPACING.sub("", name).casefold()


def match_columns(columns: Iterable[str], settings: Settings) -> dict[str, list[str]]:
    """Return, for each article column that is found among `columns`, the names that it has there, the likeliest first.

    >>> match_columns(["Headline", "Content", "Body", "id"], Settings())
    {'text': ['Body', 'Content'], 'title': ['Headline']}
    """
    by_name: dict[str, str] = {}
    for column in columns:
        by_name.setdefault(plain_name(column), column)
    wanted = {**COLUMNS, **settings.fields}
    return {name: found for name, names in wanted.items() if (found := [by_name[n] for n in names if n in by_name])}


def read_metadata(folder: Path | None) -> dict[str, dict[str, str]]:
    """Return what ``metadata.csv`` says, by the path of a file: article columns, and the ``line`` where it says so."""
    path = folder / "metadata.csv" if folder else None
    if path is None or not (path.is_symlink() or path.exists()):
        return {}
    said: dict[str, dict[str, str]] = {}
    for row in read_rows(path, ("file", *DESCRIBED), ("file",)):
        name = row.pop("file").replace("\\", "/").removeprefix("./")
        if name in said:
            raise KnowledgeError(f"metadata.csv, line {row['line']}: {name!r} stands twice. Join the two rows.")
        said[name] = {column: cell for column, cell in row.items() if cell}
    return said
