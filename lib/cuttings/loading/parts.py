"""Records -> the tables of one part of a corpus: cleaned, taken apart, cut into sentences."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from operator import attrgetter

import numpy as np
import pandas as pd

from cuttings.loading.cleaning import LineRules, Removed, has_look_alikes, is_plain, keep_lines, paragraphs, repair
from cuttings.loading.languages import find_language, language_code
from cuttings.loading.metadata import Parts, take_apart
from cuttings.loading.repeats import Repeated, hash_texts
from cuttings.loading.sentences import flat, share_quoted, split_paragraphs
from cuttings.loading.settings import Settings
from cuttings.loading.sketches import Words, sketch
from cuttings.tables import make_table

LONGEST_REASON = 300  # characters: it may quote what a file says
SIZE = 2_500  # articles: parts of that size are faster and smaller than one block
ARTICLES = {
    "doc": "int64", "title": "str", "deck": "str", "text": "str", "date": "datetime64[us]", "date_text": "str",
    "date_source": "str", "place": "str", "outlet": "str", "section": "str", "author": "str", "lang": "str",
    "url": "str", "path": "str", "record": "int64", "cluster": "int64", "sha256": "str",
}  # fmt: skip
SENTENCES = {
    "doc": "int64", "sent": "int64", "paragraph": "int64", "start": "int64", "end": "int64", "zone": "str",
    "quoted": "float64",
}  # fmt: skip
LEDGER = {
    "path": "str", "record": "int64", "status": "str", "reason": "str", "fix": "str", "doc": "Int64",
    "duplicate_of": "Int64", "encoding": "str", "repairs": "str",
}  # fmt: skip
REMOVED = {"doc": "int64", "line": "str", "rule": "str"}
SAID = ("place", "outlet", "section", "author", "lang", "url")


@dataclass(slots=True)
class Record:
    """What one file (or one row of it) gave: its text and what is said of it, or the reason why there is none and how to mend it."""

    path: str
    record: int = 0
    text: str = ""
    fields: dict[str, str] = field(default_factory=dict)
    encoding: str = ""
    reason: str = ""
    fix: str = ""
    removed: Removed = field(default_factory=list)
    row: bool = False  # of a table: its file is one source
    broken: bool = False  # bytes that fit no letter were read as U+FFFD
    repairs: tuple[str, ...] = ()
    clean: bool = True  # its lines are sorted, and not kept to the letter

    @property
    def lines(self) -> list[str]:
        """Return the lines of its text."""
        return self.text.split("\n")

    @property
    def source(self) -> str:
        """Return what tells one source of lines from another: the outlet, else the table or the folder that it came from."""
        return self.fields.get("outlet") or (self.path if self.row else self.path.rpartition("/")[0])


def draft(record: Record, rules: LineRules | None) -> Record:
    """Repair a record's text and take out the lines that the rules name; without rules the text stays to the letter."""
    text = record.text
    record.reason = repair(record.reason[:LONGEST_REASON])[0]
    if rules is None:
        record.text, record.clean = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace"), False
        return record
    flags: tuple[str, ...] = ()
    repairs: tuple[str, ...] = ()
    if not is_plain(text):
        flags = _flags(text, record)
        text, repairs = repair(text)
    lines, removed = keep_lines(text, rules)
    record.fields = {name: said for name, cell in record.fields.items() if (said := " ".join(repair(cell)[0].split()))}
    record.removed = [*((repair(line)[0], rule) for line, rule in record.removed), *removed]
    record.text, record.repairs = "\n".join(lines), (*repairs, *flags)
    return record


def _flags(text: str, record: Record) -> tuple[str, ...]:
    """Return what is wrong with a text and is not mended."""
    found = {"broken bytes": record.broken and "\ufffd" in text, "look-alikes": has_look_alikes(text)}
    return tuple(name for name, true in found.items() if true)


def make_part(drafts: Sequence[Record], repeated: Repeated, settings: Settings) -> dict[str, pd.DataFrame]:
    """Return the tables of a part (articles, sentences, ledger, removed) and its sketches; docs and sentences count from 0."""
    articles: list[tuple] = []
    texts: list[str] = []
    heads: list[tuple[bool, bool]] = []
    removed: list[tuple] = []
    ledger: list[tuple] = []
    begins: list[int] = []
    for record in drafts:
        parts = _parts(record, repeated)
        text = "\n\n".join(part for part in (parts.title, parts.deck, *parts.body) if part)
        body = "\n\n".join(parts.body)
        if not record.reason and not any(map(str.isalnum, body)):
            record.reason, record.fix = _nothing(parts)
        doc = None if record.reason else len(articles)
        if doc is not None:
            articles.append(_article_row(doc, record, parts, text, settings))
            texts.append(text)
            heads.append((bool(parts.title), bool(parts.deck)))
            removed += [(doc, *line) for line in parts.removed]
            begins.append(len(text) - len(body))
        status = "skipped" if doc is None else "kept"
        repairs = ", ".join(record.repairs)
        ledger.append((record.path, record.record, status, record.reason, record.fix, doc, None, record.encoding, repairs))
    sketches = sketch(texts, begins, _words())
    return {
        "articles": _table(articles, ARTICLES),
        "sentences": make_table(_sentences(texts, heads), SENTENCES),
        "ledger": _table(ledger, LEDGER),
        "removed": _table(removed, REMOVED),
        "sketches": sketches.table(),
        "signatures": pd.DataFrame(sketches.signatures),
    }


def _table(rows: Sequence[tuple], schema: Mapping[str, str]) -> pd.DataFrame:
    """Return a table of rows, made column by column: whole texts are not looked at twice."""
    return make_table(dict(zip(schema, zip(*rows, strict=True), strict=bool(rows))), schema)


@cache
def _words() -> Words:
    """Return the words of this process: one that was met is hashed once."""
    return Words()


def _nothing(parts: Parts) -> tuple[str, str]:
    """Return why there is no article, and what to do: cleaning may have taken all of it."""
    rules = sorted({rule for _, rule in parts.removed})
    if rules:
        return f"every line was taken out ({', '.join(rules)})", "check that it holds an article, and the rules in boilerplate.txt"
    return "no article text found", "check that it holds an article, and not its title alone"


def _parts(record: Record, repeated: Repeated) -> Parts:
    """Return a record's article, taken apart."""
    if not record.clean:
        return Parts("", "", [record.text] if record.text else [])
    lines, again = record.lines, []
    if repeated and (known := repeated.get(int(hash_texts([record.source])[0]))):
        double = [key in known for key in hash_texts(lines).tolist()]
        again = [(line, "repeated in its source") for line, true in zip(lines, double, strict=True) if true]
        lines = [line for line, true in zip(lines, double, strict=True) if not true]
    parts = take_apart(paragraphs(lines), record.fields.get("title", ""))
    deck = record.fields.get("deck")
    if deck and deck != parts.deck:
        parts.body = [part for part in (parts.deck, *parts.body) if part]
        parts.deck = deck
        if parts.body[:1] == [deck]:
            parts.removed.append((parts.body.pop(0), "repeated"))
    parts.removed = [*parts.removed, *record.removed, *again]
    return parts


def _article_row(doc: int, record: Record, parts: Parts, text: str, settings: Settings) -> tuple:
    said = {**({"outlet": settings.source} if settings.source else {}), **parts.said, **record.fields}
    if "date" in record.fields:
        said |= {"date_text": record.fields["date"], "date_source": record.fields.get("date_source", "given")}
        if "date_text" in parts.said and not any(map(str.isdigit, record.fields["date"])):  # "n/a" hides no dateline
            said |= {name: parts.said[name] for name in ("date_text", "date_source")}
    if "author" in said:
        said["author"] = said["author"].removeprefix("By ").removeprefix("BY ")
    named = language_code(said.pop("lang", ""))
    lang = settings.language or named or find_language("\n".join(parts.body) or text)
    digest = hashlib.sha256(text.encode()).hexdigest()
    about = [lang if name == "lang" else said.get(name) for name in SAID]
    heads = (doc, parts.title or None, parts.deck or None, text, None, said.get("date_text"), said.get("date_source", "none found"))
    return (*heads, *about, record.path, record.record, doc, digest)


def _sentences(texts: Sequence[str], heads: Sequence[tuple[bool, bool]]) -> dict[str, np.ndarray]:
    """Return the columns of the sentences of texts; `heads` say whether each begins with a title, and with a deck: a paragraph each."""
    split = [split_paragraphs(text) for text in texts]
    sizes = np.array(list(map(len, split)), dtype=np.int64)
    doc = np.repeat(np.arange(len(texts)), sizes)
    paragraph = np.arange(len(doc)) - np.repeat(np.cumsum(sizes) - sizes, sizes)
    title, deck = np.array(heads, dtype=bool).reshape(-1, 2)[doc].T
    zone = np.select([title & (paragraph == 0), deck & (paragraph == title)], ["title", "deck"], "body")
    of = np.repeat(np.arange(len(doc)), list(map(len, flat(split))))
    start, end = np.fromiter(flat(flat(flat(split))), np.int64).reshape(-1, 2).T
    columns = {"doc": doc[of], "sent": np.arange(len(of)), "paragraph": paragraph[of], "start": start, "end": end, "zone": zone[of]}
    return {**columns, "quoted": share_quoted(texts, doc[of], start, end)}


_about = attrgetter("path", "record", "fields", "encoding", "reason", "fix", "removed", "row", "broken", "repairs", "clean")


def pack(records: Sequence[Record]) -> pd.DataFrame:
    """Return records as a table that can be kept: ``about`` (JSON) and ``text`` (bytes: a text may hold what is no letter yet)."""
    about = [json.dumps(_about(record)) for record in records]
    return pd.DataFrame({"about": about, "text": [record.text.encode("utf-8", "surrogatepass") for record in records]})


def unpack(table: pd.DataFrame) -> list[Record]:
    """Return the records of a table that `pack` made."""
    records = []
    for about, text in zip(table["about"].tolist(), table["text"].tolist(), strict=True):
        path, number, *said = json.loads(about)
        record = Record(path, number, text.decode("utf-8", "surrogatepass"), *said)
        record.removed, record.repairs = [(line, rule) for line, rule in record.removed], tuple(record.repairs)
        records.append(record)
    return records
