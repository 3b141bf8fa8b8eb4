"""Charts of how people and machine agree, and people with each other."""

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.ticker import MaxNLocator

from cuttings.figures.chart import AMBER, BLUE, GREY, PALE, Chart, draw_chart, set_legend, set_rows
from cuttings.validation import ALL, RELIABLE, TENTATIVE
from cuttings.words import say


def plot_scores(scores: pd.DataFrame) -> Chart:
    """Draw, for each frame (or actor, speaker) that occurs, the units on which machine and coders agree, and on which they do not."""
    name, unit = scores.columns[1], scores.attrs.get("unit", "sentence")
    used = scores[((scores["coded"] > 0) | (scores["found"] > 0)) & (scores[name] != ALL)]
    table = used.groupby(name, as_index=False)[["both", "coded", "found"]].sum()
    table = table.sort_values(["coded", name], ascending=[False, True], ignore_index=True).head(25)
    table.attrs = {"why": scores.attrs.get("why", f"No {name} occurs in what was coded.")} if not len(table) else {}

    def draw(axes: Axes) -> None:
        heights, left = set_rows(axes, table[name]), np.zeros(len(table))
        parts = (
            ("found and coded", table["both"], BLUE),
            ("found, not coded", table["found"] - table["both"], AMBER),
            ("coded, not found", table["coded"] - table["both"], GREY),
        )
        for part, values, color in parts:
            axes.barh(heights, values, left=left, color=color, height=0.6, label=part)
            left = left + values.to_numpy()
        axes.xaxis.set_major_locator(MaxNLocator(integer=True))
        coders = used["coder"].nunique()
        axes.set_xlabel(f"{unit}s" if coders == 1 else f"{unit}s, over {coders} coders")
        axes.set_title("Where machine and coding agree")
        set_legend(axes)

    return draw_chart(table, 0.42 * len(table) + 1.5, draw, str(say(scores)))


def plot_agreement(agreement: pd.DataFrame) -> Chart:
    """Draw Krippendorff's alpha between coders with its interval, and the two cuts by which it is read."""
    name = agreement.columns[0]
    table = (
        agreement[agreement[name] != ALL].dropna(subset=["alpha"]).sort_values(["alpha", name], ascending=[False, True], ignore_index=True)
    )
    table.attrs = dict(agreement.attrs) if len(table) else {"why": agreement.attrs.get("why", "Alpha is undefined for all that was coded.")}

    def draw(axes: Axes) -> None:
        heights = set_rows(axes, table[name])
        axes.hlines(heights, table["alpha_low"], table["alpha_high"], color=PALE, linewidth=6)
        axes.plot(table["alpha"], heights, "o", color=BLUE, markersize=8)
        for cut, word in ((RELIABLE, "reliable"), (TENTATIVE, "tentative")):
            axes.axvline(cut, color=GREY, linewidth=1, linestyle=":")
            axes.text(cut, len(table) - 0.45, f"{word} ", color=GREY, fontsize=9, ha="left", rotation=35)
        axes.set_xlim(min(0.0, table[["alpha", "alpha_low"]].min(axis=None)), 1.02)
        axes.set_xlabel("Krippendorff's alpha between coders, with 95% interval", wrap=True)

    return draw_chart(table, 0.42 * len(table) + 1.6, draw, str(say(agreement)))
