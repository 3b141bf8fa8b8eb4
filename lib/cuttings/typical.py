"""Words that are typical of a frame and that no cue of it has: ideas for the codebook."""

import numpy as np
import pandas as pd

from cuttings.frames import NOTHING
from cuttings.framing import counted
from cuttings.keyness import compare_terms
from cuttings.phrases import matcher
from cuttings.tables import make_table, refuse
from cuttings.tokens import Tokens, read_words

CANDIDATES = {
    "frame": "str", "term": "str", "count_target": "int64", "count_rest": "int64", "articles_target": "int64", "log_ratio": "float64",
    "ci_low": "float64", "q": "float64", "sent": "int64",
}  # fmt: skip
REACH = 1.96  # standard errors of a 95% interval
LEVEL = 0.05  # the false discovery rate up to which a word is called typical


def suggest_cues(tokens: Tokens, hits: pd.DataFrame, codebook: pd.DataFrame, *, n: int = 10) -> pd.DataFrame:
    """Suggest words that the codebook may miss: typical of the sentences of a frame, and in none of its cues.

    They are candidates for a person to read and, where they mean the frame, to add to ``knowledge/cues.csv``; nothing adds them
    by itself, since such lists drift into the topic (on articles coded by people, adding them automatically lost).

    Returns
    -------
    DataFrame
        ``frame, term, count_target, count_rest, articles_target, log_ratio, ci_low, q`` (as in `cuttings.compare_terms`, between
        the frame's sentences and the others: q is under 5%)``, sent`` (an example); for each frame at most `n`, by the
        lower end of an interval of log_ratio that p gives (log_ratio (1 - 1.96 / z_p); Miettinen 1976), since `ci_low` is missing
        where under five articles have the word elsewhere.
        A word is left out if a cue of the frame has it, or is found in it ("procure" in
        "procurement"), or if it stands in a hit. Refused where under ten articles have a frame, or where no word is typical.

    Examples
    --------
    >>> from cuttings.corpus import make_corpus
    >>> from cuttings.frames import code_frames, read_codebook
    >>> from cuttings.tokens import tokenize
    >>> corpus = make_corpus(["They signed the contract."])
    >>> suggest_cues(tokenize(corpus), code_frames(corpus, read_codebook()), read_codebook()).attrs["why"]
    'Under ten articles with and without each frame: no word can be called typical.'
    """
    if not len(hits):
        return refuse(CANDIDATES, hits.attrs.get("why", NOTHING))
    tables = [_typical(tokens, frame, rows, codebook, n) for frame, rows in hits.groupby("frame")]
    tested = [table for table in tables if table is not None]
    if not tested:
        return refuse(CANDIDATES, "Under ten articles with and without each frame: no word can be called typical.")
    found = make_table(pd.concat(tested, ignore_index=True), CANDIDATES)
    return found if len(found) else refuse(CANDIDATES, "No word is typical of the sentences of a frame, but for those of its cues.")


def _typical(tokens: Tokens, frame: str, hits: pd.DataFrame, codebook: pd.DataFrame, n: int) -> pd.DataFrame | None:
    """Return the words that set apart the sentences in which a frame counts; nothing where too few articles tell."""
    target = tokens.sentences["sent"].isin(counted(hits)["sent"]).to_numpy()
    if not target.any() or target.all():
        return None
    table = compare_terms(tokens, target=target)
    if table["q"].isna().all():
        return None
    from scipy.special import ndtri  # slow to import, and few notebooks need it

    table = table[(table["log_ratio"] > 0) & (table["q"] < LEVEL)]
    table = table[~_has_cue(table["term"], hits, codebook[codebook["frame"] == frame])]
    sure = table["log_ratio"] * (1 - REACH / -ndtri(table["p"] / 2))  # Miettinen's (1976) test-based limit
    table = table.assign(sure=sure).sort_values(["sure", "term"], ascending=[False, True]).head(n)
    return table.assign(frame=frame, sent=[_example(tokens, term, target) for term in table["term"]])


def _has_cue(terms: pd.Series, hits: pd.DataFrame, cues: pd.DataFrame) -> np.ndarray:
    """Say which words stand in a cue or in a hit, or have a cue in them."""
    known = {word for text in {*cues["term"], *hits["surface"]} for word in read_words(text)}
    inside = matcher(tuple(zip(cues["term"], cues["match"], [False] * len(cues), strict=True))).find(terms)
    return terms.isin(known).to_numpy() | np.isin(np.arange(len(terms)), inside["text"])


def _example(tokens: Tokens, term: str, target: np.ndarray) -> int:
    """Return the first sentence of the target that has a word."""
    rows = tokens.sentence[tokens.codes == tokens.code[term]]
    return int(tokens.sentences["sent"].to_numpy()[rows[target[rows]][0]])
