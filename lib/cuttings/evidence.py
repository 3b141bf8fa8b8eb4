"""quote: the sentences behind a number, escaped and marked."""

import hashlib
from dataclasses import dataclass

import pandas as pd
import regex

from cuttings.corpus import Corpus, Survey
from cuttings.prose import escape, many

SHOWN = 10
GROUPS = 12
_PARTS = regex.compile(r"[a-zA-Z0-9]+")


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
                f"<blockquote><p>{_mark(row.sentence, row.marks)}</p>"
                f"<footer>{escape(row.source)}{f' · <b>{escape(row.label)}</b>' if row.label else ''}</footer></blockquote>"
                for row in rows.itertuples()
            )
            parts.append(f'<section id="{anchor(str(group))}"><h5>{escape(group)}</h5>{items}</section>' if group != "" else items)
        note = f"<p>{escape(self.note)}</p>" if self.note else ""
        return f'<div class="quotes tex2jax_ignore mathjax_ignore">{"".join(parts)}{note}</div>'


def anchor(group: str) -> str:
    """Return the name under which the sentences of a group can be linked to: its plain letters, and a digest that tells it from others.

    >>> anchor("security_threat"), anchor('"><b>')
    ('evidence-security-threat-13cb4b', 'evidence-b-fa6d1f')
    """
    return "-".join(["evidence", *_PARTS.findall(group), hashlib.sha256(group.encode()).hexdigest()[:6]])


def quote(corpus: Corpus, rows: pd.DataFrame, *, n: int = SHOWN, by: str | None = None) -> Quotes:
    """Show the sentences that rows of evidence point to, at most `n`, in the order of the rows.

    `rows` is any table with a ``sent``: mentions, pairs, hits, speech, context lines, sentences. Spans (``start, end``) are
    marked; the label names the actor, pair or speaker, or frame, cue, status, voice and speaker. A sentence stands once, with all
    its spans. With `by`, a column of the rows, there are `n` sentences for each of its values, under a heading: of the twelve values
    with most sentences, the most frequent first. In a shared page, a table's cell of that name links there.
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
    texts, sentences = near.texts(), near.sentences.set_index("sent")
    sources = dict(zip(near.articles["doc"], near.articles["title"].fillna(near.articles["path"]), strict=True))
    shown = [
        (group, *_quote_row(sent, some, sentences.loc[sent], texts, sources)) for group, sent, some in chosen if sent in sentences.index
    ]
    table = pd.DataFrame(shown, columns=["group", "doc", "sent", "source", "label", "sentence", "marks"])
    left += 0 if sizes is None else int(sizes.iloc[GROUPS:].sum())
    note = f"{many(left, 'more sentence')} not shown." if left else "" if shown else rows.attrs.get("why", "No sentence.")
    return Quotes(table, note)


def _quote_row(sent: int, rows: pd.DataFrame, place: pd.Series, texts: dict[int, str], sources: dict[int, str]) -> tuple:
    doc, start, end = int(place["doc"]), int(place["start"]), int(place["end"])
    has_spans = {"start", "end"} <= set(rows.columns) and "zone" not in rows
    spans = rows[["start", "end"]].dropna().astype("int64").itertuples(index=False, name=None) if has_spans else ()
    marks = sorted({(first - start, last - start) for first, last in spans})
    return doc, sent, f"{sources[doc]}, sentence {sent}", _labels(rows.to_dict("records")), texts[doc][start:end], tuple(marks)


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


def _pieces(sentence: str, marks: tuple[tuple[int, int], ...]) -> list[tuple[str, bool]]:
    """Return the sentence in pieces, each with whether it is marked; overlapping marks are joined."""
    pieces, at = [], 0
    for start, end in marks:
        if end > at:
            pieces += [(sentence[at : max(at, start)], False), (sentence[max(at, start) : end], True)]
            at = end
    return [piece for piece in [*pieces, (sentence[at:], False)] if piece[0]]


def _bracket(sentence: str, marks: tuple[tuple[int, int], ...]) -> str:
    return "".join(f"[{text}]" if marked else text for text, marked in _pieces(sentence, marks))


def _mark(sentence: str, marks: tuple[tuple[int, int], ...]) -> str:
    return "".join(f"<mark>{escape(text)}</mark>" if marked else escape(text) for text, marked in _pieces(sentence, marks))
