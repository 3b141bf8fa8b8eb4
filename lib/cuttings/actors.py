"""Who is named: the analyst's actor file, and where its actors stand in the texts."""

from collections.abc import Iterable, Iterator
from functools import cache
from itertools import groupby
from operator import itemgetter
from pathlib import Path

import pandas as pd
import regex

from cuttings.corpus import Corpus
from cuttings.knowledge import KnowledgeError, load_actors, load_titles, split_cell
from cuttings.phrases import matcher, variants
from cuttings.tables import make_table, refuse

MENTIONS = {
    "doc": "int64", "sent": "int64", "start": "int64", "end": "int64", "surface": "str", "actor": "str", "kind": "str",
    "via": "str", "in_role": "bool", "provisional": "bool",
}  # fmt: skip
LONGEST_TITLE = 80  # characters between a state's name and the end of the title that it stands in


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
    for name in _names(actors).itertuples(index=False):
        for spelling in sorted(variants(name.term, cased=True), key=lambda form: (form != name.term, form)):
            owner = owners.setdefault(spelling, name.id)
            if owner != name.id:
                raise KnowledgeError(
                    f"actors.csv: {spelling!r} is a name of {owner!r} and of {name.id!r}. "
                    "Take it from one of them, or give it a row of its own of kind 'ambiguous'."
                )
    return actors


def _names(actors: pd.DataFrame) -> pd.DataFrame:
    """Return a row for each name of each actor: term, id, kind, via. Capitals are metonyms, and are left out."""
    rows = {
        (name, row.id, row.kind, via): None
        for row in actors.itertuples(index=False)
        for via, cell in (("name", f"{row.name}|{row.aliases}"), ("demonym", row.demonyms))
        for name in split_cell(cell)
    }
    names = pd.DataFrame(list(rows), columns=["term", "id", "kind", "via"])
    return names.drop_duplicates(["term", "id"], ignore_index=True)


def find_actors(corpus: Corpus, actors: pd.DataFrame) -> pd.DataFrame:
    """Find the actors in all sentences.

    Returns
    -------
    DataFrame
        ``doc, sent, start, end, surface, actor, kind, via`` (name, demonym, acronym)``, in_role`` (it stands inside a
        person's title, as in "Malaysian Defence Minister")``, provisional``, in the order of the texts. Names are
        matched with their capitals, the longest first. An actor named twice in a row as "Long Name (LN)" is one mention.
        Mentions of kind ``ambiguous`` have no actor: no guess is made.

    Examples
    --------
    >>> from cuttings.corpus import make_corpus
    >>> found = find_actors(make_corpus(["The Turkish Navy sailed to Malaysia."]), read_actors())
    >>> found[["surface", "actor", "via"]].values.tolist()
    [['Turkish', 'Türkiye', 'demonym'], ['Malaysia', 'Malaysia', 'name']]
    """
    names = _names(actors)
    articles = corpus.articles[["doc", "text"]].reset_index(drop=True)
    hits = (
        matcher(tuple((term, "phrase", True) for term in names["term"]))
        .find(articles["text"])
        .join(names, on="entry")
        .query("kind != 'ignore'")
    )
    hits = hits.drop_duplicates(["text", "start", "end", "id"])  # two spellings of one name, alike in capitals
    hits["doc"] = articles["doc"].to_numpy()[hits["text"]]
    hits["actor"] = hits["id"].where(hits["kind"] != "ambiguous")
    hits = locate(corpus, hits)
    texts = corpus.texts()
    found = hits[["doc", "sent", "start", "end", "actor", "kind", "via", "term"]].itertuples(index=False, name=None)
    rows = [row for doc, group in groupby(found, key=itemgetter(0)) for row in _mentions(texts[doc], group)]
    return make_table(rows, MENTIONS) if rows else refuse(MENTIONS, "No actor of the file is named in these texts.")


def locate(corpus: Corpus, spans: pd.DataFrame) -> pd.DataFrame:
    """Return the rows of `spans` (doc, start, end) that lie in a sentence, with its ``sent``, in the order of the texts."""
    sentences = corpus.sentences[["doc", "sent", "start", "end"]].rename(columns={"start": "from", "end": "to"})
    left, right = spans.sort_values(["start", "doc", "end"], kind="stable"), sentences.sort_values("from")
    found = pd.merge_asof(left, right, left_on="start", right_on="from", by="doc")
    inside = found[found["end"] <= found["to"]].astype({"sent": "int64"})
    return inside.drop(columns=["from", "to"]).sort_values(["doc", "start", "end"], kind="stable", ignore_index=True)


def _mentions(text: str, rows: Iterable[tuple]) -> Iterator[tuple]:
    """Yield the rows of one article's mentions, appositions joined, roles marked."""
    joined: list[tuple] = []
    for row in rows:
        before = joined[-1] if joined else None
        if before and before[4] == row[4] and text[before[3] : row[2]] == " (" and text[row[3] : row[3] + 1] == ")":
            joined[-1] = (*before[:3], row[3] + 1, *before[4:])
        else:
            joined.append(row)
    for doc, sent, start, end, actor, kind, via, term in joined:
        via = "acronym" if via == "name" and text[start:end] == term and _ACRONYM.fullmatch(term) else via
        yield doc, sent, start, end, text[start:end], actor, kind, via, _in_role(text, start, end, kind), False


_ACRONYM = regex.compile(r"(?:\p{Lu}\.?){2,6}")


@cache
def _role_patterns() -> tuple[regex.Pattern, regex.Pattern]:
    """Return patterns for the title behind a name ("Turkish | Defence Minister") and before it ("Ambassador to | Turkey")."""
    titles = load_titles()
    role = rf"(?i:{'|'.join(map(regex.escape, titles['role']))})"
    middle = rf"(?:(?i:{'|'.join(map(regex.escape, titles['modifier']))})|and|of|for|\p{{Lu}}[\p{{L}}\-]*)"
    after = regex.compile(rf"(?:['’]s)?(?: {middle}){{0,5}}? {role}(?![\p{{L}}\p{{M}}\-])")
    before = regex.compile(rf"(?<![\p{{L}}\p{{M}}\-]){role}(?: {middle}){{0,4}} (?:to|of|for)(?: the)? $")
    return after, before


def _in_role(text: str, start: int, end: int, kind: str) -> bool:
    """Say whether a state's, an organisation's or a company's name stands inside a person's title."""
    if kind in ("person", "event"):
        return False
    after, before = _role_patterns()
    ahead, behind = text[end : end + LONGEST_TITLE], text[max(0, start - LONGEST_TITLE) : start]
    return after.match(ahead) is not None or before.search(behind) is not None
