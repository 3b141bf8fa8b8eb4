"""The sentences that read frames, cues, voices and what goes together with them."""

import pandas as pd

from cuttings.coverage import PERIOD_NAMES
from cuttings.frames import COUNTED
from cuttings.framing import FRAMES, counted
from cuttings.prose import counted as counted_by
from cuttings.prose import lead, leaders, listed, many, percent
from cuttings.speakers import UNRESOLVED

LEVEL = 0.05  # the false discovery rate up to which a cell is spoken of
HANGS = 0.5  # the share of a frame's sentences from which it is said to hang on a cue


def codebook(table: pd.DataFrame) -> str:
    """Read the cues of a codebook."""
    cues = table[table["set"] != "status"]
    turns = many(len(table) - len(cues), "word")
    return f"{many(cues['frame'].nunique(), 'frame')} with {many(len(cues), 'cue')}, and {turns} that turn a cue's sense."


def hits(table: pd.DataFrame) -> str:
    """Read the hits."""
    valid, left = counted(table), table[~table["status"].isin(COUNTED)]
    shown = f" Shown but not counted: {counted_by(left['frame'] + ', ' + left['status'])}." if len(left) else ""
    told = " and ".join(f"{(valid['voice'] == voice).sum():,} {words}" for voice, words in VOICES.items())
    return f"{many(len(table), 'cue')} in {many(table['sent'].nunique(), 'sentence')}; counted: {len(valid):,}, {told}.{shown}"


VOICES = {"quote": "of them inside quotation marks", "indirect": "in reported speech"}


def frames(table: pd.DataFrame) -> str:
    """Read how many sentences carry each frame, in all or by group."""
    group = next((name for name in table if name not in FRAMES), None)
    table = table.sort_values("sentences", ascending=False, kind="stable")
    top = table.iloc[0]
    where = f" ({group}: {_named(top[group], group, table)})" if group else ""
    interval = f", 95% interval {percent(top['ci_low'])} to {percent(top['ci_high'])}" if pd.notna(top["ci_low"]) else ""
    found = f"in {int(top['sentences']):,} of {many(int(top['of']), 'sentence')} ({percent(top['share'])}{interval})"
    bare = f" {percent(table.attrs['without'])} of the sentences carry no frame." if "without" in table.attrs else ""
    undated = table.attrs.get("undated", 0)
    bare += f" {many(undated, 'article')} without a full date left out." if undated else ""
    return f"{lead(table['sentences'])}: {top['frame']}{where}, {found}.{bare} These are indicators, until people have coded a sample."


def _named(value: object, group: str, table: pd.DataFrame) -> str:
    """Return the name of a group: a period by its day, month or year."""
    if isinstance(value, pd.Timestamp):
        return f"{value:{PERIOD_NAMES.get(table.attrs.get('freq', ''), ('', '%Y-%m-%d'))[1]}}"
    return "unknown" if pd.isna(value) else str(value)


def cues(table: pd.DataFrame) -> str:
    """Read how much hangs on single cues."""
    used = table[table["sentences"] > 0].sort_values(["swing", "frame", "cue"], ascending=[False, True, True])
    if not len(used):
        return f"{many(len(table), 'cue')}, none of which counts."
    top, heavy = used.iloc[0], used[used["swing"] > HANGS]
    alone = f"Without “{top['cue']}”, {top['frame']} would lose {percent(top['swing'])} of its sentences"
    hangs = f"; {listed(heavy['frame'] + ' (' + heavy['cue'] + ')')} hang on one cue" if len(heavy) > 1 else ""
    return f"Counted: {many(len(used), 'cue')} of {many(used['frame'].nunique(), 'frame')}. {alone}{hangs}."


def crossing(table: pd.DataFrame) -> str:
    """Read what goes together with the frames."""
    name = table.columns[1]
    top = table.sort_values(["sentences", "frame", name], ascending=[False, True, True]).iloc[0]
    other = {"act": "acts", "actor": "actors", "speaker": "speakers", "frame_b": "other frames"}[name]
    if not top["sentences"]:
        return f"No frame stands in one sentence with one of the {other}."
    both = f"{many(int(top['sentences']), 'sentence')} ({top['expected']:.1f} by chance)"
    most = f"Most often together: {top['frame']} and {top[name]}, in {both}"
    v = table.attrs.get("cramers_v")
    strength = f" Cramér's V of frames and {other}: {v:.2f}." if v is not None and v == v else ""
    known = table.dropna(subset=["q"])
    if not len(known):
        return f"{most}.{strength} Too few articles or sentences for a test."
    beyond = known[known["q"] < LEVEL]
    more, fewer = (beyond["residual"] > 0).sum(), (beyond["residual"] < 0).sum()
    tested = f" Of {many(len(known), 'cell')} that could be tested, {more:,} hold more than chance brings and {fewer:,} fewer"
    return f"{most}.{strength}{tested} (over articles, false discovery rate of {LEVEL:.0%})."


def candidates(table: pd.DataFrame) -> str:
    """Read the words that the codebook may miss."""
    first = table.groupby("frame", sort=True)["term"].first()
    named = listed((f"{term} ({frame})" for frame, term in first.items()), most=8)
    of = f"{many(len(table), 'word')} of {many(len(first), 'frame')} that no cue of the frame names"
    return f"{of}; first of each: {named}. They are for you to read, not cues."


def speech(table: pd.DataFrame) -> str:
    """Read who says what, and how much is said by nobody known."""
    quotes, told = table[table["form"] == "quote"], table[table["form"] == "indirect"]
    nobody = int(quotes["speaker"].isna().sum())
    spoken = table.dropna(subset=["speaker"])
    linked = spoken["speaker_id"].notna() & ~spoken["provisional"]
    share = f" {percent(linked.mean())} of what has a speaker is linked to an actor of the file." if len(linked) else ""
    left = f", {nobody:,} of them without a speaker" if len(quotes) else ""
    return f"{many(len(quotes), 'stretch', 'stretches')} in quotation marks{left}; {len(told):,} of reported speech.{share}"


def speakers(table: pd.DataFrame) -> str:
    """Read who is quoted."""
    pronoun = table["speaker"] == UNRESOLVED
    nameless = int(table.loc[pronoun, "sentences"].sum())
    table, attrs = table[~pronoun], table.attrs
    known = table[table["known"] & ~table["provisional"]]
    most = f" Of the actors in the file, most often: {leaders(known.set_index('speaker')['sentences'])}." if len(known) else ""
    top = leaders(table.set_index("speaker")["sentences"])
    quotes, nobody = attrs.get("quotes", 0), attrs.get("unattributed", 0)
    left = f" Quotations without a speaker: {nobody:,} of {quotes:,}." if quotes else ""
    left += f" In {many(nameless, 'sentence')} a pronoun speaks, whose it is cannot be told." if nameless else ""
    if not len(table):
        return left.strip()
    of = f"{many(len(table), 'speaker')}, {len(known):,} of them actors of the file"
    return f"{of}. Quoted or reported in most sentences: {top}.{most}{left}"
