"""Who does what to whom: cooperation and conflict between actors, each act with its sentence."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from typing import Any

import numpy as np
import pandas as pd

from cuttings.act_cues import Telling, Told
from cuttings.act_rules import NOBODY, Act, read_acts
from cuttings.act_words import Actor, Sentence, Spans, Words, read_words
from cuttings.actors import find_places
from cuttings.corpus import Corpus, collector_at_rest
from cuttings.frames import add_voice, list_quotations
from cuttings.knowledge.acts import Cues, Root, load_acts, load_roots
from cuttings.lazy import by_parts
from cuttings.phrases import AT_ONCE, END
from cuttings.tables import make_table, refuse

ACTS = {
    "doc": "int64", "sent": "int64", "start": "int64", "end": "int64", "surface": "str", "agent": "str", "target": "str",
    "mutual": "bool", "root": "str", "class": "str", "cue": "str", "status": "str", "voice": "str", "speaker": "str",
    "speaker_id": "str", "provisional": "bool",
}  # fmt: skip


@dataclass(frozen=True)
class Joined:
    """Sentences one behind the other in one text, with END behind each: so numpy works on all their places, and one call cuts all words."""

    rows: pd.DataFrame
    parts: list[str]
    text: str
    begins: np.ndarray  # and the end of the last

    @cached_property
    def codes(self) -> np.ndarray:
        """The characters as numbers."""
        return np.frombuffer(self.text.encode("utf-32-le"), dtype="uint32")

    @cached_property
    def spaces(self) -> np.ndarray:
        """The places of spaces."""
        return np.flatnonzero(self.codes == ord(" "))

    def number(self, places: np.ndarray) -> np.ndarray:
        """Return the number of the sentence that each place is in."""
        return np.searchsorted(self.begins, places, side="right") - 1


@by_parts()
def find_acts(corpus: Corpus, mentions: pd.DataFrame, *, speech: pd.DataFrame | None = None) -> pd.DataFrame:
    """Find what actors do to each other, by cues in ``acts.csv``. English rules.

    Parameters
    ----------
    mentions : DataFrame
        From `cuttings.find_actors`, or made elsewhere: ``doc, sent, start, end, actor`` (and provisional).
    speech : DataFrame, optional
        From `cuttings.find_speech`: tells who says so.

    Returns
    -------
    DataFrame
        A row an act, in the order of the texts: ``doc, sent, start, end, surface`` (the cue)``, agent, target`` (actors; missing
        where none is named)``, mutual`` (both act: "Malaysia and Turkey signed")``, root, class, cue, status, voice, speaker,
        speaker_id, provisional`` (an actor of it is). Roots are PLOVER's (2023), in four classes: verbal and material cooperation
        and conflict. `status` is "asserted", "prospective" or "negated"; what is put into the future or denied turns its root,
        as in the published table of modalities (Hu et al. 2024): of "will attack" THREATEN, of "refused to sign" REJECT.
        The agent is the nearest actor before the verb in its clause that no preposition hides, and the one behind "by" in the
        passive; the target is the next behind the verb.

    Examples
    --------
    >>> from cuttings.actors import find_actors, read_actors
    >>> from cuttings.corpus import make_corpus
    >>> corpus = make_corpus(["Turkey condemned the attack. Ships were delivered to Malaysia by Turkey."])
    >>> acts = find_acts(corpus, find_actors(corpus, read_actors()))
    >>> acts[["agent", "target", "root"]].fillna("").values.tolist()
    [['Türkiye', '', 'ACCUSE'], ['Türkiye', 'Malaysia', 'AID']]
    """
    cues, roots = load_acts(corpus.folder), load_roots()
    named = mentions.assign(provisional=False) if "provisional" not in mentions else mentions
    named = named.loc[named["actor"].notna(), ["doc", "sent", "start", "end", "actor", "provisional"]]
    for column in ("end", "start"):
        named = named.iloc[np.argsort(find_places(named, column), kind="stable")]  # it is nearly in order: much faster than lexsort
    who, known = pd.factorize(named["actor"])
    with collector_at_rest():
        joined = _join(corpus, named["sent"])
        joined, actors, found = _narrow(joined, *_sift(joined, _place(joined, named), _find(joined, cues)), cues)
        acts, found = _read(joined, actors, found, who, cues, roots)
    if not acts:
        return refuse(ACTS, "No act between actors was found in these texts.")
    table = _table(acts, named["provisional"], who, known).assign(**_locate(acts, joined, found, cues))
    table["class"] = [roots[act.root].class_ for act in acts]
    said = list_quotations(corpus.texts(), table["doc"].unique()) if speech is None else speech
    said = said.assign(speaker_id=said["speaker_id"].where(~said["provisional"].astype(bool)))  # who is provisional is not told by an id
    return make_table(add_voice(table, said).assign(provisional=table["provisional"])[list(ACTS)], ACTS)


def _join(corpus: Corpus, sents: pd.Series) -> Joined:
    """Join these sentences: one without an actor costs nothing more."""
    texts = corpus.texts()
    rows = corpus.sentences.loc[corpus.sentences["sent"].isin(sents), ["doc", "sent", "start", "end"]]
    rows = rows.iloc[np.argsort(find_places(rows), kind="stable")]
    places = (rows[name].tolist() for name in ("doc", "start", "end"))
    return _put(rows, [texts[doc][start:end] for doc, start, end in zip(*places, strict=True)])


def _put(rows: pd.DataFrame, parts: list[str]) -> Joined:
    """Return sentences joined."""
    return Joined(rows, parts, END.join([*parts, ""]), np.cumsum([0, *map(len, parts)]) + np.arange(len(parts) + 1) * len(END))


def _find(joined: Joined, cues: Cues) -> np.ndarray:
    """Return the cues in the joined text: start, end, number."""
    cuts = joined.begins[np.searchsorted(joined.begins, np.arange(0, len(joined.text), AT_ONCE))]  # many sentences are one text to it
    found = cues.matcher.find(joined.text[a:b] for a, b in pairwise([*cuts.tolist(), len(joined.text)]))
    begins = cuts[found["text"]]
    return np.column_stack([found["start"] + begins, found["end"] + begins, found["entry"]])


def _place(joined: Joined, named: pd.DataFrame) -> np.ndarray:
    """Return the mentions in the joined text: start, end, row."""
    at = pd.Index(joined.rows["sent"]).get_indexer(named["sent"])
    row = np.flatnonzero(at >= 0)
    at = at[row]
    starts, ends = (named[name].to_numpy()[row] - joined.rows["start"].to_numpy()[at] + joined.begins[at] for name in ("start", "end"))
    inside = (starts >= joined.begins[at]) & (starts < joined.begins[at + 1])  # where they are made elsewhere
    return np.column_stack([starts, np.minimum(ends, joined.begins[at + 1] - len(END)), row])[inside]


def _sift(joined: Joined, actors: np.ndarray, cues: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return the actors and cues that count, none of which overlap: of two actors the first stays, and no cue inside a name."""
    actors = actors[joined.codes[actors[:, 1]] != ord("-")]  # "British-built"
    if (actors[1:, 0] < actors[:-1, 1]).any():  # where they are made elsewhere
        actors = actors[_stay(actors)]
    cues = cues[(joined.codes[cues[:, 0] - 1] != ord("-")) & (joined.codes[cues[:, 1]] != ord("-"))]  # no part of "U.N.-backed"
    after = np.searchsorted(actors[:, 1], cues[:, 0], side="right")  # the first actor that does not end before the cue
    return actors, cues[np.append(actors[:, 0], len(joined.text))[after] >= cues[:, 1]]


def _stay(spans: np.ndarray) -> list[bool]:
    """Say which spans stay when the first does of those that overlap."""
    stay, reach = [], -1
    for start, end in spans[:, :2].tolist():
        stay.append(start >= reach)
        reach = end if start >= reach else reach
    return stay


def _narrow(joined: Joined, actors: np.ndarray, found: np.ndarray, cues: Cues) -> tuple[Joined, np.ndarray, np.ndarray]:
    """Return the sentences that hold an actor and a cue with a root, joined, with the actors and cues in them."""
    by_actor, by_cue = joined.number(actors[:, 0]), joined.number(found[:, 0])
    named, rooted = np.zeros((2, len(joined.parts)), dtype=bool)
    named[by_actor], rooted[by_cue[cues.traits["root"][found[:, 2]] >= 0]] = True, True
    read = np.flatnonzero(named & rooted)
    kept = _put(joined.rows.take(read), [joined.parts[n] for n in read.tolist()])
    shift = np.zeros(len(joined.parts), dtype="int64")
    shift[read] = kept.begins[:-1] - joined.begins[read]
    actors, found = (spans + shift[at, None] * [1, 1, 0] for spans, at in ((actors, by_actor), (found, by_cue)))
    return kept, actors[(named & rooted)[by_actor]], found[(named & rooted)[by_cue]]


def _read(
    joined: Joined, actors: np.ndarray, found: np.ndarray, who: np.ndarray, cues: Cues, roots: dict[str, Root]
) -> tuple[list[Act], np.ndarray]:
    """Return the acts, and the cues with the end of what completes them; `who` tells of each mention which actor it is."""
    begins = np.concatenate([joined.begins[:-1], actors[:, 0], found[:, 0]])
    words = read_words(joined.text, joined.codes, joined.begins[1:] - len(END), begins)
    opens = np.searchsorted(words.starts, joined.begins)
    named, cued = (_count(joined, words, opens, spans) for spans in (actors, found))
    telling = Telling(words, cued, cues.traits[found[:, 2]], roots)
    everybody = _list_actors(named, telling.hides(named), actors[:, 2], who)
    acts = [act for sentence, told in _sentences(words, opens, named, everybody, telling) for act in read_acts(sentence, told)]
    return acts, np.column_stack([found[:, 0], found[telling.completing, 1], found[:, 2]])


def _count(joined: Joined, words: Words, opens: np.ndarray, spans: np.ndarray) -> Spans:
    """Return spans of the text as spans of words; `opens` are the first words of the sentences."""
    sent, first = joined.number(spans[:, 0]), np.searchsorted(words.starts, spans[:, 0])
    spaces = np.searchsorted(joined.spaces, spans[:, :2])
    return Spans(sent, first, first + spaces[:, 1] - spaces[:, 0], opens[sent], opens[sent + 1])


def _list_actors(named: Spans, hidden: np.ndarray, rows: np.ndarray, who: np.ndarray) -> list[Actor]:
    """Return the actors, with their places in their sentences."""
    columns = (named.first - named.low, named.last - named.low, rows, who[rows], hidden)
    return list(map(Actor._make, zip(*(column.tolist() for column in columns), strict=True)))


def _sentences(
    words: Words, opens: np.ndarray, named: Spans, actors: list[Actor], telling: Telling
) -> Iterator[tuple[Sentence, list[Told]]]:
    """Yield the sentences of which a cue tells an act, with what their cues tell; `named` is where the actors stand."""
    told, verbs = telling.tell(named), telling.verbs()
    kinds, marks, starts = words.kinds.tobytes(), words.marks.tobytes(), [actor.first for actor in actors]
    finite = (telling.first - telling.low)[verbs].tolist()
    numbers = np.arange(len(opens))
    until = [np.searchsorted(some, numbers) for some in (named.sent, telling.sent[verbs], telling.sent[[one.row for one in told]])]
    bounds = (pairwise(some.tolist()) for some in (opens, *until))
    for (a, b), (c, d), (e, f), (g, h) in zip(*bounds, strict=True):
        if h > g:
            yield Sentence(kinds[a:b], marks[a:b], actors[c:d], starts[c:d], finite[e:f]), told[g:h]


def _locate(acts: list[Act], joined: Joined, found: np.ndarray, cues: Cues) -> dict[str, Any]:
    """Return where acts stand and by which cues: doc, sent, start, end, surface, cue."""
    start, end, number = found[[act.cue for act in acts]].T
    at = joined.number(start)
    doc, sent, begin = (joined.rows[name].to_numpy()[at] for name in ("doc", "sent", "start"))
    shift = begin - joined.begins[at]
    surface = [joined.text[a:b] for a, b in zip(start.tolist(), end.tolist(), strict=True)]
    return {"doc": doc, "sent": sent, "start": start + shift, "end": end + shift, "surface": surface, "cue": cues.terms[number]}


def _table(acts: list[Act], provisional: pd.Series, who: np.ndarray, known: pd.Index) -> pd.DataFrame:
    """Return who acts on whom, and how; of each mention it is told whether it is provisional, and which of the known actors it is."""
    agents, targets, _, root, status, mutual = (list(column) for column in zip(*acts, strict=True))
    provisional, who = np.append(provisional.to_numpy(dtype=bool), False), np.append(who, NOBODY)  # the last: nobody
    agent, target = np.array(agents), np.where(who[agents] == who[targets], NOBODY, targets)
    columns = {
        "agent": known.array.take(who[agent], allow_fill=True),
        "target": known.array.take(who[target], allow_fill=True),
        "mutual": np.array(mutual) & (target != NOBODY),
        "root": root,
        "status": status,
        "provisional": provisional[agent] | provisional[target],
    }
    return pd.DataFrame(columns)
