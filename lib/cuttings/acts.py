"""Who does what to whom: cooperation and conflict between actors, each act with its sentence."""

from collections.abc import Iterator
from itertools import pairwise

import numpy as np
import pandas as pd

from cuttings.act_rules import Act, Actor, Found, Sentence, read_acts
from cuttings.corpus import Corpus
from cuttings.frames import _quotations, _with_voice
from cuttings.knowledge.acts import Cue, load_acts, load_roots
from cuttings.phrases import matcher
from cuttings.speech_words import cut_words
from cuttings.tables import make_table, refuse

ACTS = {
    "doc": "int64", "sent": "int64", "start": "int64", "end": "int64", "surface": "str", "agent": "str", "target": "str",
    "mutual": "bool", "root": "str", "class": "str", "cue": "str", "status": "str", "voice": "str", "speaker": "str",
    "speaker_id": "str", "provisional": "bool",
}  # fmt: skip


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
    inside = corpus.sentences[corpus.sentences["sent"].isin(named["sent"])]  # a sentence without an actor costs nothing more
    inside = inside.sort_values(["doc", "start"], ignore_index=True)
    texts = corpus.texts()
    parts = [texts[doc][start:end] for doc, start, end in zip(*(inside[name].tolist() for name in ("doc", "start", "end")), strict=True)]
    found = matcher(tuple((form, "phrase", False) for form in cues)).find(parts)
    whole, begins = END.join([*parts, ""]), np.cumsum([0, *(len(part) + len(END) for part in parts)])
    actors, found = _sift(whole, _place(named, inside, begins), found + begins[found["text"]])
    acts = [act for sentence in _sentences(whole, begins, actors, found, list(cues.values())) for act in read_acts(sentence, roots)]
    if not acts:
        return refuse(ACTS, "No act between actors was found in these texts.")
