"""Who does what to whom: cooperation and conflict between actors, each act with its sentence."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import pandas as pd

from cuttings.act_rules import Act, read_acts
from cuttings.act_words import Actor, Found, Sentence
from cuttings.corpus import Corpus, collector_at_rest
from cuttings.frames import add_voice, list_quotations
from cuttings.knowledge.acts import Cue, load_acts, load_roots
from cuttings.phrases import END, matcher
from cuttings.speech_words import CUT, cut_words
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

    def number(self, places: np.ndarray) -> np.ndarray:
        """Return the number of the sentence that each place is in."""
        return np.searchsorted(self.begins, places, side="right") - 1


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
    named = named.sort_values(["doc", "start", "end"], kind="stable", ignore_index=True)
    joined = _join(corpus, named["sent"])
    actors, found = _sift(joined.text, _place(joined, named), _find(joined, cues))
    with collector_at_rest():
        sentences = _sentences(joined, actors, found, list(cues.values()), pd.factorize(named["actor"])[0])
        acts = [act for sentence in sentences for act in read_acts(sentence, roots)]
    if not acts:
        return refuse(ACTS, "No act between actors was found in these texts.")
    table = _table(acts, joined, named).assign(**{"class": [roots[act.root].class_ for act in acts]})
    said = list_quotations(corpus.texts(), table["doc"].unique()) if speech is None else speech
    said = said.assign(speaker_id=said["speaker_id"].where(~said["provisional"].astype(bool)))  # who is provisional is not told by an id
    return make_table(add_voice(table, said).assign(provisional=table["provisional"])[list(ACTS)], ACTS)


def _join(corpus: Corpus, sents: pd.Series) -> Joined:
    """Join these sentences: one without an actor costs nothing more."""
    texts = corpus.texts()
    rows = corpus.sentences[corpus.sentences["sent"].isin(sents)].sort_values(["doc", "start"], ignore_index=True)
    parts = [texts[doc][start:end] for doc, start, end in zip(*(rows[name].tolist() for name in ("doc", "start", "end")), strict=True)]
    return Joined(rows, parts, "".join(part + END for part in parts), np.cumsum([0, *(len(part) + len(END) for part in parts)]))


def _find(joined: Joined, cues: dict[str, Cue]) -> np.ndarray:
    """Return the cues in the joined text: start, end, number."""
    found = matcher(tuple((form, "phrase", False) for form in cues)).find(joined.parts)
    begins = joined.begins[found["text"]]
    return np.column_stack([found["start"] + begins, found["end"] + begins, found["entry"]])


def _place(joined: Joined, named: pd.DataFrame) -> np.ndarray:
    """Return the mentions in the joined text: start, end, row."""
    at = pd.Index(joined.rows["sent"]).get_indexer(named["sent"])
    row = np.flatnonzero(at >= 0)
    at = at[row]
    starts, ends = (named[name].to_numpy()[row] - joined.rows["start"].to_numpy()[at] + joined.begins[at] for name in ("start", "end"))
    inside = (starts >= joined.begins[at]) & (starts < joined.begins[at + 1])  # where they are made elsewhere
    return np.column_stack([starts, np.minimum(ends, joined.begins[at + 1] - len(END)), row])[inside]


def _sift(text: str, actors: np.ndarray, cues: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return the actors and cues that count, none of which overlap: of two actors the first stays, and no cue inside a name."""
    hyphens = np.frombuffer(text.encode("utf-32-le"), dtype="uint32") == ord("-")
    actors = actors[~hyphens[actors[:, 1]]]  # "British-built"
    stay, reach = [], -1
    for start, end in actors[:, :2].tolist():
        stay.append(start >= reach)
        reach = end if start >= reach else reach
    actors = actors[np.array(stay, dtype=bool)]
    cues = cues[~(hyphens[cues[:, 0] - 1] | hyphens[cues[:, 1]])]  # no part of "U.N.-backed"
    after = np.searchsorted(actors[:, 1], cues[:, 0], side="right")  # the first actor that does not end before the cue
    return actors, cues[np.append(actors[:, 0], len(text))[after] >= cues[:, 1]]


def _sentences(joined: Joined, actors: np.ndarray, found: np.ndarray, cues: list[Cue], codes: np.ndarray) -> Iterator[Sentence]:
    """Yield the sentences that hold an actor and a cue with a root; `codes` tells of each mention who it is."""
    rooted = np.array([bool(cue.root) for cue in cues])
    by_actors, by_cues = joined.number(actors[:, 0]), joined.number(found[:, 0])
    read = np.intersect1d(by_actors, by_cues[rooted[found[:, 2]]])
    actors, found = actors[np.isin(by_actors, read)], found[np.isin(by_cues, read)]
    opens = joined.begins[read]
    text, small, numbers = _cut(joined, np.concatenate([opens, actors[:, 0], found[:, 0]]))
    first, of_actors, of_cues = np.split(numbers, [len(read), len(read) + len(actors)])
    until_actor, until_cue = (np.searchsorted(spans[:, 0], [*opens, len(joined.text)]) for spans in (actors, found))
    actor_words = _count(joined.text, actors, of_actors - np.repeat(first, np.diff(until_actor)))
    cue_words = _count(joined.text, found, of_cues - np.repeat(first, np.diff(until_cue)))
    who = list(map(Actor, *actor_words, actors[:, 2].tolist(), codes[actors[:, 2]].tolist()))
    what = list(map(Found, *cue_words, *found[:, :2].T.tolist(), map(cues.__getitem__, found[:, 2].tolist())))
    bounds = (pairwise(of.tolist()) for of in (np.append(first, len(text)), until_actor, until_cue))
    for (a, b), (c, d), (e, f) in zip(*bounds, strict=True):
        yield Sentence(text[a:b], small[a:b], who[c:d], what[e:f])


def _cut(joined: Joined, places: np.ndarray) -> tuple[list[str], list[str], np.ndarray]:
    """Return the words of the sentences that begin at these places, cut at the others too, and the number of the first behind each."""
    order = np.argsort(places, kind="stable")
    starts = places[order]
    stops = np.minimum(np.append(starts[1:], len(joined.text)), joined.begins[joined.number(starts) + 1] - len(END))
    whole = joined.text.replace(CUT, END)  # which a text that is kept to the letter may hold
    text, small, numbers = cut_words([whole[a:b] for a, b in zip(starts.tolist(), stops.tolist(), strict=True)])
    first = np.empty_like(order)
    first[order] = numbers[: len(order)]
    return text, small, first


def _count(text: str, spans: np.ndarray, first: np.ndarray) -> tuple[list[int], list[int]]:
    """Return the numbers of the first and of the last words of spans."""
    spaces = [text.count(" ", a, b) for a, b in zip(*spans[:, :2].T.tolist(), strict=True)]
    return first.tolist(), (first + np.array(spaces, dtype="int64")).tolist()


def _table(acts: list[Act], joined: Joined, named: pd.DataFrame) -> pd.DataFrame:
    """Return the acts with their sentences and actors, without class and voice."""
    told = pd.DataFrame(acts, columns=Act._fields)
    at = joined.number(told["start"].to_numpy())
    doc, sent, start = (joined.rows[name].to_numpy()[at] for name in ("doc", "sent", "start"))
    surface = [joined.text[a:b] for a, b in zip(told["start"].tolist(), told["end"].tolist(), strict=True)]
    agent, target = (told[name].fillna(-1).to_numpy(dtype="int64") for name in ("agent", "target"))
    names = np.append(named["actor"].to_numpy(dtype="object"), [None])  # the last: nobody
    provisional = np.append(named["provisional"].to_numpy(dtype=bool), [False])
    target = np.where(names[agent] == names[target], -1, target)
    columns = {
        "doc": doc,
        "sent": sent,
        "start": told["start"] + start - joined.begins[at],
        "end": told["end"] + start - joined.begins[at],
        "surface": surface,
        "agent": names[agent],
        "target": names[target],
        "mutual": told["mutual"] & (target >= 0),
        "root": told["root"],
        "cue": told["term"],
        "status": told["status"],
        "provisional": provisional[agent] | provisional[target],
    }
    return pd.DataFrame(columns)
