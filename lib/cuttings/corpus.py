"""A corpus: clean articles, their sentences, and the ledger of everything that was seen."""

import atexit
import gc
import os
import shutil
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from functools import cached_property, partial
from pathlib import Path
from typing import Any, Literal

import pandas as pd
from filelock import FileLock
from tqdm import tqdm

from cuttings.files import PlainError
from cuttings.knowledge import load_boilerplate
from cuttings.loading import store
from cuttings.loading.cleaning import LineRules, repair
from cuttings.loading.drawers import Drawer
from cuttings.loading.listing import Entry, list_files
from cuttings.loading.parts import ARTICLES, LEDGER, REMOVED, SENTENCES, SIZE, Record
from cuttings.loading.readers import Reader
from cuttings.loading.rows import plain
from cuttings.loading.settings import DESCRIBED, Settings, read_metadata, read_settings
from cuttings.loading.stages import READ, SHELVED, Parted, Run, attempt, read_again, read_parts
from cuttings.progress import bar, each
from cuttings.tables import make_table, refuse

SCHEMAS = {"articles": ARTICLES, "sentences": SENTENCES, "ledger": LEDGER, "removed": REMOVED}
TABLES = tuple(SCHEMAS)
Duplicates = Literal["drop", "keep"]


@dataclass(frozen=True)
class Corpus:
    """Articles that never change, and tables that point into them.

    Attributes
    ----------
    articles : DataFrame
        A row an article: doc, title, deck, text (title, deck and body, joined by blank lines), date, date_text,
        date_source, place, outlet, section, author, lang, url, path, record, cluster (the doc of the one of its kind that
        is kept), sha256 (of the text).
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
        return dict(zip(self.articles["doc"].tolist(), self.articles["text"].tolist(), strict=True))

    def around(self, sents: Iterable[int]) -> "Corpus":
        """Return a corpus with at least the articles that hold these sentences."""
        return self


def _whole_table(name: str) -> Any:
    return property(lambda survey: getattr(survey._whole, name))


class Survey(Corpus):
    """A corpus of any size, in parts on the disk; its tables are read as one only when they are asked for.

    The verbs that count take it part by part (`cuttings.lazy`), with the same figures.
    """

    parted: Parted
    duplicates: Duplicates
    run: Run

    def __init__(self, parted: Parted, folder: Path | None, duplicates: Duplicates = "drop", run: Run = map) -> None:
        vars(self).update(parted=parted, folder=folder, duplicates=duplicates, run=run)

    def __reduce__(self) -> tuple:
        return Survey, (self.parted, self.folder, self.duplicates)

    def __len__(self) -> int:
        return sum(self.sizes)

    def __repr__(self) -> str:
        return f"Survey(articles={len(self)}, parts={len(self.parted)})"

    @property
    def sizes(self) -> list[int]:
        """Return how many articles each part has."""
        return [self.parted.count(n, doubles=self.duplicates == "keep") for n in range(len(self.parted))]

    def part(self, n: int) -> Corpus:
        """Return one part, as a corpus."""
        return _corpus(self.parted.tables(n), self.folder, self.duplicates)

    @cached_property
    def _whole(self) -> Corpus:
        parts = each(range(len(self.parted)), "fetching the tables")
        return _corpus(join([self.parted.tables(n) for n in parts]), self.folder, self.duplicates)

    articles, sentences, ledger, removed = map(_whole_table, TABLES)

    def where(self, mask: Any) -> Corpus:
        """Return the corpus of some articles, in memory."""
        return self._whole.where(mask)

    def around(self, sents: Iterable[int]) -> Corpus:
        """Return the articles that hold these sentences: only their parts are fetched."""
        by_part: dict[int, list[int]] = {}
        for sent in set(sents):
            by_part.setdefault(self.parted.part_of(sent), []).append(sent)
        found = []
        for n, some in sorted(by_part.items()):
            part = self.part(n)
            docs = part.sentences.loc[part.sentences["sent"].isin(some), "doc"]
            found.append(vars(part.where(part.articles["doc"].isin(docs))))
        return _corpus(join(found), self.folder, self.duplicates)


def must_have_articles(corpus: Corpus, path: Path) -> None:
    """Raise `PlainError` where no article could be read, with the first reason."""
    if not len(corpus):
        reasons = corpus.ledger["path"] + ": " + corpus.ledger["reason"]
        first = f" The first: {reasons.iloc[0]}." if len(reasons) else " It is empty."
        raise PlainError(f"No article could be read in {str(path)!r}.{first} Give a folder that holds articles.")


def corpus_folder() -> Path:
    """Return the folder to read: the environment variable CUTTINGS_CORPUS, or the seeds beside the notebooks."""
    return Path(os.environ.get("CUTTINGS_CORPUS") or "../seeds")


def read_corpus(path: str | Path, *, duplicates: Duplicates = "drop", cache: bool | None = None) -> Corpus:
    """Read a folder of articles, or one file.

    Parameters
    ----------
    path : str or Path
        The folder. It may hold ``corpus.toml`` and ``metadata.csv`` (what the analyst declares), ``knowledge/`` and ``coding/``.
    duplicates : {"drop", "keep"}
        Whether articles that say the same as another (see `cuttings.loading.duplicates`) are left out or counted.
    cache : bool, optional
        Whether a cleaned copy may be read, and is kept, in the platform's folder for caches (or CUTTINGS_CACHE). By
        default yes, unless the environment variable CUTTINGS_NO_CACHE is set.

    Of files that are larger together than CUTTINGS_SURVEY (in MB, by default 100), a `Survey` is given: the same tables and
    the same figures, in parts on the disk.

    Raises FileNotFoundError where there is nothing of that name, and `KnowledgeError` for a wrong ``corpus.toml`` or
    ``metadata.csv``. A file that cannot be read is no error: it is a row of the ledger, with the reason and the way to mend it.
    """
    _known(duplicates)
    path = Path(path)
    folder = path if path.is_dir() else path.parent
    cache = not os.environ.get("CUTTINGS_NO_CACHE") if cache is None else cache
    entries = list_files(path)
    if sum(entry.size for entry in entries) > survey_limit():
        return read_survey(path, duplicates=duplicates, cache=cache)
    with collector_at_rest():
        shelf = store.Shelf(path, folder, entries)  # before the declarations are read: if they change, nothing is kept
        settings, metadata, rules = read_settings(folder), read_metadata(folder), LineRules(load_boilerplate(folder))
        tables = shelf.load(TABLES) if cache else None
        if tables is None:
            reader = Reader(settings, metadata, whole=path.is_dir())
            tables = _read(reader, shelf.entries, rules)
            if cache:
                shelf.keep(tables, reader.digests)
    return _corpus(tables, folder, duplicates)


def survey_limit() -> float:
    """Return from how many bytes of files on a corpus is read in parts: the environment variable CUTTINGS_SURVEY (MB), or 100 MB."""
    said = os.environ.get("CUTTINGS_SURVEY") or "100"
    try:
        return float(said) * 1e6
    except ValueError:
        raise ValueError(f"CUTTINGS_SURVEY is {said!r}. Give a number of megabytes.") from None


def read_survey(
    path: str | Path,
    *,
    duplicates: Duplicates = "drop",
    cache: bool | None = None,
    run: Run = map,
    size: int = SIZE,
    again: bool = False,
) -> Survey:
    """Read a folder of articles, or one file, in parts of `size` records, whatever its size; arguments and errors as in `read_corpus`.

    `run` is a `map`: Python's own, or one that works on other cores (`cuttings.partitions`). A reading that was cut short is
    taken up where it was; with `again`, parts that could not be read are tried again.
    """
    _known(duplicates)
    path = Path(path).absolute()  # workers may stand in another folder
    folder = path if path.is_dir() else path.parent
    cache = not os.environ.get("CUTTINGS_NO_CACHE") if cache is None else cache
    entries = list_files(path)
    settings, metadata, rules = read_settings(folder), read_metadata(folder), LineRules(load_boilerplate(folder))
    drawer, digests = store.Shelf(path, folder, entries).parts(size) if cache else (_passing_drawer(), {})
    reader = Reader(settings, metadata, whole=path.is_dir())
    alone = FileLock(drawer.folder.with_suffix(".lock"))  # another that reads the same waits, and finds it read
    with alone, collector_at_rest(), bar("reading", " files", len(entries)) as shown:
        if again:
            read_again(drawer)
        if READ not in drawer and SHELVED not in drawer:
            shutil.rmtree(drawer.folder, ignore_errors=True)
        records = _counted(reader.read(entries, shown.update), shown)
        parted = read_parts(records, rules, settings, drawer, size, lambda stage, parts: run(partial(attempt, stage), parts))
    if any(digests.get(name, said) != said for name, said in reader.digests.items()):  # it changed while it was read
        for marker in (READ, SHELVED):
            del drawer[marker]
    return Survey(parted, folder, duplicates, run)


def _passing_drawer() -> Drawer:
    """Return a drawer that is removed when the program ends."""
    folder = Path(tempfile.mkdtemp(prefix="cuttings-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return Drawer(folder / "parts")


def make_corpus(texts: Sequence[str] | pd.DataFrame, *, clean: bool = True, duplicates: Duplicates = "drop") -> Corpus:
    r"""Make a corpus of strings, or of a DataFrame with a ``text`` column (and any of title, date, outlet, section ...).

    With ``clean=False`` the texts are kept to the letter, all as body, so that spans made elsewhere fit them; only lone
    surrogates, which no file can hold, become U+FFFD.

    >>> make_corpus(["Big News Today\n\nIt came. It went."]).articles["title"].tolist()
    ['Big News Today']
    """
    _known(duplicates)
    if isinstance(texts, str):
        raise ValueError("texts is one string. Give a list of texts, or a DataFrame with a column 'text'.")
    table = texts if isinstance(texts, pd.DataFrame) else pd.DataFrame({"text": list(texts)}, dtype="object")
    if "text" not in table:
        raise ValueError(f"The table has no column 'text'. Rename one of: {', '.join(map(str, table.columns))}.")
    rules = LineRules(load_boilerplate()) if clean else None
    records = (_from_row(number, row) for number, row in enumerate(table.reset_index(drop=True).to_dict("records")))
    return _corpus(_tables(records, rules, Settings()), None, duplicates)


def _from_row(number: int, row: dict) -> Record:
    cells = {name: row[name] for name in ("text", *DESCRIBED) if name in row}
    given = {name: plain(cell) for name, cell in cells.items() if isinstance(cell, (list, dict)) or not pd.isna(cell)}
    return Record(f"text {number:06d}", text=given.pop("text", ""), fields={name: repair(cell)[0] for name, cell in given.items()})


def _read(reader: Reader, entries: Sequence[Entry], rules: LineRules) -> dict[str, pd.DataFrame]:
    """Return the tables of files, showing how far it is: files, articles, skipped."""
    with bar("reading", " files", len(entries)) as shown:
        return _tables(_counted(reader.read(entries, shown.update), shown), rules, reader.settings)


def _counted(records: Iterable[Record], shown: tqdm) -> Iterator[Record]:
    """Yield records, and show how many there are."""
    seen = skipped = 0
    for seen, record in enumerate(records, 1):
        skipped += bool(record.reason)
        yield record
        if seen % 500 == 0:
            shown.set_postfix(articles=seen - skipped, skipped=skipped, refresh=False)


@contextmanager
def collector_at_rest() -> Iterator[None]:
    """Let the garbage collector rest: it would walk over millions of rows again and again, and find no cycle in them."""
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was:
            gc.enable()


def _tables(records: Iterable[Record], rules: LineRules | None, settings: Settings) -> dict[str, pd.DataFrame]:
    """Return the tables of records, read in parts and joined."""
    parted = read_parts(records, rules, settings, {}, SIZE)
    return join([parted.tables(n) for n in range(len(parted))])


def join(parts: Sequence[dict[str, pd.DataFrame]]) -> dict[str, pd.DataFrame]:
    """Return the tables of all parts as one."""
    tables = {name: [part[name] for part in parts] or [make_table([], SCHEMAS[name])] for name in TABLES}
    return {name: pd.concat(some, ignore_index=True) for name, some in tables.items()}


def _known(duplicates: str) -> None:
    if duplicates not in ("drop", "keep"):
        raise ValueError(f"duplicates={duplicates!r} is unknown. Give 'drop' or 'keep'.")


def _corpus(tables: dict[str, pd.DataFrame], folder: Path | None, duplicates: Duplicates) -> Corpus:
    """Return the corpus of tables, with its duplicates or without them."""
    tables = {**tables, "ledger": tables["ledger"].astype(LEDGER)}
    if not len(tables["removed"]):
        tables["removed"] = refuse(REMOVED, "No line was taken out.")
    corpus = Corpus(**tables, folder=folder)
    first = corpus.articles["cluster"] == corpus.articles["doc"]
    return corpus if duplicates == "keep" or first.all() else corpus.where(first)
