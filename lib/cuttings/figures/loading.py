"""Charts of what came in: when it is from, how long it is."""

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.dates import AutoDateLocator, ConciseDateFormatter
from matplotlib.ticker import MaxNLocator

from cuttings.figures.chart import BLUE, Chart, draw_chart, set_rows
from cuttings.words import say


def plot_periods(periods: pd.DataFrame) -> Chart:
    """Draw how many articles each day, week, month or year has (`cuttings.track_articles`)."""

    def draw(axes: Axes) -> None:
        days = {"D": 1, "W": 7, "M": 30, "Y": 365}[periods.attrs["freq"]]
        axes.bar(periods["period"], periods["articles"], width=0.85 * days, align="edge", color=BLUE)
        axes.xaxis.set_major_locator(AutoDateLocator(maxticks=7))
        axes.xaxis.set_major_formatter(ConciseDateFormatter(axes.xaxis.get_major_locator()))
        axes.yaxis.set_major_locator(MaxNLocator(integer=True))
        axes.set_ylabel("articles")
        axes.set_title("When the coverage is from")

    return draw_chart(periods, 2.6, draw)


def plot_lengths(lengths: pd.DataFrame) -> Chart:
    """Draw how many articles are how long: classes of characters, each twice as wide as the one before."""
    names = ["under 250", *(f"{250 * 2**n:,} to {500 * 2**n - 1:,}" for n in range(7)), "32,000 and over"]
    classes = pd.cut(lengths["characters"], [-1, *(250 * 2**n - 1 for n in range(8)), np.inf], labels=names)
    table = classes.value_counts().reindex(names).rename_axis("characters").reset_index(name="articles")
    used = table.index[table["articles"] > 0]
    table = table.loc[used[0] : used[-1]].astype({"characters": "str"}) if len(used) else table.head(0)
    table.attrs = dict(lengths.attrs)

    def draw(axes: Axes) -> None:
        heights = set_rows(axes, table["characters"])
        axes.barh(heights, table["articles"], color=BLUE, height=0.72)
        for height, count in zip(heights, table["articles"], strict=True):
            axes.annotate(f"{count:,}", (count, height), xytext=(4, 0), textcoords="offset points", va="center", fontsize=10)
        axes.xaxis.set_major_locator(MaxNLocator(integer=True))
        axes.set_xlabel("articles")
        axes.set_title("How long the articles are, in characters")

    return draw_chart(table, 0.3 * len(table) + 1.1, draw, str(say(lengths)))
