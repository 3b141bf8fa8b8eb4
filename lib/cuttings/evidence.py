"""quote: the sentences behind a number, escaped and marked."""

from dataclasses import dataclass
from typing import NamedTuple

import pandas as pd

from cuttings.corpus import Corpus, Survey
from cuttings.prose import escape, many

SHOWN = 10
GROUPS = 12
LONGEST = 600  # characters of a sentence that are shown
AROUND = 40  # characters on either side of what is marked, where a sentence is not shown whole
Marks = tuple[tuple[int, int], ...]


class Place(NamedTuple):
    """Where a sentence stands: its article, start and end; which of the article's sentences it is, from 1, and of how many."""

    doc: int
    start: int
    end: int
    number: int
    of: int

    def __str__(self) -> str:
        return f"sentence {self.number} of {self.of}"


@dataclass(frozen=True)
class Quotes:
    """Sentences with marked spans; `rows` is the table behind them: group, doc, sent, source, label, sentence, marks."""

    rows: pd.DataFrame
    note: str = ""

    def __repr__(self) -> str:
        lines: list[str] = []
        for group, rows in self.rows.groupby("group", sort=False):
            lines += [f"{group}:"] if group != "" else []
            labels = (f" [{label}]" if label else "" for label in rows["label"])
            texts = (f"{_bracket(row.sentence, row.marks)}  — {row.source}" for row in rows.itertuples())
            lines += [f"{text}{label}" for text, label in zip(texts, labels, strict=True)]
        return "\n".join([*lines, *([self.note] if self.note else [])])

    def _repr_html_(self) -> str:
        parts = []
        for group, rows in self.rows.groupby("group", sort=False):
            items = "".join(
                f"<blockquote><p>{mark(row.sentence, row.marks)}</p>"
                f"<footer>{_isolate(row.source)}{f' · <b><bdi>{escape(row.label)}</bdi></b>' if row.label else ''}</footer></blockquote>"
                for row in rows.itertuples()
            )
            parts += [f'<p class="group"><b>{escape(group)}</b></p>' if group != "" else "", items]
        note = f"<p>{escape(self.note)}</p>" if self.note else ""
        return f'<div class="quotes tex2jax_ignore mathjax_ignore">{"".join(parts)}{note}</div>'


def _isolate(source: str) -> str:
    """Return where a sentence is from, its title by itself: one that runs from right to left does not turn what stands behind it."""
    title, between, number = source.rpartition(", sentence ")
    return f"<bdi>{escape(title)}</bdi>{between}{number}"


def quote(corpus: Corpus, rows: pd.DataFrame, *, n: int = SHOWN, by: str | None = None) -> Quotes:
    """Show the sentences that rows of evidence point to, at most `n`, in the order of the rows.

    `rows` is any table with a ``sent``: mentions, pairs, hits, speech, context lines, sentences. Spans (``start, end``) are
    marked; the label names the actor, pair or speaker, or frame, cue, status, voice and speaker. A sentence stands once, with all
    its spans. With `by`, a column of the rows, there are `n` sentences for each of its values, under a heading: of the twelve values
    with most sentences, the most frequent first. Of a sentence of over 600 characters, those around the marks are shown.
    """
    for name in ("sent", *([by] if by else [])):
        if name not in rows:
            raise ValueError(f"These rows have no column {name!r}. Give mentions, pairs, hits, speech, context lines or sentences.")
    rows = rows[:] if isinstance(corpus, Survey) else rows[rows["sent"].isin(corpus.sentences["sent"])]
    chosen: list[tuple[str, int, pd.DataFrame]] = []
    left = 0
    sizes = rows.groupby(by, sort=False)["sent"].nunique().sort_values(ascending=False, kind="stable") if by else None
    for group in [""] if sizes is None else sizes.index[:GROUPS]:
        some = rows[rows[by] == group] if by else rows
        order = some["sent"].drop_duplicates().tolist()
        chosen += [(group, sent, some[some["sent"] == sent]) for sent in order[:n]]
        left += max(0, len(order) - n)
    near = corpus.around(sent for _, sent, _ in chosen)
    texts, places = near.texts(), find_places(near)
    sources = dict(zip(near.articles["doc"], near.articles["title"].fillna(near.articles["path"]), strict=True))
    shown = [
        (group, place.doc, sent, f"{sources[place.doc]}, {place}", *quote_row(some.to_dict("records"), place, texts))
        for group, sent, some in chosen
        if (place := places.get(sent))
    ]
    table = pd.DataFrame(shown, columns=["group", "doc", "sent", "source", "label", "sentence", "marks"])
    left += 0 if sizes is None else int(sizes.iloc[GROUPS:].sum())
    note = f"{many(left, 'more sentence')} not shown." if left else "" if shown else rows.attrs.get("why", "No sentence.")
    return Quotes(table, note)


def quote_row(rows: list[dict], place: Place, texts: dict[int, str]) -> tuple[str, str, Marks]:
    """Return what a sentence is shown for, the sentence, and where the spans of its rows stand in it."""
    start = place.start
    spans = [(row["start"], row["end"]) for row in rows if "start" in row and "zone" not in row and pd.notna(row["start"])]
    marks = tuple(sorted({(int(first) - start, int(last) - start) for first, last in spans}))
    label = _labels(rows)
    return label if len(label) <= LONGEST else f"{label[:LONGEST]}…", *_cut(texts[place.doc][start : place.end], marks, LONGEST)


def find_places(corpus: Corpus) -> dict[int, Place]:
    """Return where each sentence stands."""
    rows = corpus.sentences
    of = rows["doc"].map(rows["doc"].value_counts())
    columns = [column.tolist() for column in (rows["doc"], rows["start"], rows["end"], rows.groupby("doc").cumcount() + 1, of)]
    return dict(zip(rows["sent"].tolist(), map(Place, *columns), strict=True))


def _cut(sentence: str, marks: Marks, longest: int) -> tuple[str, Marks]:
    """Return a sentence that is too long as what stands around its first mark, and the marks in it.

    >>> _cut("Some said that " * 6 + "jets" + " were to be sold" * 6, ((90, 94),), 84)
    ('…that Some said that Some said that jets were to be sold were to be sold were…', ((36, 40),))
    """
    if len(sentence) <= longest:
        return sentence, marks
    at = marks[0][0] if marks else 0
    first = max(0, min(at - AROUND, len(sentence) - longest))
    last = min(len(sentence), max(first + longest, min(marks[0][1] if marks else 0, first + LONGEST)))
    if first:  # between words, if there is room
        first = sentence.find(" ", first, at) + 1 or first
    if last < len(sentence):
        last = max(sentence.rfind(" ", marks[0][1] if marks else 0, last), 0) or last
    before, behind = "…" * (first > 0), "…" * (last < len(sentence))
    shift = len(before) - first
    inside = tuple((start + shift, min(end, last) + shift) for start, end in marks if start < last)
    return f"{before}{sentence[first:last]}{behind}", inside


def _labels(rows: list[dict]) -> str:
    """Return what a sentence is shown for: pairs, actors, speech; frames with the words that told them, status and voice."""
    words: dict[tuple[str, str], list[str]] = {}
    for row in rows:
        what, how = _label(row)
        words.setdefault((what, how), []).extend([f"“{row['surface']}”"] if how else [])
    return "; ".join(f"{what} ({', '.join([*dict.fromkeys(cues), how])})" if how else what for (what, how), cues in words.items() if what)


def _label(row: dict) -> tuple[str, str]:
    """Return what a row of evidence tells, and, of a frame, with which status and in whose voice."""
    if "a" in row:
        return f"{row['a']} and {row['b']}", ""
    if "residual" in row:
        return " and ".join(str(row[name]) for name in ("frame", "act", "actor", "speaker", "frame_b") if name in row), ""
    if "error" in row:
        label = next(row[name] for name in ("frame", "actor", "speaker", "act") if name in row)
        return f"{label} ({row['error']}; {row['coder']})", ""
    if "root" in row:
        ends = " → ".join(str(row[name]) if isinstance(row[name], str) else "?" for name in ("agent", "target"))
        return f"{ends}: {row['root']}", f"{row['status']}, {row['voice']}{_speaker(row, ': ')}"
    if "status" in row:
        return row["frame"], f"{row['status']}, {row['voice']}{_speaker(row, ': ')}"
    if "form" in row:
        return f"{row['form']}{_speaker(row, ': ') or ', no speaker'}", ""
    return row["actor"] if isinstance(row.get("actor"), str) else "", ""


def _speaker(row: dict, sign: str) -> str:
    """Return who speaks, behind a sign: the actor, else as the text names him; nothing where nobody does."""
    named = (row.get(name) for name in ("speaker_id", "named", "speaker"))
    return next((f"{sign}{name}" for name in named if isinstance(name, str)), "")


def _pieces(sentence: str, marks: Marks) -> list[tuple[str, bool]]:
    """Return the sentence in pieces, each with whether it is marked; overlapping marks are joined."""
    pieces, at = [], 0
    for start, end in marks:
        if end > at:
            pieces += [(sentence[at : max(at, start)], False), (sentence[max(at, start) : end], True)]
            at = end
    return [piece for piece in [*pieces, (sentence[at:], False)] if piece[0]]


def _bracket(sentence: str, marks: Marks) -> str:
    return "".join(f"[{text}]" if marked else text for text, marked in _pieces(sentence, marks))


def mark(sentence: str, marks: Marks) -> str:
    """Return a sentence for a page, with what is marked in it."""
    return "".join(f"<mark>{escape(text)}</mark>" if marked else escape(text) for text, marked in _pieces(sentence, marks))
