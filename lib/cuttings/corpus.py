"""A corpus: clean articles, their sentences, and the ledger of everything that was seen."""

import hashlib
import os
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import pandas as pd
from tqdm import tqdm

from cuttings.knowledge import load_boilerplate
from cuttings.loading.cleaning import Rules, keep_lines, paragraphs, repair
from cuttings.loading.duplicates import fingerprint
from cuttings.loading.metadata import Parts, read_dateline, take_apart
from cuttings.loading.readers import Record, read_folder
from cuttings.loading.sentences import PARAGRAPH, find_quotations, overlap, split_sentences
from cuttings.tables import make_table, refuse

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
GIVEN = ("date", "outlet", "section", "author", "lang", "url")  # columns that make_corpus takes over


@dataclass(frozen=True)
class Corpus:
    """Articles that never change, and tables that point into them.

    Attributes
    ----------
    articles : DataFrame
        A row an article: doc, title, deck, text (title, deck and body, joined by blank lines), date, date_text,
        date_source, place, outlet, section, author, lang, url, path, record, cluster, sha256 (of the text).
    sentences : DataFrame
        A row a sentence: doc, sent (unique over the corpus), paragraph, start, end (characters of the article's text),
        zone (title, deck, body), quoted (share of its characters inside quotation marks).
    ledger : DataFrame
        A row a record seen: path, record, status (kept, duplicate, skipped), reason, fix, doc, duplicate_of, encoding,
        repairs.
    removed : DataFrame
        A row a line that cleaning took out: doc, line, rule.
    folder : Path or None
        Where it came from; its ``knowledge/`` overlays the shipped one.
    """

    articles: pd.DataFrame
    sentences: pd.DataFrame
    ledger: pd.DataFrame
    removed: pd.DataFrame
    folder: Path | None = field(default=None, compare=False)

    def __len__(self) -> int:
        return len(self.articles)

    def __repr__(self) -> str:
        return f"Corpus(articles={len(self)}, sentences={len(self.sentences)}, records={len(self.ledger)})"

    def where(self, mask: Any) -> "Corpus":
        """Return the corpus of the articles for which `mask`, a boolean for each row of `articles`, is true.

        The ids stay as they are. The ledger stays whole: it tells of the reading, not of the selection.
        """
        articles = self.articles[mask]
        inside = {name: getattr(self, name)[getattr(self, name)["doc"].isin(articles["doc"])] for name in ("sentences", "removed")}
        return replace(self, articles=articles, **inside)

    def texts(self) -> dict[int, str]:
        """Return the text of each article by its doc."""
        return dict(zip(self.articles["doc"], self.articles["text"], strict=True))


def corpus_folder() -> Path:
    """Return the folder to read: the environment variable CUTTINGS_CORPUS, or the seeds beside the notebooks."""
    return Path(os.environ.get("CUTTINGS_CORPUS") or "../seeds")


def read_corpus(path: str | Path) -> Corpus:
    """Read a folder of articles, or one file.

    Raises FileNotFoundError where there is nothing of that name. A file that cannot be read is no error: it is a row of
    the ledger, with the reason and how to mend it.
    """
    path = Path(path)
    folder = path if path.is_dir() else path.parent
    rules = load_boilerplate(folder)
    records = tqdm(read_folder(path), desc="reading", unit=" files", delay=2, disable=bool(os.environ.get("CUTTINGS_QUIET")))
    return _assemble((_clean(record, rules) for record in records), folder)


def make_corpus(texts: Sequence[str] | pd.DataFrame, *, clean: bool = True) -> Corpus:
    r"""Make a corpus of strings, or of a DataFrame with a ``text`` column (and any of title, date, outlet, section ...).

    With ``clean=False`` the texts are kept to the letter, all as body, so that spans made elsewhere fit them; only lone
    surrogates, which no file can hold, become U+FFFD.

    >>> make_corpus(["Big News Today\n\nIt came. It went."]).articles["title"].tolist()
    ['Big News Today']
    """
    if isinstance(texts, str):
        raise ValueError("texts is one string. Give a list of texts, or a DataFrame with a column 'text'.")
    table = texts if isinstance(texts, pd.DataFrame) else pd.DataFrame({"text": list(texts)}, dtype="object")
    if "text" not in table:
        raise ValueError(f"The table has no column 'text'. Rename one of: {', '.join(map(str, table.columns))}.")
    rules = load_boilerplate() if clean else None
    rows = table.reset_index(drop=True).to_dict("records")
    return _assemble((_from_row(number, row, rules) for number, row in enumerate(rows)), None)


def _from_row(number: int, row: dict, rules: Rules | None) -> "Article":
    given = {name: row[name] for name in GIVEN if not pd.isna(row.get(name))}
    title = "" if pd.isna(row.get("title")) else str(row["title"])
    record = Record(f"text {number:06d}", text="" if pd.isna(row["text"]) else str(row["text"]))
    if rules is not None:
        return _clean(record, rules, title=title, given=given)
    text = record.text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return Article(record, text, Parts("", "", "", ()), given=given)


@dataclass(frozen=True)
class Article:
    """One record on its way into a corpus: what it gave, what was taken out, what was repaired."""

    record: Record
    text: str
    parts: Parts
    removed: tuple[tuple[str, str], ...] = ()
    repairs: tuple[str, ...] = ()
    given: dict[str, Any] = field(default_factory=dict)


def _clean(record: Record, rules: Rules, title: str = "", given: dict | None = None) -> Article:
    """Repair a record's text, take out what is not the article, and take the rest apart."""
    text, repairs = repair(record.text)
    lines, removed = keep_lines(text, rules)
    parts = take_apart(paragraphs(lines), " ".join(repair(title)[0].split()))
    if parts.kicker:
        removed = [(parts.kicker, "kicker"), *removed]
    text = "\n\n".join(part for part in (parts.title, parts.deck, *parts.body) if part)
    return Article(record, text, parts, tuple(removed), repairs, given or {})


def _assemble(articles: Iterable[Article], folder: Path | None) -> Corpus:
    """Number the articles, part kept from duplicate and skipped, and write the four tables."""
    rows: dict[str, list[tuple]] = {"articles": [], "sentences": [], "ledger": [], "removed": []}
    seen: dict[str, int] = {}
    for article in articles:
        doc, reason, fix = len(rows["articles"]), article.record.reason, article.record.fix
        if not reason and not any(map(str.isalnum, article.text)):
            reason, fix = "no article text found", "check that the file holds an article"
        first = None if reason else seen.setdefault(fingerprint(article.text), doc)
        status = "skipped" if first is None else "kept" if first == doc else "duplicate"
        if status == "kept":
            rows["articles"].append(_article_row(doc, article))
            rows["sentences"] += _sentence_rows(doc, len(rows["sentences"]), article)
            rows["removed"] += [(doc, *line) for line in article.removed]
        kept, original = (first, None) if status == "kept" else (None, first)
        reason = reason or ("the same words as an earlier record" if status == "duplicate" else "")
        rows["ledger"].append(
            (article.record.path, article.record.record, status, reason, fix, kept, original,
             article.record.encoding, ", ".join(article.repairs))
        )  # fmt: skip
    schemas = {"articles": ARTICLES, "sentences": SENTENCES, "ledger": LEDGER, "removed": REMOVED}
    tables = {name: make_table(rows[name], schema) for name, schema in schemas.items()}
    if not rows["removed"]:
        tables["removed"] = refuse(REMOVED, "No line was taken out.")
    return Corpus(**tables, folder=folder)


def _article_row(doc: int, article: Article) -> tuple:
    said: dict[str, Any] = {"lang": None, **read_dateline(article.parts.body)}
    if "date" in article.given:
        text = str(article.given["date"])
        whole = len(text) >= 10  # a year or month alone is no day
        day = pd.to_datetime(text[:10], format="%Y-%m-%d", errors="coerce") if whole else pd.NaT
        said |= {"date": day, "date_text": text, "date_source": "given" if day is not pd.NaT else "given, no full ISO date"}
    said |= {name: str(value) for name, value in article.given.items() if name != "date"}
    said |= {
        "doc": doc, "title": article.parts.title or None, "deck": article.parts.deck or None, "text": article.text,
        "path": article.record.path, "record": article.record.record, "cluster": doc,
        "sha256": hashlib.sha256(article.text.encode()).hexdigest(),
    }  # fmt: skip
    return tuple(said.get(name) for name in ARTICLES)


def _sentence_rows(doc: int, first: int, article: Article) -> list[tuple]:
    """Return the rows of an article's sentences; the title and the deck are one paragraph each."""
    heads = [zone for zone, part in (("title", article.parts.title), ("deck", article.parts.deck)) if part]
    quotations = find_quotations(article.text)
    starts = [block.start() for block in PARAGRAPH.finditer(article.text)]
    rows, paragraph = [], 0
    for number, (start, end) in enumerate(split_sentences(article.text)):
        while paragraph + 1 < len(starts) and starts[paragraph + 1] <= start:
            paragraph += 1
        zone = heads[paragraph] if paragraph < len(heads) else "body"
        quoted = round(overlap((start, end), quotations) / (end - start), 4)
        rows.append((doc, first + number, paragraph, start, end, zone, quoted))
    return rows
