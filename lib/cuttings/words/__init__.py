"""say: the sentence that reads a table, so that it is true for every corpus."""

from collections.abc import Callable

import pandas as pd

from cuttings.corpus import Corpus
from cuttings.prose import Reading, many
from cuttings.tokens import Tokens
from cuttings.words import analyses, loading, terms


def say(what: object) -> Reading:
    """Return the sentence that reads a table of this library, a corpus, its tokens or a chart.

    An empty table says why it is empty. A table that is not known by its columns is described by its size.

    >>> say(pd.DataFrame({"x": [1, 2]}))
    2 rows of 1 column.
    """
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
    ({"doc", "line", "rule"}, loading.removed),
    ({"doc", "title", "sha256"}, loading.articles),
    ({"column", "articles", "share"}, loading.metadata),
    ({"articles", "sentences", "first", "last"}, loading.coverage),
    ({"period", "term", "per_million"}, terms.trends),
    ({"period", "a", "b", "units"}, analyses.course),
    ({"period", "articles"}, loading.periods),
    ({"doc", "characters", "sentences"}, loading.lengths),
    ({"kept", "kept_path", "reason"}, loading.doubles),
    ({"zone", "quoted", "start", "end"}, loading.sentences),
    ({"term", "count", "dp"}, terms.terms),
    ({"doc", "term", "tfidf"}, terms.tfidf),
    ({"a", "b", "logdice"}, terms.collocations),
    ({"count_target", "log_ratio", "q"}, terms.keyness),
    ({"types", "hapaxes", "mattr"}, terms.vocabulary),
    ({"left", "surface", "right"}, terms.context),
    ({"id", "kind", "ground", "example"}, analyses.suggestions),
    ({"name", "kind", "actor", "ground"}, analyses.names),
    ({"id", "kind", "aliases"}, analyses.actors),
    ({"surface", "actor", "in_role"}, analyses.mentions),
    ({"a", "b", "expected"}, analyses.ties),
    ({"actor", "strength", "betweenness"}, analyses.ranks),
    ({"actor", "group"}, analyses.groups),
    ({"a", "b", "unit"}, analyses.pairs),
    ({"frame", "term", "match"}, analyses.codebook),
    ({"frame", "status", "voice"}, analyses.hits),
    ({"frame", "sentences", "share"}, analyses.frames),
    ({"unit", "stratum", "inclusion"}, analyses.sample),
    ({"coder", "precision", "recall"}, analyses.scores),
    ({"coder", "unit", "label"}, analyses.coding),
    ({"frame", "coders", "alpha"}, analyses.agreement),
)
