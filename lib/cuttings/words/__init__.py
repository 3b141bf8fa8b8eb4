"""say: the sentence that reads a table, so that it is true for every corpus."""

from collections.abc import Callable

import pandas as pd

from cuttings.corpus import Corpus
from cuttings.lazy import Rows
from cuttings.prose import Reading, many
from cuttings.tokens import Tokens
from cuttings.words import actors, acts, frames, loading, terms, validation


def say(what: object) -> Reading:
    """Return the sentence that reads a table of this library, a corpus, its tokens or a chart.

    An empty table says why it is empty. A table that is not known by its columns is described by its size.

    >>> say(pd.DataFrame({"x": [1, 2]}))
    2 rows of 1 column.
    """
    what = what.table if isinstance(what, Rows) else what
    if isinstance(what, Corpus):
        return Reading(loading.corpus(what))
    if isinstance(what, Tokens):
        return Reading(terms.tokens(what))
    if not isinstance(what, pd.DataFrame):
        return Reading(getattr(what, "sentence", what))
    if "why" in what.attrs:
        return Reading(what.attrs["why"])
    reader = next((read for columns, read in READERS if columns <= set(what.columns)), _any)
    return Reading(reader(what) if len(what) else "The table is empty.")


def _any(table: pd.DataFrame) -> str:
    return f"{many(len(table), 'row')} of {many(table.shape[1], 'column')}."


READERS: tuple[tuple[set[str], Callable[[pd.DataFrame], str]], ...] = (
    ({"path", "status", "reason", "repairs"}, loading.ledger),
    ({"file", "line", "wrong", "mend"}, loading.faults),
    ({"doc", "line", "rule"}, loading.removed),
    ({"doc", "title", "sha256"}, loading.articles),
    ({"frame", "sentences", "share"}, frames.frames),
    ({"column", "articles", "share"}, loading.metadata),
    ({"articles", "sentences", "first", "last"}, loading.coverage),
    ({"period", "term", "per_million"}, terms.trends),
    ({"period", "a", "b", "units"}, actors.course),
    ({"period", "articles"}, loading.periods),
    ({"doc", "characters", "sentences"}, loading.lengths),
    ({"kept", "kept_path", "reason"}, loading.doubles),
    ({"zone", "quoted", "start", "end"}, loading.sentences),
    ({"term", "count", "dp"}, terms.terms),
    ({"doc", "term", "tfidf"}, terms.tfidf),
    ({"a", "b", "logdice"}, terms.collocations),
    ({"frame", "term", "count_target"}, frames.candidates),
    ({"count_target", "log_ratio", "q"}, terms.keyness),
    ({"types", "hapaxes", "mattr"}, terms.vocabulary),
    ({"left", "surface", "right"}, terms.context),
    ({"id", "kind", "ground", "example"}, actors.suggestions),
    ({"name", "kind", "actor", "ground"}, actors.names),
    ({"id", "kind", "aliases"}, actors.actors),
    ({"surface", "actor", "in_role"}, actors.mentions),
    ({"agent", "target", "root"}, acts.acts),
    ({"according_to", "agent", "about"}, acts.ledger),
    ({"period", "a", "b", "verbal_conflict"}, acts.course),
    ({"units", "acts", "verbal_conflict"}, acts.beside),
    ({"acts", "mutual", "verbal_conflict"}, acts.signed),
    ({"a", "b", "expected"}, actors.ties),
    ({"actor", "strength", "betweenness"}, actors.ranks),
    ({"actor", "group"}, actors.groups),
    ({"a", "b", "unit"}, actors.pairs),
    ({"frame", "term", "match"}, frames.codebook),
    ({"frame", "status", "voice"}, frames.hits),
    ({"frame", "cue", "swing"}, frames.cues),
    ({"frame", "expected", "residual"}, frames.crossing),
    ({"cue_start", "speaker", "form"}, frames.speech),
    ({"speaker", "known", "quotes"}, frames.speakers),
    ({"unit", "stratum", "inclusion"}, validation.sample),
    ({"coder", "precision", "recall"}, validation.scores),
    ({"coder", "unit", "label"}, validation.coding),
    ({"frame", "threshold", "positives"}, validation.thresholds),
    ({"coders", "alpha", "ac1"}, validation.agreement),
)
