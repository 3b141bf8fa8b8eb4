"""Which frames tell the story: cues of a codebook in the sentences, whether they are asserted, and in whose voice."""

import re
from itertools import repeat

import numpy as np
import pandas as pd

from cuttings.actors import find_places, locate
from cuttings.corpus import Corpus
from cuttings.knowledge import load_codebook
from cuttings.loading.sentences import find_quotations
from cuttings.phrases import Matcher, matcher
from cuttings.tables import make_table, refuse

HITS = {
    "doc": "int64", "sent": "int64", "start": "int64", "end": "int64", "surface": "str", "frame": "str", "cue": "str",
    "status": "str", "voice": "str", "speaker": "str", "speaker_id": "str", "provisional": "bool",
}  # fmt: skip
COUNTED = ("asserted", "prospective")
NOTHING = "No cue of the codebook occurs in these texts."
REACH = {"rejected": 6, "negated": 6, "prospective": 40}  # words between the word that turns a cue and the cue
NEAREST, FARTHEST = 20, 400  # so many such words, so many characters back are looked at: a sentence may be endless
# a negation reaches to the end of its clause; the future goes on through a list ("will strengthen ..., empower ...")
CLAUSE = re.compile(r"[;:—–“”\"()]|\b(?:but|although|though|while|whereas|because|which|who)\b")
NARROW = re.compile(CLAUSE.pattern + r"|,(?!\d)|\band\b")


def read_codebook(name: str | None = None, corpus: Corpus | None = None) -> pd.DataFrame:
    """Return the cues of a codebook, overlaid by those in the corpus's ``knowledge/`` folder.

    By default it is the one that the corpus's own ``frames.csv`` adds, if it adds one; else "defence".

    Shipped are "defence" (eight frames of defence cooperation) and "generic" (five frames of news; Semetko and Valkenburg 2000).
    A row a cue: set, frame, definition, term, match (word, phrase, prefix), note, source, crosswalk (policy frames of Boydstun
    et al. 2014). The rows of the set ``status`` hold the words that negate, reject or put into the future.
    """
    return load_codebook(name, corpus.folder if corpus else None)


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
    hits = _find(corpus, texts, cues)
    if not len(hits):
        return refuse(HITS, NOTHING)
    turns = _outside(_find_turns(corpus, texts, codebook[turning], hits), hits)
    hits["surface"] = _cut(texts, hits)
    hits["frame"], hits["cue"] = (cues[name].array.take(hits["entry"].to_numpy()) for name in ("frame", "term"))
    hits["status"] = _statuses(texts, hits, turns)
    voices = list_quotations(texts, hits["doc"].unique()) if speech is None else speech
    return make_table(add_voice(hits, voices).reset_index(drop=True)[list(HITS)], HITS)


def _find(corpus: Corpus, texts: dict[int, str], cues: pd.DataFrame) -> pd.DataFrame:
    """Return where these cues stand in sentences: doc, sent, start, end, entry (the row of the cue)."""
    found = _matcher(cues).find(texts.values())
    found["doc"] = corpus.articles["doc"].to_numpy()[found["text"]]
    return locate(corpus, found)


def _find_turns(corpus: Corpus, texts: dict[int, str], words: pd.DataFrame, hits: pd.DataFrame) -> pd.DataFrame:
    """Return where the words that turn a cue stand in the sentences that hold one: doc, sent, start, end, frame."""
    places = ["doc", "sent", "start", "end"]
    sentences = corpus.sentences.loc[np.isin(corpus.sentences["sent"], hits["sent"]), places].sort_values(["doc", "start"])
    found = _matcher(words).find(_cut(texts, sentences))
    inside = sentences.take(found["text"]).reset_index(drop=True)
    spans = {name: found[name] + inside["start"] for name in ("start", "end")}
    return inside.assign(**spans, frame=words["frame"].array.take(found["entry"].to_numpy()))


def _matcher(cues: pd.DataFrame) -> Matcher:
    return matcher(tuple(zip(cues["term"].tolist(), cues["match"].tolist(), repeat(False), strict=False)))


def _cut(texts: dict[int, str], spans: pd.DataFrame) -> list[str]:
    """Return what the texts have in these places."""
    places = zip(*(spans[name].tolist() for name in ("doc", "start", "end")), strict=True)
    return [texts[doc][start:end] for doc, start, end in places]


def _outside(turns: pd.DataFrame, hits: pd.DataFrame) -> pd.DataFrame:
    """Return the words that turn a cue, but for those that are a part of one: "no" in "no-confidence vote"."""
    at = np.searchsorted(find_places(hits, "start"), find_places(turns, "start"), side="right") - 1
    first, ends = find_places(hits, "start")[at], find_places(hits, "end")[at]
    inside = (at >= 0) & (find_places(turns, "end") <= ends) & (find_places(turns, "end") - find_places(turns, "start") < ends - first)
    return turns[~inside]


def _statuses(texts: dict[int, str], hits: pd.DataFrame, turns: pd.DataFrame) -> np.ndarray:
    """Return the status of each cue: by the nearest word before it, in reach, that rejects or negates; else the future."""
    status = np.full(len(hits), "asserted", dtype="object")
    at, ends = find_places(hits, "start"), find_places(turns, "end")  # turns do not overlap: their ends are in order too
    high = np.searchsorted(ends, at, side="right")
    first_of_sentence = np.searchsorted(turns["sent"], hits["sent"])
    low = np.maximum.reduce([first_of_sentence, np.searchsorted(ends, at - FARTHEST), high - NEAREST])
    rows = np.flatnonzero(low < high)  # a cue without such a word before it costs nothing more
    docs, starts = (hits[name].to_numpy()[rows].tolist() for name in ("doc", "start"))
    before = list(zip(turns["end"].tolist(), turns["frame"].tolist(), strict=True))
    for row, doc, start, first, end in zip(rows.tolist(), docs, starts, low[rows].tolist(), high[rows].tolist(), strict=True):
        status[row] = _status(texts[doc], start, before[first:end])
    return status


def _status(text: str, start: int, before: list[tuple[int, str]]) -> str:
    """Return the status of a cue by the words before it that may turn it (their end and kind), the last one first."""
    status = "asserted"
    for end, kind in reversed(before):
        between = text[end:start]
        if kind in REACH and len(between.split()) <= REACH[kind]:
            if kind == "prospective":
                status = status if CLAUSE.search(between) else kind
            elif not NARROW.search(between):
                return kind
    return status


def list_quotations(texts: dict[int, str], docs: np.ndarray) -> pd.DataFrame:
    """Return what stands in quotation marks as speech without speakers."""
    rows = [(doc, start, end, "quote") for doc in docs for start, end in find_quotations(texts[doc])]
    unknown = {"named": None, "speaker_id": None, "provisional": False}
    return make_table(rows, {"doc": "int64", "start": "int64", "end": "int64", "form": "str"}).assign(**unknown)


def add_voice(hits: pd.DataFrame, speech: pd.DataFrame) -> pd.DataFrame:
    """Return the hits with voice, speaker and speaker_id: of the quotation that holds them, else of the reported speech."""
    speech = speech.sort_values(["doc", "start"], kind="stable")
    at, holder = find_places(hits, "start"), np.full(len(hits), -1)
    for form in ("indirect", "quote"):
        rows = np.flatnonzero(speech["form"] == form)
        held = np.searchsorted(find_places(speech, "start")[rows], at, side="right") - 1
        inside = (held >= 0) & (at < np.append(find_places(speech, "end")[rows], 0)[held])
        holder[inside] = rows[held[inside]]

    def take(column: str, otherwise: object) -> np.ndarray:
        return np.append(speech[column].to_numpy(dtype="object"), [otherwise])[holder]

    voice = {"voice": take("form", "journalist"), "speaker": take("named", None), "speaker_id": take("speaker_id", None)}
    return hits.assign(**voice, provisional=take("provisional", False))
