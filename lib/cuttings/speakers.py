"""Who is heard: how often each speaker is quoted or reported."""

from functools import cache

import numpy as np
import pandas as pd

from cuttings.knowledge import load_titles
from cuttings.knowledge.speech import load_speech
from cuttings.lazy import over, whole
from cuttings.tables import Sums, combine, count, distinct, make_table, number, refuse

SPEAKERS = {
    "speaker": "str", "known": "bool", "sentences": "int64", "quotes": "int64", "indirect": "int64", "articles": "int64",
    "share": "float64", "provisional": "bool",
}  # fmt: skip
UNRESOLVED = "(a pronoun)"


def count_speakers(speech: pd.DataFrame) -> pd.DataFrame:
    """Count how often each speaker is quoted or reported.

    Returns
    -------
    DataFrame
        ``speaker`` (the actor's id; as written where the actor file lacks him: "analysts")``, known`` (the actor file has
        him)``, sentences, quotes, indirect`` (rows of `speech`)``, articles, share`` (of the sentences with a speaker)``,
        provisional``; the most frequent first. Pronouns that are nobody's in sight are one row. ``attrs["quotes"]`` and
        ``attrs["unattributed"]`` are the numbers of quotations, and of those without a speaker.

    Examples
    --------
    >>> from cuttings.actors import find_actors, read_actors
    >>> from cuttings.corpus import make_corpus
    >>> from cuttings.voices import find_speech
    >>> corpus = make_corpus(["NATO said it would help. Analysts said that it would not."])
    >>> speech = find_speech(corpus, find_actors(corpus, read_actors()))
    >>> count_speakers(speech)[["speaker", "known", "indirect"]].values.tolist()
    [['NATO', True, 1], ['analysts', False, 1]]
    """
    sums = combine(over(sum_speakers, speech))
    if len(sums["speakers"]):
        return finish_speakers(sums)
    return refuse(SPEAKERS, whole(speech).attrs.get("why", "No speaker was found in these texts."))


def sum_speakers(speech: pd.DataFrame) -> Sums:
    """Return the ``speakers`` of one part, and the ``totals``: sentences with a speaker, quotations, and those of nobody."""
    somebody, quote = speech["speaker"].notna().to_numpy(), (speech["form"] == "quote").to_numpy()
    known = speech["speaker_id"][somebody].notna().reset_index(drop=True).rename("known")
    of, keys = number(name_speakers(speech[somebody]).reset_index(drop=True), known)
    sent, doc, provisional = (speech[name].to_numpy()[somebody] for name in ("sent", "doc", "provisional"))
    rows = {"sentences": distinct(of, sent)[0], "quotes": of[quote[somebody]], "rows": of}
    rows |= {"articles": distinct(of, doc)[0], "provisional": of[provisional]}
    totals = {"sentences": len(pd.unique(sent)), "quotes": quote.sum(), "unattributed": (quote & ~somebody).sum()}
    return {
        "speakers": count(rows, keys),
        "totals": pd.DataFrame(totals, index=["all"]),
    }


def name_speakers(speech: pd.DataFrame) -> pd.Series:
    """Return for each row of speech its speaker as he is counted; missing where there is none."""
    of_name, names = pd.factorize(speech["named"])
    plain = np.array([*map(_plain_speaker, names), UNRESOLVED], dtype=object)[of_name]  # of nobody (-1) the last
    speaker = pd.Series(
        np.where(speech["speaker_id"].notna(), speech["speaker_id"], plain), index=speech.index, name="speaker", dtype="str"
    )
    return speaker.where(speech["speaker"].notna())


def finish_speakers(sums: Sums) -> pd.DataFrame:
    """Return the table of `count_speakers` from the sums of all parts."""
    table, totals = sums["speakers"].reset_index(), sums["totals"].loc["all"]
    table = table.assign(indirect=table["rows"] - table["quotes"], share=table["sentences"] / totals["sentences"])
    table = table.sort_values(["sentences", "speaker"], ascending=[False, True], ignore_index=True)
    counted = make_table(table[list(SPEAKERS)], SPEAKERS)
    counted.attrs = {name: int(totals[name]) for name in ("quotes", "unattributed")}
    return counted


def _plain_speaker(named: str) -> str:
    """Return a speaker who is no known actor, as he is counted: without articles and honorifics; nouns in small letters."""
    words = named.split()
    while len(words) > 1 and words[0].rstrip(".").lower() in _before_speakers():
        words = words[1:]
    return " ".join(words).lower() if words[0].lower() in load_speech().sources else " ".join(words)


@cache
def _before_speakers() -> frozenset[str]:
    """Return the words that may stand before a speaker and are no part of him: articles, honorifics."""
    return frozenset({"the", "a", "an"} | {title.lower().rstrip(".") for title in load_titles()["honorific"]})
