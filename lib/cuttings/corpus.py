"""A corpus is read from files, in the memory or in parts, or made of texts."""

import atexit
import gc
import os
import shutil
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path

import pandas as pd
from filelock import FileLock
from tqdm import tqdm

from cuttings.articles import TABLES, Corpus, Duplicates, Survey, corpus_of, join
from cuttings.files import PlainError
from cuttings.given import sweep
from cuttings.knowledge import load_boilerplate
from cuttings.loading import store
from cuttings.loading.cleaning import LineRules, repair
from cuttings.loading.drawers import Drawer, EmptiedError
from cuttings.loading.listing import Entry, list_files
from cuttings.loading.parted import SHELVED, Run, attempt
from cuttings.loading.parts import SIZE, Record
from cuttings.loading.readers import Reader
from cuttings.loading.rows import plain
from cuttings.loading.settings import DESCRIBED, Settings, read_metadata, read_settings
from cuttings.loading.stages import READ, read_again, read_parts
from cuttings.progress import bar


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
    return corpus_of(tables, folder, duplicates)


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
        try:
            parted = read_parts(records, rules, settings, drawer, size, lambda stage, parts: run(partial(attempt, stage), parts))
        except EmptiedError:  # what is left of it could not be gone on with
            shutil.rmtree(drawer.folder, ignore_errors=True)
            raise
        sweep(drawer, folder)
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
    return corpus_of(_tables(records, rules, Settings()), None, duplicates)


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


def _known(duplicates: str) -> None:
    if duplicates not in ("drop", "keep"):
        raise ValueError(f"duplicates={duplicates!r} is unknown. Give 'drop' or 'keep'.")
