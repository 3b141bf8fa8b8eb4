"""Charts of terms: how frequent, how spread, how typical, when and where."""

from collections.abc import Iterable

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.dates import AutoDateLocator, ConciseDateFormatter
from matplotlib.ticker import MaxNLocator

from cuttings.cells import find_term
from cuttings.figures.chart import AMBER, BLUE, GREY, PALE, Chart, draw_chart, label, set_rows
from cuttings.keyness import pick_typical
from cuttings.prose import many
from cuttings.tokens import Tokens
from cuttings.words import say
from cuttings.words.terms import LEVEL

COLUMNS = 1_000  # places over the width of a dispersion plot: what is closer falls into one tick


def plot_terms(terms: pd.DataFrame, *, n: int = 15) -> Chart:
    """Draw the `n` most frequent terms: how often they occur, and how evenly (DP)."""
    if terms.columns[0] != "term":
        raise ValueError(f"These are terms of several groups. Give those of one: terms[terms[{terms.columns[0]!r}] == ...].iloc[:, 1:].")
    table = terms.sort_values(["count", "term"], ascending=[False, True]).head(n)
    table.attrs = dict(terms.attrs)

    def draw(bars: Axes, dots: Axes) -> None:
        heights = set_rows(bars, table["term"])
        bars.barh(heights, table["count"], color=BLUE, height=0.72)
        for height, count in zip(heights, table["count"], strict=True):
            bars.annotate(f"{count:,}", (count, height), xytext=(4, 0), textcoords="offset points", va="center", fontsize=10)
        bars.set_title("The most frequent terms")
        bars.set_xlabel("occurrences")
        bars.set_xlim(0, 1.18 * table["count"].max())
        bars.xaxis.set_major_locator(MaxNLocator(4, integer=True))
        dots.hlines(heights, 0, 1, color=PALE, linewidth=1)
        dots.plot(table["dp"], heights, "o", color=AMBER, markersize=7)
        dots.set(ylim=bars.get_ylim(), xlim=(-0.06, 1.06), yticks=[], xticks=[0, 0.5, 1])
        dots.set_title("Dispersion")
        dots.set_xlabel("DP (0: even)")
        dots.spines["left"].set_visible(False)

    return draw_chart(table, 0.29 * len(table) + 1, draw, str(say(terms)), widths=(2, 1))


def plot_keyness(keyness: pd.DataFrame, *, n: int = 10) -> Chart:
    """Draw the `n` terms most typical of the target and the `n` of the rest: how large the difference is, and how evident.

    A point is the log ratio, its line the 95% interval; it is filled where the difference holds at a false discovery rate
    of 5%, and hollow where it does not, or was not tested.
    """
    target, rest = pick_typical(keyness, n)
    table = pd.concat([target, rest[::-1]])
    table.attrs = dict(keyness.attrs)

    def draw(points: Axes, numbers: Axes) -> None:
        heights = set_rows(points, table["term"], longest=24)
        colors = [BLUE if ratio > 0 else AMBER for ratio in table["log_ratio"]]
        points.hlines(heights, table["ci_low"], table["ci_high"], color=colors, linewidth=2, alpha=0.5)
        faces = [color if q < LEVEL else "white" for color, q in zip(colors, table["q"], strict=True)]
        points.scatter(table["log_ratio"], heights, s=46, facecolors=faces, edgecolors=colors, linewidths=1.6, zorder=3)
        points.axvline(0, color=GREY, linewidth=1)
        points.set_title("What is typical of either side")
        points.set_xlabel("log ratio: each step doubles the rate\n(filled: q < 0.05; hollow: not, or no test)")
        _write(numbers, heights, {"target": table["count_target"], "rest": table["count_rest"], "G2": table["g2"]})

    return draw_chart(table, 0.29 * len(table) + 1.2, draw, str(say(keyness)), widths=(2, 1.1))


def _write(axes: Axes, heights: np.ndarray, columns: dict[str, pd.Series]) -> None:
    """Write columns of numbers beside the rows of a chart, each with its head."""
    axes.axis("off")
    axes.set(xlim=(0, len(columns)), ylim=(-0.6, len(heights) - 0.4))
    for right, (head, values) in enumerate(columns.items(), start=1):
        axes.annotate(
            head, (right, 1), xycoords=("data", "axes fraction"), xytext=(0, 7), textcoords="offset points", ha="right", fontsize=10
        )
        for height, value in zip(heights, values, strict=True):
            axes.text(right, height, "–" if pd.isna(value) else f"{value:,.0f}", ha="right", va="center", fontsize=10)


def plot_trends(trends: pd.DataFrame, *, n: int = 6) -> Chart:
    """Draw the course of the first `n` terms, each by itself on one scale of time; bands are 95% intervals, gaps have no article."""
    terms = trends["term"].drop_duplicates().head(n).tolist()
    table = trends[trends["term"].isin(terms)]
    table.attrs = dict(trends.attrs)

    def draw(*panels: Axes) -> None:
        for axes, term in zip(panels, terms, strict=True):
            some = table[table["term"] == term]
            axes.fill_between(some["period"], some["low"], some["high"], color=BLUE, alpha=0.22, linewidth=0)
            axes.vlines(
                some["period"], some["low"], some["high"], color=BLUE, alpha=0.22, linewidth=4
            )  # also where no neighbour has a band
            axes.plot(some["period"], some["per_million"], "-o", color=BLUE, markersize=4, linewidth=1.6)
            axes.set_title(label(term))
            axes.set_ylim(0, max(1, 1.08 * np.nanmax(some[["per_million", "high"]].to_numpy())))
            axes.yaxis.set_major_locator(MaxNLocator(3))
            axes.yaxis.set_major_formatter("{x:,.0f}")
            axes.xaxis.set_major_locator(AutoDateLocator(maxticks=7))
            axes.xaxis.set_major_formatter(ConciseDateFormatter(axes.xaxis.get_major_locator()))
        panels[0].figure.supylabel("times per million words", fontsize=10.5, color="#4a4f57")

    drawn = f" The first {n:,} terms are drawn." if trends["term"].nunique() > n else ""
    return draw_chart(table, 1.35 * len(terms) + 0.5, draw, str(say(trends)) + drawn, rows=max(1, len(terms)))


def plot_dispersion(tokens: Tokens, terms: Iterable[str]) -> Chart:
    """Draw where in the corpus each term, a word or several, stands: a tick is an occurrence, or several close to each other."""
    places = {term: find_term(tokens, term) for term in ([terms] if isinstance(terms, str) else terms)}
    table = pd.DataFrame({"term": np.repeat(list(places), [len(place) for place in places.values()]), "token": _joined(places.values())})
    table = table.astype({"term": "str", "token": "int64"})
    found = [f"{term!r} {len(place):,}" for term, place in places.items()]
    sentence = f"Where the terms stand among {many(len(tokens), 'token')}, times: {', '.join(found)}."
    if not len(table):
        table.attrs["why"] = "None of these terms occurs." if places else "No term was asked for."

    def draw(axes: Axes) -> None:
        heights = set_rows(axes, pd.Series([f"{term} ({len(place):,})" for term, place in places.items()]))
        for height, place in ((height, place) for height, place in zip(heights, places.values(), strict=True) if len(place)):
            column, times = np.unique(place * COLUMNS // len(tokens), return_counts=True)
            axes.vlines((column + 0.5) / COLUMNS * 100, height - 0.36, height + 0.36, color=BLUE, linewidth=1.3, alpha=_shade(times))
        axes.set_xlim(0, 100)
        axes.set_xlabel("per cent of the text")
        axes.set_title("Where each term stands, from the first word to the last", wrap=True)

    return draw_chart(table, 0.34 * len(places) + 1.1, draw, sentence if len(table) else "")


def _joined(arrays: Iterable[np.ndarray]) -> np.ndarray:
    return np.concatenate([np.zeros(0, dtype=np.int64), *arrays])


def _shade(times: np.ndarray) -> np.ndarray:
    """Return how dark each tick is, by how many occurrences it stands for."""
    return 0.35 + 0.65 * times / times.max(initial=1)
