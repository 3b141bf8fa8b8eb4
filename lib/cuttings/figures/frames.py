"""Charts of frames: how many sentences carry them, in whose voice, where and when, and with whom."""

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.colors import LinearSegmentedColormap, TwoSlopeNorm
from matplotlib.dates import AutoDateLocator, ConciseDateFormatter
from matplotlib.ticker import MaxNLocator

from cuttings.figures.chart import AMBER, BLUE, GREY, PALE, Chart, draw_chart, label, set_legend, set_rows
from cuttings.framing import FRAMES
from cuttings.words import say

VOICES = (("journalist", BLUE), ("indirect", GREY), ("quote", AMBER))
LEVEL = 0.05
BEYOND = 4  # residuals of this size and more have the full colour
HUES = LinearSegmentedColormap.from_list("residual", [AMBER, "#f4f4f4", BLUE])
DOUBT = 0.3  # how much colour a cell keeps that may be chance
MOST_GROUPS = 6  # rows under each frame
MOST = 14  # columns of a heat map that can be read on a page


def plot_frames(frames: pd.DataFrame) -> Chart:
    """Draw the table of `count_frames`: shares with their intervals; by voice, sentences; by part or period, the course of each frame.

    By anything else (outlets), those six with most sentences that carry a frame are drawn.
    """
    group = next((name for name in frames if name not in FRAMES), None)
    if group in ("part", "period"):
        return _plot_courses(frames, group)
    if group == "voice":
        return draw_chart(frames, 0.42 * frames["frame"].nunique() + 1.2, lambda axes: _draw_voices(axes, frames))
    if group:
        return _plot_groups(frames, group)
    return draw_chart(frames, 0.42 * len(frames) + 1.2, lambda axes: _draw_shares(axes, frames, set_rows(axes, frames["frame"])))


def _draw_shares(axes: Axes, frames: pd.DataFrame, heights: np.ndarray) -> None:
    """Draw shares with their intervals, at these heights."""
    axes.hlines(heights, 100 * frames["ci_low"], 100 * frames["ci_high"], color=PALE, linewidth=6)
    axes.plot(100 * frames["share"], heights, "o", color=BLUE, markersize=8, clip_on=False, zorder=3)
    axes.tick_params(axis="y", pad=8)  # a point at 0 touches no label
    axes.set_xlim(0, min(100, 115 * frames[["ci_high", "share"]].max(axis=None)))
    axes.set_xlabel("per cent of sentences, with 95% interval" if frames["ci_low"].notna().any() else "per cent of sentences")
    axes.set_title("How many sentences carry each frame")


def _plot_groups(frames: pd.DataFrame, group: str) -> Chart:
    """Draw the shares of each frame in each group, under the name of the frame."""
    frames = frames.assign(**{group: frames[group].astype("object").where(frames[group].notna(), "unknown")})
    groups, names = _by_sentences(frames, group), _by_sentences(frames, "frame")
    some = frames[frames[group].isin(groups[:MOST_GROUPS])]
    some = some.assign(row=some["frame"].map(names.index), column=some[group].map(groups.index))
    some = some.sort_values(["row", "column"], ignore_index=True)
    drawn = f" The {MOST_GROUPS} with most sentences are drawn." if len(groups) > MOST_GROUPS else ""
    starts = np.cumsum(~some["row"].duplicated().to_numpy())  # headings up to each row
    lines = pd.Series("", index=range(len(some) + some["row"].nunique()), dtype="object")
    places = np.arange(len(some)) + starts
    lines[places] = some[group].astype("str").to_numpy()
    headings = lines.index.difference(places)
    lines[headings] = some["frame"].drop_duplicates().to_numpy()

    def draw(axes: Axes) -> None:
        heights = set_rows(axes, lines)
        for row in headings:
            axes.get_yticklabels()[row].set_fontweight("bold")
        _draw_shares(axes, some, heights[places])
        axes.grid(axis="x", color="#e9ecef", linewidth=0.8)
        axes.set_axisbelow(True)

    table = some.drop(columns=["row", "column"])
    table.attrs = dict(frames.attrs)
    return draw_chart(table, 0.3 * len(lines) + 1.1, draw, f"{say(frames)}{drawn}" if len(frames) else "")


def _draw_voices(axes: Axes, frames: pd.DataFrame) -> None:
    wide = frames.pivot(index="frame", columns="voice", values="sentences").fillna(0)
    wide = wide.loc[_by_sentences(frames, "frame")]
    heights, left = set_rows(axes, wide.index.to_series()), np.zeros(len(wide))
    for voice, color in VOICES:
        values = wide[voice].to_numpy() if voice in wide else np.zeros(len(wide))
        axes.barh(heights, values, left=left, color=color, height=0.6, label=voice)
        left = left + values
    axes.xaxis.set_major_locator(MaxNLocator(integer=True))
    axes.set_xlabel("sentences")
    axes.set_title("In whose voice each frame is told")
    set_legend(axes)


def _plot_courses(frames: pd.DataFrame, group: str) -> Chart:
    """Draw the course of each frame along the article, or over time, each on a scale of its own."""
    names = _by_sentences(frames, "frame")
    known = frames.attrs.get("groups", sorted(set(frames[group])))  # with articles, whether or not a frame is found there
    freq = frames.attrs.get("freq")
    known = pd.DatetimeIndex(known).as_unit("us") if group == "period" else known
    every = pd.period_range(known[0], known[-1], freq=freq).start_time.as_unit("us") if freq else known

    def draw(*panels: Axes) -> None:
        for axes, name in zip(panels, names, strict=True):
            some = frames[frames["frame"] == name].set_index(group).reindex(known)
            some["share"] = some["share"].fillna(0)  # no cue in a period that has articles; a period without any is a gap
            some = 100 * some[["share", "ci_low", "ci_high"]].reindex(every)
            axes.fill_between(every, some["ci_low"], some["ci_high"], color=BLUE, alpha=0.2, linewidth=0)
            axes.plot(every, some["share"], "-o", color=BLUE, markersize=4, linewidth=1.6)
            axes.set_title(label(name), fontsize=10.5)
            axes.set_ylim(0, max(1, 1.1 * some.max(axis=None)))
            axes.yaxis.set_major_locator(MaxNLocator(3))
        if group == "period":
            panels[-1].xaxis.set_major_locator(AutoDateLocator(maxticks=7))
            panels[-1].xaxis.set_major_formatter(ConciseDateFormatter(panels[-1].xaxis.get_major_locator()))
        else:
            panels[-1].set_xticks(every, [f"{number}." for number in every])
            panels[-1].set_xlabel("fifth of the article")
        panels[0].figure.supylabel("per cent of sentences, each frame on its own scale", fontsize=10.5, color="#4a4f57")

    return draw_chart(frames, 1.15 * len(names) + 0.7, draw, rows=max(1, len(names)))


def _by_sentences(table: pd.DataFrame, name: str) -> list[str]:
    """Return the names in a column, those with most sentences first."""
    return table.groupby(name)["sentences"].sum().sort_index().sort_values(ascending=False, kind="stable").index.tolist()


def plot_crossing(crossing: pd.DataFrame, *, n: int = MOST) -> Chart:
    """Draw the table of `cross_frames` as a heat map: numbers are sentences, colours tell more (blue) or fewer than chance would bring.

    The `n` actors, speakers or frames with most sentences are drawn. A cell is pale where chance may have brought it: its q is 5%
    or more, or it could not be tested.
    """
    name = crossing.columns[1]
    mirrored = crossing.rename(columns={"frame": name, name: "frame"}) if name == "frame_b" else crossing[:0]
    cells = pd.concat([crossing, mirrored], ignore_index=True)  # frames with frames: each pair stands there twice
    columns = _by_sentences(cells, name)
    cells = cells[cells[name].isin(columns[:n])]
    rows = columns[:n] if name == "frame_b" else _by_sentences(cells, "frame")

    def draw(axes: Axes) -> None:
        wide = cells.pivot(index="frame", columns=name).reindex(index=rows)
        seen, residual, q = (wide[value].reindex(columns=columns[:n]).to_numpy(dtype="float64") for value in ("sentences", "residual", "q"))
        sure = q < LEVEL
        shown = axes.imshow(residual, cmap=HUES, norm=TwoSlopeNorm(0, -BEYOND, BEYOND), aspect="auto", alpha=np.where(sure, 1.0, DOUBT))
        for row, column in np.argwhere(~np.isnan(seen)):
            ink = "white" if sure[row, column] and abs(residual[row, column]) > 0.7 * BEYOND else "#22262b"
            axes.text(column, row, f"{seen[row, column]:,.0f}", ha="center", va="center", fontsize=9, color=ink)
        axes.set_yticks(range(len(rows)), [label(row) for row in rows])
        axes.set_xticks(range(seen.shape[1]), [label(one, 24) for one in columns[:n]], rotation=45, ha="right", rotation_mode="anchor")
        axes.tick_params(length=0, labelsize=9.5)
        axes.spines[:].set_visible(False)
        axes.set_title("Sentences that have both (pale: may be chance)", wrap=True)
        bar = axes.figure.colorbar(shown, ax=axes, shrink=0.7, pad=0.02, ticks=[-BEYOND, 0, BEYOND])
        bar.ax.set_yticklabels(["fewer", "as chance\nbrings", "more"], fontsize=9)
        bar.outline.set_visible(False)

    table = crossing[crossing[name].isin(columns[:n])]
    table.attrs = dict(crossing.attrs)
    drawn = f" The {n:,} with most sentences are drawn." if len(columns) > n else ""
    longest = max((len(label(one, 24)) for one in columns[:n]), default=0)
    return draw_chart(table, 0.36 * len(rows) + 0.07 * longest + 1.2, draw, f"{say(crossing)}{drawn}")
