"""Names of all kinds in the texts, by rules and without a model: the spans that suggestions for the actor file are made of.

A name is a run of capitalised words. What the texts themselves say decides the doubtful ones: a word that begins a sentence
is a name if it has its capital elsewhere too, and none if it is found in small letters. Titles before a name, words at its
head ("Ministry of ...", "... River"), and lists of given names and places guess its kind; the guess spreads to the same name
elsewhere, and from a person's full name to the last one.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator

import pandas as pd
import regex

from cuttings.actors import find_actors
from cuttings.corpus import Corpus
from cuttings.lazy import whole
from cuttings.name_rules import TOKEN, Evidence, Lexicon, Name, Run, cut_run, find_runs, is_headline, load_lexicon
from cuttings.progress import each
from cuttings.tables import make_table, refuse

NAMES = {
    "doc": "int64", "sent": "int64", "start": "int64", "end": "int64", "name": "str", "kind": "str", "actor": "str", "ground": "str",
}  # fmt: skip
_SMALL = regex.compile(r"(?<![\p{L}\p{M}\p{N}])\p{Ll}[\p{L}\p{M}]+")
_ELECTION = regex.compile(
    r"(?:(?<![\p{L}\p{N}])\p{N}{4} )?(?:\p{Lu}[\p{L}\p{M}'’.-]{0,40} ){0,6}(?:(?:general|presidential|parliamentary|legislative|federal|"
    r"local|municipal|regional|state|snap|primary|gubernatorial|mayoral|congressional|provincial|national|leadership|constitutional|"
    r"independence) ){0,4}(?:(?:by-)?elections?|referendum)(?![\p{L}])"
)


def find_names(corpus: Corpus, actors: pd.DataFrame) -> pd.DataFrame:
    """Find the names of people, organisations, places and events, known to the actor file or not.

    Returns
    -------
    DataFrame
        ``doc, sent, start, end, name, kind`` (a guess, or that of the file; "other" where nothing tells)``, actor`` (its id,
        missing where the file lacks it)``, ground`` (what the kind rests on), in the order of the texts; names do not
        overlap. English rules: in other languages expect less. Headlines with capitals throughout give only names of the file.

    Examples
    --------
    >>> from cuttings.actors import read_actors
    >>> from cuttings.corpus import make_corpus
    >>> corpus = make_corpus(["They met President Jane Example of the Example Trading Company in Kuala Lumpur."])
    >>> find_names(corpus, read_actors())[["name", "kind"]].values.tolist()
    [['Jane Example', 'person'], ['Example Trading Company', 'company'], ['Kuala Lumpur', 'place']]
    """
    corpus = whole(corpus)  # what tells the kind of a name may stand in any article
    lexicon, evidence = load_lexicon(actors, corpus.folder), Evidence()
    runs = [run for article in each(list(_articles(corpus)), "finding names") for run in _runs_of_article(*article, lexicon, evidence)]
    names = _spread([name for run in runs for name in cut_run(run, evidence, lexicon)], evidence)
    names += _elections(corpus)
    texts = corpus.texts()
    rows = [(n.doc, n.sent, n.start, n.end, " ".join(texts[n.doc][n.start : n.end].split()), n.kind, None, n.ground) for n in names]
    found = _with_actors(rows, find_actors(corpus, actors), texts)
    return make_table(found, NAMES) if found else refuse(NAMES, "No name was found in these texts.")


def _articles(corpus: Corpus) -> Iterator[tuple[int, str, list[tuple]]]:
    """Yield each article's doc, text and sentences (sent, start, end)."""
    spans = defaultdict(list)
    for doc, *span in corpus.sentences[["doc", "sent", "start", "end"]].itertuples(index=False, name=None):
        spans[doc].append(span)
    for doc, text in corpus.texts().items():
        yield doc, text, spans[doc]


def _runs_of_article(doc: int, text: str, sentences: list[tuple], lexicon: Lexicon, evidence: Evidence) -> Iterator[Run]:
    evidence.small.update(_SMALL.findall(text))
    for sent, start, end in sentences:
        tokens = [(hit.start(), hit.end(), hit[0], hit.lastgroup or "") for hit in TOKEN.finditer(text, start, end)]
        if is_headline(tokens, lexicon):
            continue
        for members in find_runs(tokens, lexicon):
            first = members[0]
            initial = first == 0 or (first <= 2 and all(token[3] == "sign" for token in tokens[:first]))
            evidence.capital.update(tokens[member][2] for member in members[initial:])
            yield Run(doc, sent, tokens, members, initial)


def _spread(names: list[Name], evidence: Evidence) -> list[Name]:
    """Return the names, those of no kind with that of the same name elsewhere, a person's full name, or a guess by shape."""
    votes: dict[tuple[str, ...], Counter[str]] = defaultdict(Counter)
    near: dict[tuple[str, ...], Counter[bool]] = defaultdict(Counter)
    alone, people = defaultdict(set), set()
    for name in names:
        if name.ground:
            votes[name.words][name.kind] += 1
        near[name.words][name.near] += 1
        if len(name.words) == 1:
            alone[name.doc].add(name.words[0])
    for name in names:
        if not name.ground:
            name.kind, name.ground = _guess_by_others(name, votes[name.words], near[name.words], alone[name.doc], evidence)
        if name.kind == "person" and len(name.words) > 1:
            people |= {(name.doc, name.words[0]), (name.doc, name.words[-1])}
    for name in names:
        if len(name.words) == 1 and (name.doc, name.words[0]) in people and name.ground not in ("list", "title", "demonym"):
            name.kind, name.ground = "person", "full name"
    return names


def _guess_by_others(name: Name, votes: Counter, near: Counter, alone: set[str], evidence: Evidence) -> tuple[str, str]:
    """Return the kind of a name that nothing in its own place tells."""
    if votes:
        return max(sorted(votes), key=lambda kind: votes[kind]), "elsewhere"
    if len(name.words) == 1:
        return ("place", "in, at") if near[True] and near[True] >= near[False] / 2 else ("other", "")
    if near[True] > near[False]:
        return "place", "in, at"
    plain = len(name.words) <= 3 and all(len(word) == 1 or word[1:].islower() for word in name.words)
    surname = name.words[-1] in alone
    if plain and (surname or not any(evidence.small[word.lower()] for word in name.words)):
        return "person", "surname alone" if surname else "shape"
    return "other", ""


def _elections(corpus: Corpus) -> list[Name]:
    """Return elections and referendums, which are named with small letters: "2011 general election"."""
    found = []
    for doc, text, sentences in _articles(corpus):
        for sent, start, end in sentences if "lection" in text or "referendum" in text else ():
            for hit in _ELECTION.finditer(text, start, end):
                if " " in hit[0] and (hit[0][0].isdigit() or hit[0][0].isupper()):
                    found.append(Name(doc, sent, hit.start(), hit.end(), tuple(hit[0].split()), "event", "election", False))
    return found


def _with_actors(rows: list[tuple], mentions: pd.DataFrame, texts: dict[int, str]) -> list[tuple]:
    """Return the names and the mentions of the file's actors, of overlapping ones the longest, those of the file first."""
    of_file = [
        (
            row.doc,
            row.sent,
            row.start,
            row.end,
            texts[row.doc][row.start : row.end],
            row.kind,
            row.actor,
            "demonym" if row.via == "demonym" else "file",
        )
        for row in mentions.itertuples()
    ]
    kept, covered = [], {doc: bytearray(len(text)) for doc, text in texts.items()}
    for row in sorted([*of_file, *rows], key=lambda row: (row[0], row[2] - row[3], row[6] is None, row[2], row[7])):
        doc, _, start, end = row[:4]
        if not any(covered[doc][start:end]):
            covered[doc][start:end] = b"\1" * (end - start)
            kept.append(row)
    return sorted(kept, key=lambda row: (row[0], row[2]))
