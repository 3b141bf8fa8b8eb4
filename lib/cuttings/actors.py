"""Who is named: the analyst's actor file, and where its actors stand in the texts."""

from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pandas as pd
import regex

from cuttings.corpus import Corpus
from cuttings.knowledge import LANGUAGES, KnowledgeError, load_actors, load_foreign_names, split_cell
from cuttings.lazy import by_parts
from cuttings.linking import TOLD, link_names
from cuttings.phrases import Matcher, variants
from cuttings.roles import in_role
from cuttings.tables import make_table, refuse

MENTIONS = {
    "doc": "int64", "sent": "int64", "start": "int64", "end": "int64", "surface": "str", "actor": "str", "kind": "str",
    "via": "str", "in_role": "bool", "provisional": "bool",
}  # fmt: skip
CELLS = ("id", "kind", "name", "aliases", "demonyms", "capital", "country")  # what the names of an actor file are made of
FEW = 3  # characters between a name and what stands in brackets behind it; one is that of a bracket joined before
Cells = tuple[tuple[str, ...], ...]


class Names(NamedTuple):
    """The names to look for, as they are found, and what each of them tells: id, kind, via, term."""

    matcher: Matcher
    told: pd.DataFrame


def read_actors(source: Corpus | Path | None = None) -> pd.DataFrame:
    """Return the actors to count: the shipped file, overlaid by ``knowledge/actors.csv`` of the corpus (or folder).

    A row an actor: id, name, kind, country (ISO 3166 code), aliases and demonyms (set apart by ``|``), capital, note,
    wikidata. A row of kind ``ignore`` holds a name without being the actor ("South China Sea"); one of kind
    ``ambiguous`` could be more than one ("Korean") and is counted for none.

    Raises `KnowledgeError` where a file is wrong, or two actors claim one name.
    """
    folder = source.folder if isinstance(source, Corpus) else source
    actors = load_actors(folder)
    owners: dict[str, str] = {}
    for name in list_names(actors).itertuples(index=False):
        for spelling in sorted(variants(name.term, cased=True), key=lambda form: (form != name.term, form)):
            owner = owners.setdefault(spelling, name.id)
            if owner != name.id:
                raise KnowledgeError(
                    f"actors.csv: {spelling!r} is a name of {owner!r} and of {name.id!r}. "
                    "Take it from one of them, or give it a row of its own of kind 'ambiguous'."
                )
    return actors


def list_names(actors: pd.DataFrame, *, capitals: bool = False) -> pd.DataFrame:
    """Return a row for each name of each actor: term, id, kind, via (name, demonym, or, if they are asked for, capital)."""
    rows: dict[tuple[str, str], tuple[str, str, str, str]] = {}
    columns = ("id", "kind", "name", "aliases", "demonyms", "capital")
    for actor, kind, own, aliases, demonyms, capital in zip(*(actors[column].tolist() for column in columns), strict=True):
        for via, cell in (("name", f"{own}|{aliases}"), ("demonym", demonyms), ("capital", capital if capitals else "")):
            for name in split_cell(cell):
                rows.setdefault((name, actor), (name, actor, kind, via))
    return pd.DataFrame(list(rows.values()), columns=["term", "id", "kind", "via"])


@by_parts()
def find_actors(corpus: Corpus, actors: pd.DataFrame, *, capitals: bool = False, languages: Iterable[str] = LANGUAGES) -> pd.DataFrame:
    """Find the actors in all sentences.

    Parameters
    ----------
    capitals : bool
        Take a state's capital for the state ("Ankara agreed"): a metonym, which is often just a place.
    languages : iterable of str
        Languages (ISO 639-1) in whose articles the states are also found by their names in that language (Unicode's CLDR).

    Returns
    -------
    DataFrame
        ``doc, sent, start, end, surface, actor, kind, via, in_role`` (it stands inside a person's title, as in "Malaysian
        Defence Minister")``, provisional`` (its actor was accepted from suggestions), in the order of the texts. ``via`` is
        name, demonym, acronym, capital, or linked: a shorter form of a person's name, where the article has that one person
        by the full name and nobody else of the short one. Names are matched with their capitals, the longest first. An
        acronym counts where the file has it, or the article defines it: "Long Name (LN)" is one mention.
        Mentions of kind ``ambiguous`` have no actor: no guess is made. Pronouns are left out. Mentions do not overlap, but for
        those of provisional actors, which take nothing from the others.

    Examples
    --------
    >>> from cuttings.corpus import make_corpus
    >>> found = find_actors(make_corpus(["The Turkish side came to Malaysia."]), read_actors())
    >>> found[["surface", "actor", "via"]].values.tolist()
    [['Turkish', 'Türkiye', 'demonym'], ['Malaysia', 'Malaysia', 'name']]
    """
    if "provisional" not in actors or not actors["provisional"].any():
        return _find_all(corpus, actors, capitals, languages)
    # what is accepted provisionally takes nothing from the others: these are found as if it were not there
    sure = _find_all(corpus, actors[~actors["provisional"]], capitals, languages)
    every = _find_all(corpus, actors, capitals, languages)
    both = pd.concat([sure, every[every["provisional"]]], ignore_index=True).sort_values(["doc", "start", "end"], ignore_index=True)
    return make_table(both, MENTIONS) if len(both) else sure


def _find_all(corpus: Corpus, actors: pd.DataFrame, capitals: bool, languages: Iterable[str]) -> pd.DataFrame:
    texts = corpus.texts()
    hits = _match(corpus.articles, tuple(tuple(actors[name].tolist()) for name in CELLS), capitals, tuple(languages))
    hits = pd.concat([hits, link_names(texts, hits)], ignore_index=True)
    hits = hits[hits["kind"] != "ignore"].drop_duplicates(["doc", "start", "end", "id"])  # two spellings of one name, alike in capitals
    found = _join_appositions(texts, locate(corpus, hits))
    if not len(found):
        return refuse(MENTIONS, "No actor of the file is named in these texts.")
    docs, starts, ends, kinds = (found[name].tolist() for name in ("doc", "start", "end", "kind"))
    surfaces = pd.array([texts[doc][start:end] for doc, start, end in zip(docs, starts, ends, strict=True)], dtype="str")
    of, terms = pd.factorize(found["term"])
    acronym = np.array([term.isupper() and _ACRONYM.fullmatch(term) is not None for term in terms], dtype=bool)[of]
    via = found["via"].mask(acronym & (found["via"] == "name") & (surfaces == found["term"]), "acronym")
    roles = [in_role(texts[doc], start, end, kind) for doc, start, end, kind in zip(docs, starts, ends, kinds, strict=True)]
    actor = found["id"].where(found["kind"] != "ambiguous")
    accepted = actor.isin(actors.loc[actors["provisional"], "id"]) if "provisional" in actors else False
    columns = {"surface": surfaces, "actor": actor, "via": via}
    return make_table(found.assign(**columns, in_role=roles, provisional=accepted)[list(MENTIONS)], MENTIONS)


def _match(articles: pd.DataFrame, cells: Cells, capitals: bool, languages: tuple[str, ...]) -> pd.DataFrame:
    """Return the hits of the names, and of those of the articles' languages: doc, start, end, id, kind, via, term."""
    _check_languages(languages)
    lang = articles["lang"].where(articles["lang"].isin(languages), "")
    hits = []
    for one in sorted({*lang, ""}):
        names, some = _read_names(cells, capitals, one), articles[lang == one]
        found = names.matcher.find(some["text"].tolist())
        told = {column: names.told[column].array.take(found["entry"].to_numpy()) for column in TOLD}
        hits.append(found[["start", "end"]].assign(doc=some["doc"].to_numpy()[found["text"]], **told))
    return pd.concat(hits, ignore_index=True)


@lru_cache(maxsize=8)
def _check_languages(languages: tuple[str, ...]) -> None:
    """Raise ValueError for a language that is unknown."""
    load_foreign_names(pd.DataFrame(columns=list(CELLS)), languages)


@lru_cache(maxsize=8)
def _read_names(cells: Cells, capitals: bool, lang: str) -> Names:
    """Return the names of an actor file, with those in another language: made once for a corpus in parts.

    The key is all that the names are made of, so that another file, or one that was edited, has names of its own.
    """
    actors = pd.DataFrame(dict(zip(CELLS, cells, strict=True)), dtype="str")
    names, foreign = list_names(actors, capitals=capitals), load_foreign_names(actors, [lang] if lang else [])
    kinds = names.drop_duplicates("id").set_index("id")["kind"]
    names = pd.concat([names, foreign[["term", "id"]].assign(kind=foreign["id"].map(kinds), via="name")], ignore_index=True)
    return Names(Matcher((term, "phrase", True) for term in names["term"].tolist()), names[list(TOLD)].astype("str"))


def locate(corpus: Corpus, spans: pd.DataFrame) -> pd.DataFrame:
    """Return the rows of `spans` (doc, start, end) that lie in a sentence, with its ``sent``, in the order of the texts."""
    spans = spans.iloc[np.lexsort((find_places(spans, "end"), find_places(spans)))]  # both are nearly in order, which is fast
    sentences = corpus.sentences[["doc", "sent", "start", "end"]]
    sentences = sentences.iloc[np.argsort(find_places(sentences), kind="stable")]
    at = np.searchsorted(find_places(sentences), find_places(spans), side="right") - 1
    doc, sent, end = (np.append(sentences[name].to_numpy(), -1)[at] for name in ("doc", "sent", "end"))  # the last: before all of them
    inside = (spans["doc"].to_numpy() == doc) & (spans["end"].to_numpy() <= end)
    return spans[inside].assign(sent=sent[inside]).reset_index(drop=True)


def find_places(spans: pd.DataFrame, column: str = "start") -> np.ndarray:
    """Return where spans start or end, as numbers that grow through all articles (none has 2**32 characters)."""
    return (spans["doc"].to_numpy() << 32) + spans[column].to_numpy()


def _join_appositions(texts: dict[int, str], hits: pd.DataFrame) -> pd.DataFrame:
    """Return hits, of which "Long Name (LN)" is one."""
    starts, ends, docs, ids = (hits[name].to_numpy() for name in ("start", "end", "doc", "id"))
    near = (starts[1:] - ends[:-1] <= FEW) & (docs[1:] == docs[:-1]) & (ids[1:] == ids[:-1]) & (hits["kind"] != "ambiguous").to_numpy()[1:]
    ends, first = ends.copy(), dict[int, int]()  # of a mention that is joined to one before it: that one
    for n in np.flatnonzero(near).tolist():
        before, text = first.get(n, n), texts[int(docs[n])]
        if text[ends[before] : starts[n + 1]] == " (" and text[ends[n + 1] : ends[n + 1] + 1] == ")":
            ends[before], first[n + 1] = ends[n + 1] + 1, before
    return hits.assign(end=ends).drop(index=list(first)).reset_index(drop=True)


_ACRONYM = regex.compile(r"(?:\p{Lu}\.?){2,6}")
