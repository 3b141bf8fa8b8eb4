"""Who does what to whom: cooperation and conflict between actors, each act with its sentence."""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterator
from itertools import groupby
from operator import itemgetter
from typing import NamedTuple

import numpy as np
import pandas as pd

from cuttings.act_rules import Actor, Found, Sentence, read_acts
from cuttings.actors import locate
from cuttings.corpus import Corpus
from cuttings.frames import _quotations, _with_voice
from cuttings.knowledge.acts import Cue, Root, load_acts, load_roots
from cuttings.phrases import matcher
from cuttings.speech_words import Words
from cuttings.tables import make_table, refuse

ACTS = {
    "doc": "int64", "sent": "int64", "start": "int64", "end": "int64", "surface": "str", "agent": "str", "target": "str",
    "mutual": "bool", "root": "str", "class": "str", "cue": "str", "status": "str", "voice": "str", "speaker": "str",
    "speaker_id": "str", "provisional": "bool",
}  # fmt: skip


class Named(NamedTuple):
    """The columns of the mentions that are read row by row."""

    start: list[int]
    end: list[int]
    actor: list[str]
    provisional: list[bool]


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
    named = mentions.dropna(subset=["actor"]).sort_values(["doc", "start", "end"], kind="stable", ignore_index=True)
    named = named if "provisional" in named else named.assign(provisional=False)
    columns = Named(*(named[name].tolist() for name in Named._fields))
    found = matcher(tuple((form, "phrase", False) for form in cues)).find(corpus.articles["text"])
    found["doc"] = corpus.articles["doc"].to_numpy()[found["text"]]
    found = locate(corpus, found)
    found = found[found["sent"].isin(named["sent"])]  # a sentence without an actor costs nothing more
    texts = corpus.texts()
    whole = [
        "-" not in (texts[doc][max(0, start - 1) : start], texts[doc][end : end + 1])
        for doc, start, end in zip(*(found[name].tolist() for name in ("doc", "start", "end")), strict=True)
    ]
    found = found[np.array(whole, dtype=bool)]  # no part of "U.N.-backed"
    forms = np.array(list(cues.values()), dtype="object")[found["entry"].to_numpy()]
    places = zip(found["sent"].tolist(), found["start"].tolist(), found["end"].tolist(), forms.tolist(), strict=True)
    order = ("doc", "sent", "start", "end", "surface", "agent", "target", "mutual", "root", "cue", "status", "provisional")
    rows = [row for group in _sentences(corpus, named, list(places)) for row in _in_sentence(*group, columns, roots)]
    if not rows:
        return refuse(ACTS, "No act between actors was found in these texts.")
    table = make_table(rows, {name: ACTS[name] for name in order})
    table["class"] = table["root"].map({name: root.class_ for name, root in roots.items()})
    said = _quotations(corpus.texts(), table["doc"].unique()) if speech is None else speech
    provisional = table["provisional"]
    return make_table(_with_voice(table, said).assign(provisional=provisional)[list(ACTS)], ACTS)


def _sentences(corpus: Corpus, named: pd.DataFrame, cues: list[tuple]) -> Iterator[tuple[int, int, int, int, str, list[int], list[tuple]]]:
    """Yield doc, sentence, its place, the article's text, the rows of its mentions and its cues, for each sentence with a cue."""
    texts = corpus.texts()
    inside = corpus.sentences[corpus.sentences["sent"].isin({cue[0] for cue in cues})]
    places = {
        sent: (doc, start, end) for doc, sent, start, end in inside[["doc", "sent", "start", "end"]].itertuples(index=False, name=None)
    }
    mentions = defaultdict(list)
    for row, sent in enumerate(named["sent"].tolist()):
        mentions[sent].append(row)
    for sent, group in groupby(cues, key=itemgetter(0)):
        doc, start, end = places[sent]
        yield doc, sent, start, end, texts[doc], mentions[sent], [cue[1:] for cue in group]


def _in_sentence(
    doc: int, sent: int, start: int, end: int, text: str, rows: list[int], cues: list[tuple], named: Named, roots: dict[str, Root]
) -> Iterator[tuple]:
    """Yield the rows of the acts of one sentence, without class and voice."""
    events = _events(text, rows, cues, named)
    words = Words(text, start, end, [event[:2] for event in events])  # cut at actors and cues, so that their words are known by number
    placed = list(zip(words.cues, events, strict=True))
    actors = [Actor(first, last, row) for (first, last), (_, _, row, cue) in placed if cue is None]
    found = [Found(first, last, a, b, cue) for (first, last), (a, b, _, cue) in placed if cue is not None]
    for act in read_acts(Sentence(words, actors, found), roots):
        agent, target = (None if row is None else named.actor[row] for row in (act.agent, act.target))
        if agent == target:
            target = None
        provisional = any(named.provisional[row] for row in (act.agent, act.target) if row is not None)
        place = (act.start, act.end, text[act.start : act.end])
        yield doc, sent, *place, agent, target, act.mutual and target is not None, act.root, act.term, act.status, provisional


def _events(text: str, rows: list[int], cues: list[tuple], named: Named) -> list[tuple[int, int, int, Cue | None]]:
    """Return actors and cues in their order, none of which overlap: of two actors the first stays, and no cue inside a name."""
    actors: list[tuple[int, int, int, Cue | None]] = []
    for row in rows:
        if text[named.end[row] : named.end[row] + 1] == "-":  # "British-built"
            continue
        if not actors or named.start[row] >= actors[-1][1]:
            actors.append((named.start[row], named.end[row], row, None))
    ends = [actor[1] for actor in actors]
    free = [(a, b, -1, cue) for a, b, cue in cues if (at := bisect_right(ends, a)) == len(ends) or actors[at][0] >= b]
    return sorted([*actors, *free], key=itemgetter(0))
