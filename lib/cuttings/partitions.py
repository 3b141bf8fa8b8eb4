"""A survey: everything that is counted, over a corpus of any size, part by part: on one core, on several, or on a Dask cluster.

A task is light: it names a part, and finds it, and puts its sums, in the folder for caches (CUTTINGS_CACHE), which all workers
must see, like the corpus, under the same name. Whatever engine does the work, in whatever order, the figures are the same.
"""

import builtins
import multiprocessing
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import BrokenExecutor, Executor, Future, ProcessPoolExecutor
from ipaddress import ip_address
from itertools import chain
from pathlib import Path
from typing import Any, NamedTuple, cast
from urllib.parse import urlsplit

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from cuttings.act_ties import sum_acts, tie_acts
from cuttings.actors import find_actors, read_actors
from cuttings.acts import find_acts
from cuttings.corpus import Corpus, Survey, must_have_articles, read_survey
from cuttings.crossing import cross_frames, sum_crossing
from cuttings.files import new_file
from cuttings.frames import code_frames, read_codebook
from cuttings.framing import count_cues, count_frames, sum_cues, sum_frames
from cuttings.given import digest, digest_of
from cuttings.knowledge import list_codebooks
from cuttings.lazy import Call, SurveyError, count_parts
from cuttings.loading.parted import Failure, Run
from cuttings.loading.parts import SIZE
from cuttings.pairs import find_pairs
from cuttings.speakers import count_speakers, sum_speakers
from cuttings.tables import export_tables, write_csv
from cuttings.terms import count_terms, sum_terms
from cuttings.ties import sum_ties, tie_actors
from cuttings.tokens import tokenize
from cuttings.voices import find_speech

TIMEOUT = 30  # seconds that a scheduler may take to answer
AHEAD = 2  # tasks a worker that are handed out before their turn


class Evidence(NamedTuple):
    """The rows that a survey counts: of a `Corpus` tables, of a `Survey` rows that are found part by part."""

    corpus: Corpus
    tokens: Any
    mentions: Any
    speech: Any
    pairs: Any
    acts: Any
    hits: dict[str, Any]


def find_evidence(corpus: Corpus) -> Evidence:
    """Find all rows of evidence that the workbook counts, with the corpus's own knowledge."""
    mentions = find_actors(corpus, read_actors(corpus))
    speech = find_speech(corpus, mentions)
    hits = {name: code_frames(corpus, read_codebook(name, corpus), speech=speech) for name in list_codebooks(corpus.folder)}
    acts = find_acts(corpus, mentions, speech=speech)
    return Evidence(corpus, tokenize(corpus), mentions, speech, find_pairs(corpus, mentions), acts, hits)


def count_evidence(evidence: Evidence) -> dict[str, pd.DataFrame]:
    """Return the tables of a survey, by name."""
    corpus, tokens, mentions, speech, pairs, acts, hits = evidence
    tables = {"terms": count_terms(tokens), "ties": tie_actors(pairs), "signed": tie_acts(acts, corpus), "speakers": count_speakers(speech)}
    for name, found in hits.items():
        tables |= {f"frames_{name}": count_frames(corpus, found), f"voices_{name}": count_frames(corpus, found, by="voice")}
        tables |= {f"cues_{name}": count_cues(found), f"frames_{name}_by_actor": cross_frames(corpus, found, mentions)}
    return tables


def _calls(evidence: Evidence) -> list[Call]:
    """Return the sums that `count_evidence` will ask for: all are made while a part is at hand."""
    corpus, tokens, mentions, speech, pairs, acts, hits = evidence
    calls = [
        Call(sum_terms, (tokens,), {}),
        Call(sum_ties, (pairs,), {}),
        Call(sum_acts, (acts, corpus), {}),
        Call(sum_speakers, (speech,), {}),
    ]
    for found in hits.values():
        calls += [Call(sum_frames, (corpus, found), {"by": by}) for by in (None, "voice")]
        calls += [Call(sum_cues, (found,), {}), Call(sum_crossing, (corpus, found, mentions), {})]
    return calls


def survey(path: str | Path, *, map: Run = builtins.map, size: int = SIZE, cache: bool | None = None) -> Survey:
    r"""Read a corpus of any size, and count all that the workbook counts in it; the figures are those of `read_corpus` and its verbs.

    Parameters
    ----------
    path : str or Path
        The folder of articles, or one file.
    map : callable
        What applies the work to the parts: Python's ``map``, that of a pool of processes, or of a Dask client's executor
        (``Client(...).get_executor().map``). Tasks are small, and find all they need on the disk.
    size : int
        Records of a part. It changes no figure.
    cache : bool, optional
        As in `read_corpus`. Without it nothing can be taken up again.

    Returns
    -------
    Survey
        For all verbs that take a corpus. Parts that could not be counted are left out: its ledger says which, and why.

    Examples
    --------
    >>> import tempfile
    >>> from cuttings.ties import tie_actors
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     _ = Path(folder, "talks.txt").write_text("Talks\n\nMalaysia and Turkey met in a fictional town.")
    ...     found = survey(folder, cache=False)
    >>> tie_actors(find_evidence(found).pairs)[["a", "b", "units"]].values.tolist()
    [['Malaysia', 'Türkiye', 1]]
    """
    return cast(Survey, take_survey(path, run=map, size=size, cache=cache).corpus)


def take_survey(path: str | Path, *, run: Run, size: int, cache: bool | None) -> Evidence:
    """Read a corpus, and count it; return its evidence, of which `count_evidence` makes tables."""
    corpus = read_survey(path, run=run, size=size, cache=cache, again=True)
    corpus.parted.try_again()
    must_have_articles(corpus, Path(path))
    evidence = find_evidence(corpus)
    for result in count_parts(corpus, _calls(evidence)):
        if isinstance(result, Failure):
            corpus.parted.set_aside(result)
    return evidence


def digest_tables(tables: dict[str, pd.DataFrame]) -> str:
    """Return a digest of tables: the same for the same figures, wherever and in whatever parts they were counted."""
    return digest([[name, digest_of(tables[name])] for name in sorted(tables)])


def export_survey(corpus: Survey, tables: dict[str, pd.DataFrame], folder: Path) -> pd.DataFrame:
    """Write the tables of a survey as `export_tables` does, and its ledger part by part: it may be a million rows."""
    written = export_tables(folder, **tables)
    ledgers = [folder / "ledger.csv", folder / "ledger.parquet"]
    with new_file(ledgers[0]) as csv, new_file(ledgers[1]) as parquet:
        rows = _write_ledger(corpus, csv, parquet)
    written.loc[len(written)] = ["ledger", rows, "ledger.csv, ledger.parquet"]
    return written


def _write_ledger(corpus: Survey, csv: Path, parquet: Path) -> int:
    rows, writer = 0, None
    for n in range(len(corpus.parted)):
        ledger = corpus.parted.tables(n)["ledger"]
        part = write_csv(ledger, csv.with_name(f"{csv.name}.part"))
        with csv.open("ab") as whole, part.open("rb") as lines:
            header = next(lines)
            whole.writelines(chain([] if n else [header], lines))
        part.unlink()
        arrow = pa.Table.from_pandas(ledger, preserve_index=False)
        writer = writer or pq.ParquetWriter(parquet, arrow.schema)
        writer.write_table(arrow)
        rows += len(ledger)
    if writer:
        writer.close()
    return rows


def must_be_here(scheduler: str) -> None:
    """Raise `SurveyError` where a scheduler is not at a loopback address: its workers see no folder that this machine alone has.

    >>> must_be_here("tcp://localhost:8786"), must_be_here("tcp://[::1]:8786"), must_be_here("127.0.0.1:8786")
    (None, None, None)
    """
    host = urlsplit(scheduler if "://" in scheduler else f"//{scheduler}").hostname or ""
    try:
        here = host == "localhost" or ip_address(host).is_loopback
    except ValueError:
        here = False
    if not here:
        why = f"Without a cache, the parts lie in a temporary folder, which the workers of {scheduler} may not see."
        raise SurveyError(f"{why} Let the cache be used, in a folder that all of them see (CUTTINGS_CACHE).")


class Engine:
    """An executor of workers, to be used as a `map`: processes on this machine, or those of a Dask cluster.

    It hands out a few tasks ahead, so that the input need not be in the memory. Where a process of this machine dies, others are
    begun; a part at which it dies again, alone, is a `Failure`.
    """

    def __init__(self, begin: Callable[[], Executor], workers: int) -> None:
        self._begin, self._executor, self._most = begin, begin(), AHEAD * workers

    def map(self, work: Callable[[int], Any], parts: Iterable[int]) -> Iterator[Any]:
        """Yield what the work gives for each part, in order."""
        waiting: deque[tuple[int, Future]] = deque()
        for n in parts:
            waiting.append((n, self._submit(work, n)))
            if len(waiting) > self._most:
                yield self._next(work, waiting)
        while waiting:
            yield self._next(work, waiting)

    def _submit(self, work: Callable[[int], Any], n: int) -> Future:
        try:
            return self._executor.submit(work, n)
        except BrokenExecutor as error:
            broken: Future = Future()
            broken.set_exception(error)
            return broken

    def _next(self, work: Callable[[int], Any], waiting: deque[tuple[int, Future]]) -> Any:
        """Return the result of the first that waits."""
        n, future = waiting.popleft()
        try:
            return future.result()
        except BrokenExecutor:
            return self._again(work, n, waiting)
        except Exception as error:
            if type(error).__name__ == "KilledWorker":  # Dask's word for it: it has tried the task again on other workers
                return Failure(n, "its workers died of it")
            raise

    def _again(self, work: Callable[[int], Any], n: int, waiting: deque[tuple[int, Future]]) -> Any:
        """Begin the processes anew, and try a part alone, then those that wait: all of them were lost."""
        self._executor = self._begin()
        try:
            return self._executor.submit(work, n).result()
        except BrokenExecutor:
            self._executor = self._begin()
            return Failure(n, "its process died of it, twice (it may have run out of memory)")
        finally:
            for _ in range(len(waiting)):  # what was done is done
                other, old = waiting.popleft()
                lost = not old.done() or old.exception() is not None
                waiting.append((other, self._submit(work, other) if lost else old))

    def __enter__(self) -> "Engine":
        return self

    def __exit__(self, *_: object) -> None:
        self._executor.shutdown(wait=True)


def on_cores(workers: int) -> Engine:
    """Return an engine of processes on this machine."""
    return Engine(lambda: ProcessPoolExecutor(workers, mp_context=multiprocessing.get_context("spawn")), workers)


def on_cluster(scheduler: str) -> Engine:
    """Return an engine of the workers of a Dask scheduler, given by its address (``tcp://…:8786``).

    Raises `SurveyError` where Dask is not installed, or nothing answers there.
    """
    try:
        from distributed import Client  # an option: pip install -e ".[dask]"
    except ImportError:
        raise SurveyError('Dask is not installed. Run: pip install -e ".[dask]"') from None
    try:
        client = Client(scheduler, timeout=TIMEOUT)
    except (OSError, ValueError) as error:
        raise SurveyError(f"No Dask scheduler answers at {scheduler} ({error}). Start one, or mend the address.") from None
    return Engine(client.get_executor, max(1, len(client.scheduler_info()["workers"])))
