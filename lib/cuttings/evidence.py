"""quote: the sentences behind a number, escaped and marked."""

from dataclasses import dataclass

import pandas as pd

from cuttings.corpus import Corpus
from cuttings.prose import escape, many

SHOWN = 10


@dataclass(frozen=True)
class Quotes:
    """Sentences with marked spans; `rows` is the table behind them: doc, sent, source, label, sentence, marks."""

    rows: pd.DataFrame
    note: str = ""

    def __repr__(self) -> str:
        lines = [
            f"{_bracket(row.sentence, row.marks)}  — {row.source}{f' [{row.label}]' if row.label else ''}" for row in self.rows.itertuples()
        ]
        return "\n".join([*lines, *([self.note] if self.note else [])])

    def _repr_html_(self) -> str:
        items = "".join(
            f"<blockquote><p>{_mark(row.sentence, row.marks)}</p>"
            f"<footer>{escape(row.source)}{f' · <b>{escape(row.label)}</b>' if row.label else ''}</footer></blockquote>"
            for row in self.rows.itertuples()
        )
        note = f"<p>{escape(self.note)}</p>" if self.note else ""
        return f'<div class="quotes tex2jax_ignore mathjax_ignore">{items}{note}</div>'


def quote(corpus: Corpus, rows: pd.DataFrame, *, n: int = SHOWN) -> Quotes:
    """Show the sentences that rows of evidence point to, at most `n`, in the order of the rows.

    `rows` is any table with a ``sent``: mentions, pairs, hits, context lines, sentences. Spans (``start, end``) are
    marked; the label names the actor or pair, or frame and status. A sentence stands once, with all its spans.
    """
    if "sent" not in rows:
        raise ValueError("These rows have no column 'sent'. Give mentions, pairs, hits, context lines or sentences.")
    texts, sentences = corpus.texts(), corpus.sentences.set_index("sent")
    rows = rows[rows["sent"].isin(sentences.index)]
    order = rows["sent"].drop_duplicates().tolist()
    sources = dict(zip(corpus.articles["doc"], corpus.articles["title"].fillna(corpus.articles["path"]), strict=True))
    shown = [_quote_row(sent, rows[rows["sent"] == sent], sentences.loc[sent], texts, sources) for sent in order[:n]]
    table = pd.DataFrame(shown, columns=["doc", "sent", "source", "label", "sentence", "marks"])
    left = len(order) - len(shown)
    note = f"{many(left, 'more sentence')} not shown." if left else "" if shown else rows.attrs.get("why", "No sentence.")
    return Quotes(table, note)


def _quote_row(sent: int, rows: pd.DataFrame, place: pd.Series, texts: dict[int, str], sources: dict[int, str]) -> tuple:
    doc, start, end = int(place["doc"]), int(place["start"]), int(place["end"])
    has_spans = {"start", "end"} <= set(rows.columns) and "zone" not in rows
    marks = sorted({(int(s) - start, int(e) - start) for s, e in zip(rows["start"], rows["end"], strict=True)}) if has_spans else []
    label = "; ".join(dict.fromkeys(_label(row) for row in rows.to_dict("records")))
    return doc, sent, f"{sources[doc]}, sentence {sent}", label.strip("; "), texts[doc][start:end], tuple(marks)


def _label(row: dict) -> str:
    if "a" in row:
        return f"{row['a']} and {row['b']}"
    if "frame" in row:
        return f"{row['frame']}, {row['status']}, {row['voice']}"
    return str(row["actor"]) if "actor" in row and not pd.isna(row["actor"]) else ""


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
