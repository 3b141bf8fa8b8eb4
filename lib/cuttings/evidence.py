"""quote: the sentences behind a number, escaped and marked; export_evidence: those behind the numbers of a table."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from cuttings.act_ties import counted_acts
from cuttings.context import find_terms
from cuttings.corpus import Corpus, Survey
from cuttings.framing import counted
from cuttings.lazy import over, sample
from cuttings.prose import escape, many
from cuttings.speakers import name_speakers
from cuttings.tables import Sums, combine, count, distinct, export_tables, make_table, number
from cuttings.tokens import Tokens

SHOWN = 10
GROUPS = 12
ITEMS = 100  # of a table, of which sentences are exported
LONGEST = 600  # characters of a sentence that are shown
AROUND = 40  # characters on either side of what is marked, where a sentence is not shown whole
SPREAD = 0x9E3779B97F4A7C15  # 2**64 over the golden ratio: its multiples fall evenly, so that the smallest are an even choice
BEHIND = {
    "rows": "int64", "sentences": "int64", "articles": "int64", "doc": "int64", "sent": "int64", "title": "str", "outlet": "str",
    "date": "str", "url": "str", "label": "str", "sentence": "str", "marks": "str",
}  # fmt: skip
Marks = tuple[tuple[int, int], ...]
Place = tuple[int, int, int]  # article, start, end


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
    texts, places = near.texts(), _places(near)
    sources = dict(zip(near.articles["doc"], near.articles["title"].fillna(near.articles["path"]), strict=True))
    shown = [
        (group, doc, sent, f"{sources[doc]}, sentence {sent}", *_quote_row(some.to_dict("records"), (doc, start, end), texts))
        for group, sent, some in chosen
        if sent in places
        for doc, start, end in [places[sent]]
    ]
    table = pd.DataFrame(shown, columns=["group", "doc", "sent", "source", "label", "sentence", "marks"])
    left += 0 if sizes is None else int(sizes.iloc[GROUPS:].sum())
    note = f"{many(left, 'more sentence')} not shown." if left else "" if shown else rows.attrs.get("why", "No sentence.")
    return Quotes(table, note)


def _quote_row(rows: list[dict], place: Place, texts: dict[int, str]) -> tuple[str, str, Marks]:
    """Return what a sentence is shown for, the sentence, and where the spans of its rows stand in it."""
    doc, start, end = place
    spans = [(row["start"], row["end"]) for row in rows if "start" in row and "zone" not in row and pd.notna(row["start"])]
    marks = tuple(sorted({(int(first) - start, int(last) - start) for first, last in spans}))
    label = _labels(rows)
    return label if len(label) <= LONGEST else f"{label[:LONGEST]}…", *_cut(texts[doc][start:end], marks, LONGEST)


def _places(corpus: Corpus) -> dict[int, Place]:
    """Return article, start and end of each sentence."""
    columns = [corpus.sentences[name].tolist() for name in ("sent", "doc", "start", "end")]
    return {sent: (doc, start, end) for sent, doc, start, end in zip(*columns, strict=True)}


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


def export_evidence(
    folder: str | Path,
    corpus: Corpus,
    *,
    n: int = SHOWN,
    marks: pd.DataFrame | Tokens | None = None,
    **tables: tuple[pd.DataFrame, str | list[str]],
) -> pd.DataFrame:
    """Write the sentences behind the numbers of tables: of each of their items `n`, spread evenly over the corpus.

    In a shared page, a number that counts the rows, sentences or articles of an item opens them.

    Parameters
    ----------
    marks : DataFrame or Tokens, optional
        Of rows that have no place in their sentence, what is to be marked: mentions, for the actors of pairs; tokens, for terms that
        were found without a context.
    tables : rows and one or several columns, by the name of a table
        Mentions, pairs, hits, speech, acts, the lines of `cuttings.find_terms`, or any rows with ``doc, sent`` and, to be marked,
        ``start, end``; and the columns that name an item, as the table has them. Of hits and acts, those that count are taken; of
        speech, the speakers as they are counted; of all, the hundred items with most sentences.

    Returns
    -------
    DataFrame
        What was written: ``table, rows, files``. The files, ``evidence_{name}.csv`` and ``.parquet``, have the columns that name an
        item, then ``rows, sentences, articles`` (how many it has in all), and, a row a sentence, ``doc, sent, title, outlet, date,
        url, label, sentence, marks`` (characters from-to). Of an article of which over half would stand in a file, every second
        sentence is cut to the words around what is marked: no article is told from end to end.

    Examples
    --------
    >>> from tempfile import mkdtemp
    >>> from cuttings.actors import find_actors, read_actors
    >>> from cuttings.corpus import make_corpus
    >>> corpus = make_corpus(["Japan sold jets. Talks go on. Nobody knows more."])
    >>> export_evidence(mkdtemp(), corpus, actors=(find_actors(corpus, read_actors()), "actor"))["rows"].tolist()
    [1]
    """
    made = {}
    for name, (rows, columns) in tables.items():
        by = [columns] if isinstance(columns, str) else list(columns)
        missing = [column for column in by if column not in sample(rows) and column != "speaker"]
        if missing:
            raise ValueError(f"The rows for {name!r} have no column {missing[0]!r}.")
        made[f"evidence_{name}"] = _behind(corpus, _choose(corpus, rows, by, n, marks), by)
    return export_tables(Path(folder), **made)


def _choose(corpus: Corpus, rows: pd.DataFrame, by: list[str], n: int, marks: Any) -> pd.DataFrame:
    """Return the rows of the sentences that are shown, with the counts of their items."""
    tables = (rows, corpus) if "root" in sample(rows) else (rows,)  # acts count in the body alone
    sums = combine(over(sum_evidence, *tables, by=by, n=n))
    items = sums["items"].reset_index().sort_values(["sentences", *by], ascending=[False] + [True] * len(by), ignore_index=True)
    chosen = _first(sums["rows"].merge(items.head(ITEMS), on=by), by, n).drop(columns="article")
    if "start" in chosen or marks is None:
        return chosen
    return _place(chosen, marks) if "term" in chosen else _name(chosen, by, marks)


def _place(rows: pd.DataFrame, tokens: Tokens) -> pd.DataFrame:
    """Return rows that have no spans with those of their terms."""
    near = find_terms(tokens, rows["term"].unique(), width=0, within=tokens.sentences["sent"].isin(rows["sent"].unique()))
    return rows.merge(near[["term", "sent", "start", "end"]], on=["term", "sent"])


def sum_evidence(rows: pd.DataFrame, corpus: Corpus | None = None, *, by: Sequence[str], n: int) -> Sums:
    """Return, of one part, how often each item occurs, and the rows of `n` of its sentences; acts need the corpus."""
    rows = rows if corpus is None else counted_acts(rows, corpus)
    rows = counted(rows) if "status" in rows and "frame" in rows else rows
    rows = rows.assign(speaker=name_speakers(rows)) if "cue_start" in rows else rows
    rows = rows.dropna(subset=list(by)).reset_index(drop=True)
    of, keys = number(*(rows[name] for name in by))
    found = {"rows": of, "sentences": distinct(of, rows["sent"].to_numpy())[0], "articles": distinct(of, rows["doc"].to_numpy())[0]}
    return {"items": count(found, keys), "rows": _first(rows.assign(article=rows["doc"]), by, n)}


def _first(rows: pd.DataFrame, by: Sequence[str], n: int) -> pd.DataFrame:
    """Return the rows of `n` sentences of each item, chosen evenly, whatever the parts are."""
    place = rows["sent"].to_numpy().astype(np.uint64) * np.uint64(SPREAD)
    sentences = rows.assign(place=place)[[*by, "sent", "place"]].drop_duplicates().sort_values("place")
    return rows.merge(sentences.groupby(list(by)).head(n).drop(columns="place"), on=[*by, "sent"])


def _name(rows: pd.DataFrame, by: Sequence[str], mentions: pd.DataFrame) -> pd.DataFrame:
    """Return rows that have no spans with those of the actors that they are of."""
    near = combine(over(sum_mentions, mentions, sents=sorted(set(rows["sent"]))))["mentions"]
    both = rows.merge(near.drop(columns="article"), on="sent")
    return both[np.logical_or.reduce([both["actor"] == both[name] for name in by])].drop(columns="actor")


def sum_mentions(mentions: pd.DataFrame, sents: Sequence[int]) -> Sums:
    """Return, of one part, where actors are named in some sentences."""
    near = mentions[mentions["sent"].isin(sents)]
    return {"mentions": near[["sent", "start", "end", "actor"]].assign(article=near["doc"])}


def _behind(corpus: Corpus, rows: pd.DataFrame, by: Sequence[str]) -> pd.DataFrame:
    """Return the sentences of rows of evidence, by item, in the order of the corpus; the most frequent item first."""
    near = corpus.around(rows["sent"])
    texts, places = near.texts(), _places(near)
    about = near.articles.assign(
        title=near.articles["title"].fillna(near.articles["path"]), date=near.articles["date"].dt.strftime("%Y-%m-%d")
    )
    told = [name for name in ("title", "outlet", "date", "url") if name not in by]
    articles = about.set_index("doc")[told].to_dict("index")
    whole = _whole(rows, places)
    order = rows.sort_values(["sentences", *by, "sent"], ascending=[False] + [True] * (len(by) + 1), kind="stable")
    made = []
    for key, group in groupby(order.to_dict("records"), key=itemgetter(*by, "sent")):
        some, place = list(group), places[key[-1]]
        label, sentence, marks = _quote_row(some, place, texts)
        if key[-1] not in whole:
            sentence, marks = _cut(sentence, marks, 2 * AROUND)
        counts = [some[0][name] for name in ("rows", "sentences", "articles")]
        spans = " ".join(f"{start}-{end}" for start, end in marks)
        made.append((*key[:-1], *counts, place[0], key[-1], *articles[place[0]].values(), label, sentence, spans))
    return make_table(made, dict.fromkeys(by, "str") | {name: kind for name, kind in BEHIND.items() if name not in by})


def _whole(rows: pd.DataFrame, places: dict[int, Place]) -> set[int]:
    """Return the sentences that are shown whole: all, or, of an article of which over half are asked for, every second one."""
    sents = set(rows["sent"])
    docs = pd.Series({sent: doc for sent, (doc, _, _) in places.items()})
    asked = docs[docs.index.isin(sents)].value_counts()
    many = set(asked[asked > docs.value_counts()[asked.index] // 2].index)
    first = docs.index.to_series().groupby(docs).min()
    return {sent for sent in sents if docs[sent] not in many or (sent - first[docs[sent]]) % 2 == 0}
