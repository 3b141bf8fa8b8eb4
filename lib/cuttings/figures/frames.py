"""Charts of frames, and of how people and machine agree on them."""

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.ticker import MaxNLocator

from cuttings.figures.chart import AMBER, BLUE, GREY, PALE, Chart, draw_chart, set_legend, set_rows
from cuttings.frames import FRAMES
from cuttings.words import say


def plot_frames(frames: pd.DataFrame) -> Chart:
    """Draw the frames (of each group, if counted by one): their share with its interval; by voice, their sentences."""

    def shares(axes: Axes) -> None:
        heights = set_rows(axes, names)
        axes.hlines(heights, 100 * frames["ci_low"], 100 * frames["ci_high"], color=PALE, linewidth=6)
        axes.plot(100 * frames["share"], heights, "o", color=BLUE, markersize=8)
        axes.set_xlim(0, min(100, 115 * frames["ci_high"].max()))
        axes.set_xlabel("per cent of sentences, with 95% interval")
        axes.set_title("How many sentences carry each frame")

    def voices(axes: Axes) -> None:
        wide = frames.pivot(index="frame", columns="voice", values="sentences").fillna(0)
        wide = wide.loc[wide.sum(axis=1).sort_index().sort_values(ascending=False, kind="stable").index]
        heights, left = set_rows(axes, wide.index.to_series()), np.zeros(len(wide))
        for voice, color in (("journalist", BLUE), ("quote", AMBER)):
            values = wide[voice].to_numpy() if voice in wide else np.zeros(len(wide))
            axes.barh(heights, values, left=left, color=color, height=0.6, label=voice)
            left = left + values
        axes.xaxis.set_major_locator(MaxNLocator(integer=True))
        axes.set_xlabel("sentences")
        axes.set_title("In whose voice each frame is told")
        set_legend(axes)

    group = next((name for name in frames if name not in FRAMES and name != "voice"), None)
    names = frames["frame"] + (" · " + frames[group].fillna("unknown").astype("str") if group else "")
    by_voice = "voice" in frames
    rows = frames["frame"].nunique() if by_voice else len(frames)
    return draw_chart(frames, 0.42 * rows + 1.2, voices if by_voice else shares)


def plot_scores(scores: pd.DataFrame) -> Chart:
    """Draw, for each frame that occurs, the sentences on which machine and coders agree, and on which they do not."""
    used = scores[(scores["coded"] > 0) | (scores["found"] > 0)]
    table = used.groupby("frame", as_index=False)[["both", "coded", "found"]].sum()
    table.attrs = {"why": scores.attrs.get("why", "No frame occurs in the coded sentences.")} if not len(table) else {}

    def draw(axes: Axes) -> None:
        heights, left = set_rows(axes, table["frame"]), np.zeros(len(table))
        parts = (
            ("found and coded", table["both"], BLUE),
            ("found, not coded", table["found"] - table["both"], AMBER),
            ("coded, not found", table["coded"] - table["both"], GREY),
        )
        for name, values, color in parts:
            axes.barh(heights, values, left=left, color=color, height=0.6, label=name)
            left = left + values.to_numpy()
        axes.xaxis.set_major_locator(MaxNLocator(integer=True))
        axes.set_xlabel("sentences")
        axes.set_title("Where machine and coding agree")
        set_legend(axes)

    return draw_chart(table, 0.42 * len(table) + 1.5, draw, str(say(scores)))
