"""Which frames tell the story: cues of a codebook in the sentences, whether they are asserted, and in whose voice."""

import re
from itertools import chain, repeat

import numpy as np
import pandas as pd
from pandas.api.extensions import ExtensionArray

from cuttings.actors import find_places, locate
from cuttings.corpus import Corpus
from cuttings.knowledge import load_codebook
from cuttings.lazy import by_parts
from cuttings.loading.sentences import find_quotations
from cuttings.phrases import matcher
from cuttings.tables import make_table, refuse

HITS = {
    "doc": "int64", "sent": "int64", "start": "int64", "end": "int64", "surface": "str", "frame": "str", "cue": "str",
    "status": "str", "voice": "str", "speaker": "str", "speaker_id": "str", "provisional": "bool",
}  # fmt: skip
COUNTED = ("asserted", "prospective")
STATUSES = (*COUNTED, "negated", "rejected")
NOTHING = "No cue of the codebook occurs in these texts."
NEAREST, FARTHEST = 20, 400  # so many such words, so many characters back are looked at: a sentence may be endless
# a negation reaches to the end of its clause; the future goes on through a list ("will strengthen ..., empower ...")
_WORDS = ("but", "although", "though", "while", "whereas", "because", "which", "who")
_BORDERS = r"[;:—–“”\"()]|" + "|".join(rf"{word}(?<=\b{word})\b" for word in _WORDS)  # no \b first: `re` then skips most letters
CLAUSE = re.compile(_BORDERS)
NARROW = re.compile(rf"{_BORDERS}|,(?!\d)|and(?<=\band)\b")
# kinds of words that turn a cue, how many words may stand between them and the cue, and what may not; the last win
TURNS = ((("prospective",), 40, CLAUSE), (("negated", "rejected"), 6, NARROW))


def read_codebook(name: str | None = None, corpus: Corpus | None = None) -> pd.DataFrame:
    """Return the cues of a codebook, overlaid by those in the corpus's ``knowledge/`` folder.

    By default it is the one that the corpus's own ``frames.csv`` adds, if it adds one; else "defence".

    Shipped are "defence" (eight frames of defence cooperation) and "generic" (five frames of news; Semetko and Valkenburg 2000).
    A row a cue: set, frame, definition, term, match (word, phrase, prefix), note, source, crosswalk (policy frames of Boydstun
    et al. 2014). The rows of the set ``status`` hold the words that negate, reject or put into the future.
    """
    return load_codebook(name, corpus.folder if corpus is not None else None)


@by_parts()
def code_frames(corpus: Corpus, codebook: pd.DataFrame, *, speech: pd.DataFrame | None = None) -> pd.DataFrame:
    """Find the cues of a codebook in all sentences.

    Parameters
    ----------
    speech : DataFrame, optional
        From `cuttings.find_speech`: tells reported speech from the journalist's own words, and who speaks.

    Returns
    -------
    DataFrame
        ``doc, sent, start, end, surface, frame, cue, status, voice, speaker, speaker_id, provisional``, in the order of the texts.
        `status` is "asserted", "prospective" ("will", "plan to"), "negated" ("no", "without") or "rejected" ("move beyond",
        "rather than"); the first two count. It is told by the words before the cue: the nearest that negates or rejects, at most
        six words away and in the same clause (a comma, "and" or "but" ends it); where there is none, one of the future, at most
        40 words away, also through a list. What stands behind the cue is not read ("the contract was not signed" is asserted),
        and two negations ("did not deny") are one. Cues of one codebook do not overlap: the leftmost, there the longest, is found,
        and of equal ones each. `voice` is "quote" inside
        quotation marks, "indirect" in reported speech, else "journalist". `speaker` is how the text names who says it,
        `speaker_id` the actor that this is; both are missing in the journalist's voice, and without `speech`.

    Examples
    --------
    >>> from cuttings.corpus import make_corpus
    >>> corpus = make_corpus(["They will move beyond procurement and begin co-production."])
    >>> code_frames(corpus, read_codebook())[["surface", "status"]].values.tolist()
    [['procurement', 'rejected'], ['co-production', 'prospective']]
    """
    turning = codebook["set"] == "status"
    texts, cues = corpus.texts(), codebook[~turning]
    hits, turns = _find(corpus, texts, cues, codebook[turning])
    if not len(hits):
        return refuse(HITS, NOTHING)
    turns = _outside(turns, hits)
    hits["surface"] = _cut(texts, *(hits[name].to_numpy() for name in ("doc", "start", "end")))
    hits["frame"], hits["cue"] = (cues[name].array.take(hits["entry"].to_numpy()) for name in ("frame", "term"))
    hits["status"] = _statuses(texts, hits, turns)
    voices = list_quotations(texts, hits["doc"].unique()) if speech is None else speech
    return make_table(add_voice(hits, voices).reset_index(drop=True)[list(HITS)], HITS)


def _find(corpus: Corpus, texts: dict[int, str], cues: pd.DataFrame, words: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return where the cues stand in sentences, and, in the same sentences, the words that turn a cue: doc, sent, start, end, entry.

    Cues and words are looked for in one pass; the entry is the row of `cues`, or of `words`, whose kind is told, a place in `STATUSES`.
    """
    entries = (zip(some["term"].tolist(), some["match"].tolist(), repeat(False), strict=False) for some in (cues, words))
    found = matcher(tuple(chain(*entries))).find(texts.values(), apart=len(cues))
    found["doc"] = corpus.articles["doc"].to_numpy()[found["text"]]
    found = locate(corpus, found)
    is_cue = found["entry"].to_numpy() < len(cues)
    hits, turns = found[is_cue].reset_index(drop=True), found[~is_cue]
    turns = turns[np.isin(turns["sent"], hits["sent"])]
    return hits, turns.assign(kind=pd.Index(STATUSES).get_indexer(words["frame"])[turns["entry"].to_numpy() - len(cues)])


def _cut(texts: dict[int, str], docs: np.ndarray, starts: np.ndarray, ends: np.ndarray) -> list[str]:
    """Return what the texts have in these places."""
    return [texts[doc][start:end] for doc, start, end in zip(docs.tolist(), starts.tolist(), ends.tolist(), strict=True)]


def _outside(turns: pd.DataFrame, hits: pd.DataFrame) -> pd.DataFrame:
    """Return the words that turn a cue, but for those that are a part of one: "no" in "no-confidence vote"."""
    at = np.searchsorted(find_places(hits, "start"), find_places(turns, "start"), side="right") - 1
    first, ends = find_places(hits, "start")[at], find_places(hits, "end")[at]
    inside = (at >= 0) & (find_places(turns, "end") <= ends) & (find_places(turns, "end") - find_places(turns, "start") < ends - first)
    return turns[~inside]


def _statuses(texts: dict[int, str], hits: pd.DataFrame, turns: pd.DataFrame) -> ExtensionArray:
    """Return the status of each cue: by the nearest word before it, in reach, that rejects or negates; else the future.

    Of each kind the nearest tells: what parts it from the cue parts those before it as well.
    """
    status, docs, starts = np.zeros(len(hits), dtype="int64"), hits["doc"].to_numpy(), hits["start"].to_numpy()
    at, ends = find_places(hits, "start"), find_places(turns, "end")  # turns do not overlap: their ends are in order too
    high = np.searchsorted(ends, at, side="right")
    first_of_sentence = np.searchsorted(turns["sent"].to_numpy(), hits["sent"].to_numpy())
    low = np.maximum.reduce([first_of_sentence, np.searchsorted(ends, at - FARTHEST), high - NEAREST])
    kinds, stops = turns["kind"].to_numpy(), turns["end"].to_numpy()
    for wanted, reach, border in TURNS:
        rows = np.flatnonzero(np.isin(kinds, [STATUSES.index(kind) for kind in wanted]))
        nearest = np.append(rows, -1)[np.searchsorted(rows, high) - 1]  # -1: there is none
        near = np.flatnonzero(nearest >= low)
        between = _cut(texts, docs[near], stops[nearest[near]], starts[near])
        turned = near[[_is_turned(some, reach, border) for some in between]]
        status[turned] = kinds[nearest[turned]]
    return pd.array(STATUSES, dtype="str").take(status)


def _is_turned(between: str, reach: int, border: re.Pattern) -> bool:
    """Say whether a word turns a cue by what stands between them."""
    few = len(between) <= 2 * reach or len(between.split(None, reach)) <= reach  # each has a letter and a space
    return few and border.search(between) is None


def list_quotations(texts: dict[int, str], docs: np.ndarray) -> pd.DataFrame:
    """Return what stands in quotation marks as speech without speakers."""
    rows = [(doc, start, end, "quote") for doc in docs for start, end in find_quotations(texts[doc])]
    unknown = {"named": None, "speaker_id": None, "provisional": False}
    return make_table(rows, {"doc": "int64", "start": "int64", "end": "int64", "form": "str"}).assign(**unknown)


def add_voice(hits: pd.DataFrame, speech: pd.DataFrame) -> pd.DataFrame:
    """Return the hits with voice, speaker and speaker_id: of the quotation that holds them, else of the reported speech."""
    speech = speech.iloc[np.argsort(find_places(speech), kind="stable")]
    at, holder = find_places(hits, "start"), np.full(len(hits), -1)
    for form in ("indirect", "quote"):
        rows = np.flatnonzero(speech["form"] == form)
        held = np.searchsorted(find_places(speech, "start")[rows], at, side="right") - 1
        inside = (held >= 0) & (at < np.append(find_places(speech, "end")[rows], 0)[held])
        holder[inside] = rows[held[inside]]

    def take(column: str, otherwise: object = None) -> ExtensionArray:
        return speech[column].array.take(holder, allow_fill=True, fill_value=otherwise)

    provisional = np.append(speech["provisional"].to_numpy(dtype=bool), False)[holder]
    return hits.assign(voice=take("form", "journalist"), speaker=take("named"), speaker_id=take("speaker_id"), provisional=provisional)
