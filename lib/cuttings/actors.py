"""Who is named: the analyst's actor file, and where its actors stand in the texts."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from functools import cache
from itertools import groupby
from operator import itemgetter
from pathlib import Path

import pandas as pd
import regex
from babel import Locale

from cuttings.corpus import Corpus
from cuttings.knowledge import LANGUAGES, KnowledgeError, load_actors, load_foreign_names, load_stopwords, load_titles, split_cell
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
    rows = {
        (name, row.id, row.kind, via): None
        for row in actors.itertuples(index=False)
        for via, cell in (
            ("name", f"{row.name}|{row.aliases}"),
            ("demonym", row.demonyms),
            *([("capital", row.capital)] if capitals else ()),
        )
        for name in split_cell(cell)
    }
    names = pd.DataFrame(list(rows), columns=["term", "id", "kind", "via"])
    return names.drop_duplicates(["term", "id"], ignore_index=True)


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
    names, foreign = list_names(actors, capitals=capitals), load_foreign_names(actors, languages)
    lang = corpus.articles["lang"].where(corpus.articles["lang"].isin(set(foreign["lang"])), "").fillna("")
    hits = pd.concat([_match(corpus.articles[lang == one], names, foreign[foreign["lang"] == one]) for one in sorted({*lang, ""})])
    texts = corpus.texts()
    hits = pd.concat([hits, _link(texts, hits)], ignore_index=True).query("kind != 'ignore'")
    hits = hits.drop_duplicates(["doc", "start", "end", "id"])  # two spellings of one name, alike in capitals
    hits["actor"] = hits["id"].where(hits["kind"] != "ambiguous")
    spans = locate(corpus, hits)
    found = zip(*(spans[name].tolist() for name in ("doc", "sent", "start", "end", "actor", "kind", "via", "term")), strict=True)
    accepted = set(actors.loc[actors["provisional"], "id"]) if "provisional" in actors else set()
    rows = [row for doc, group in groupby(found, key=itemgetter(0)) for row in _mentions(texts[doc], group, accepted)]
    return make_table(rows, MENTIONS) if rows else refuse(MENTIONS, "No actor of the file is named in these texts.")


def _match(articles: pd.DataFrame, names: pd.DataFrame, foreign: pd.DataFrame) -> pd.DataFrame:
    """Return the hits of the names, and of those of the articles' language, with the id, kind and via of each."""
    kinds = names.drop_duplicates("id").set_index("id")["kind"]
    names = pd.concat([names, foreign[["term", "id"]].assign(kind=foreign["id"].map(kinds), via="name")], ignore_index=True)
    entries = tuple((term, "phrase", True) for term in names["term"].tolist())
    hits = matcher(entries).find(articles["text"].tolist()).join(names, on="entry")
    return hits.assign(doc=articles["doc"].to_numpy()[hits["text"]])


def _link(texts: dict[int, str], hits: pd.DataFrame) -> pd.DataFrame:
    """Return the hits of names that an article itself introduces: acronyms that it defines, shorter names of its people."""
    rows: list[tuple] = []
    columns = (hits[name].tolist() for name in ("doc", "start", "end", "id", "kind", "via"))
    for doc, group in groupby(sorted(zip(*columns, strict=True)), key=itemgetter(0)):
        all_hits, text = list(group), texts[doc]
        known = [hit[1:5] for hit in all_hits if hit[5] == "name" and hit[4] not in ("ignore", "ambiguous")]
        short = {**_short_names(text, known), **_defined(text, known)}
        covered = bytearray(len(text))
        for _, start, end, *_ in all_hits:
            covered[start:end] = b"\1" * (end - start)
        for form in sorted(short, key=len, reverse=True):  # the longest first: "Jane Example" is no "Example"
            for hit in regex.finditer(rf"(?<![\p{{L}}\p{{M}}\p{{N}}\-]){regex.escape(form)}(?![\p{{L}}\p{{M}}\p{{N}}\-])", text):
                if not any(covered[slice(*hit.span())]):
                    covered[slice(*hit.span())] = b"\1" * len(form)
                    rows.append((doc, *hit.span(), *short[form], form))
    return make_table(rows, dict.fromkeys(("doc", "start", "end"), "int64") | dict.fromkeys(("id", "kind", "via", "term"), "str"))


def _defined(text: str, known: list[tuple]) -> dict[str, tuple[str, str, str]]:
    """Return the acronyms that stand in brackets behind an actor's name and are made of its letters."""
    found = {}
    for start, end, actor, kind in known:
        bracket = _BRACKET.match(text, end)
        if bracket and " " in text[start:end] and is_acronym(bracket[1], text[start:end]):
            found[bracket[1]] = (actor, kind, "acronym")
    return found


def _short_names(text: str, known: list[tuple]) -> dict[str, tuple[str, str, str]]:
    """Return the shorter forms of people's names that mean one person alone in an article: the last words, first and last."""
    owners: dict[str, set[str]] = defaultdict(set)
    words_of: dict[str, set[str]] = defaultdict(set)
    for start, end, actor, kind in known:
        words = text[start:end].split() if kind == "person" else []
        words_of[actor] |= {word.lower() for word in words}
        if len(words) > 1:
            for form in {*(" ".join(words[n:]) for n in range(1, len(words))), f"{words[0]} {words[-1]}"} - {text[start:end]}:
                owners[form].add(actor)
    alone = {form: min(ids) for form, ids in owners.items() if len(ids) == 1 and not _is_ordinary(form, text)}
    return {form: (actor, "person", "linked") for form, actor in alone.items() if not _has_namesake(text, form, words_of[actor])}


def _is_ordinary(form: str, text: str) -> bool:
    """Say whether a short name is a word of the language as well, by the lists or in this article: May, Will, Long."""
    small = form.lower()
    return small in _ordinary_words() or regex.search(rf"(?<![\p{{L}}\p{{M}}]){regex.escape(small)}(?![\p{{L}}\p{{M}}])", text) is not None


@cache
def _ordinary_words() -> frozenset[str]:
    """Return small words and the names of months and days, which stand with a capital and name nobody."""
    return frozenset({name.lower() for name in list_calendar()} | load_stopwords())


@cache
def list_calendar() -> frozenset[str]:
    """Return the English names of months and days (CLDR)."""
    english = Locale("en")
    return frozenset({*english.months["format"]["wide"].values(), *english.days["format"]["wide"].values()})


def _has_namesake(text: str, form: str, own: set[str]) -> bool:
    """Say whether a short name stands somewhere behind a capitalised word that is no title and not of the full name, or before one."""
    pattern = (
        rf"(?:(\p{{Lu}}[\p{{L}}\p{{M}}'’.-]*) )?(?<![\p{{L}}\p{{M}}\p{{N}}\-]){regex.escape(form)}(?: (\p{{Lu}}\p{{Ll}}+))?(?!\p{{L}})"
    )
    around = ((hit[1] or "", hit[2] or "") for hit in regex.finditer(pattern, text))
    return any(
        (behind and behind.lower() not in own | _ordinary_words())
        or (before and (before[-1] != "." or len(before) < 3) and before.rstrip(".").lower() not in own | _before_names())
        for before, behind in around
    )


@cache
def _before_names() -> frozenset[str]:
    """Return the words that may stand before a name and are no part of it: titles, and the smallest words."""
    titles = load_titles()
    words = {word.lower().rstrip(".") for terms in titles.values() for term in terms for word in term.split()}
    return frozenset(words | _ordinary_words() | {"pm"})


def is_acronym(short: str, long: str) -> bool:
    """Say whether the letters of an acronym stand in a name in this order, the first of them first.

    >>> is_acronym("IDEF", "International Defence Industry Fair"), is_acronym("IDEF", "Defence Fair")
    (True, False)
    """
    letters = iter(long.upper())
    return long[:1].upper() == short[:1] and all(letter in letters for letter in short.upper())


def locate(corpus: Corpus, spans: pd.DataFrame) -> pd.DataFrame:
    """Return the rows of `spans` (doc, start, end) that lie in a sentence, with its ``sent``, in the order of the texts."""
    sentences = corpus.sentences[["doc", "sent", "start", "end"]].rename(columns={"start": "from", "end": "to"})
    left, right = spans.sort_values(["start", "doc", "end"], kind="stable"), sentences.sort_values("from")
    found = pd.merge_asof(left, right, left_on="start", right_on="from", by="doc")
    inside = found[found["end"] <= found["to"]].astype({"sent": "int64"})
    return inside.drop(columns=["from", "to"]).sort_values(["doc", "start", "end"], kind="stable", ignore_index=True)


def _mentions(text: str, rows: Iterable[tuple], accepted: set[str]) -> Iterator[tuple]:
    """Yield the rows of one article's mentions, appositions joined, roles and provisional actors marked."""
    joined: list[tuple] = []
    for row in rows:
        before = joined[-1] if joined else None
        if before and before[4] == row[4] and text[before[3] : row[2]] == " (" and text[row[3] : row[3] + 1] == ")":
            joined[-1] = (*before[:3], row[3] + 1, *before[4:])
        else:
            joined.append(row)
    for doc, sent, start, end, actor, kind, via, term in joined:
        via = "acronym" if via == "name" and text[start:end] == term and _ACRONYM.fullmatch(term) else via
        yield doc, sent, start, end, text[start:end], actor, kind, via, _in_role(text, start, end, kind), actor in accepted


_BRACKET = regex.compile(r" \((\p{Lu}[\p{Lu}\p{N}]{1,9})\)")
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
    if after.match(ahead) is not None:
        return True
    return behind.endswith((" to ", " of ", " for ", " the ")) and before.search(behind) is not None
