"""Charts: a picture, the sentence that reads it, and the table behind it."""

import base64
import hashlib
import io
import warnings
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import matplotlib
import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.dates import AutoDateLocator, ConciseDateFormatter
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from cuttings.frames import FRAMES
from cuttings.prose import Reading, many
from cuttings.tokens import Tokens, words_of
from cuttings.words import say

WIDTH = 6.4  # inches: readable when it is shrunk to a phone
BLUE, AMBER, GREY, PALE = "#2f6690", "#c8752d", "#8a8f98", "#c9d3dd"
STYLE: dict[Any, Any] = {
    "font.size": 11, "axes.spines.top": False, "axes.spines.right": False, "axes.edgecolor": "#8a8f98",
    "axes.titlelocation": "left", "axes.titlesize": 11.5, "axes.titleweight": "bold", "xtick.color": "#4a4f57",
    "axes.labelcolor": "#4a4f57", "savefig.dpi": 144, "figure.facecolor": "white",
}  # fmt: skip


@dataclass(frozen=True)
class Chart:
    """A matplotlib figure with its words and its data.

    Attributes
    ----------
    figure : matplotlib.figure.Figure
        The picture.
    sentence : str
        What it says: its alternative text and caption.
    table : DataFrame
        The data behind it.
    """

    figure: Figure
    sentence: str
    table: pd.DataFrame

    @property
    def digest(self) -> str:
        """Return a checksum of the data, so that a notebook's test sees when they change, whatever the pixels do."""
        rounded = self.table.round(dict.fromkeys(self.table.select_dtypes("float"), 4))
        return hashlib.sha256(rounded.to_csv(index=False).encode()).hexdigest()[:12]

    def __repr__(self) -> str:
        return f"{self.sentence}\nChart of {many(len(self.table), 'row')}, data {self.digest}"

    def _ipython_display_(self) -> None:
        """Show the picture and, where everybody can read it, its sentence."""
        from IPython.display import display  # only a notebook has it

        width = int(self.figure.get_figwidth() * 96)
        picture = {"image/png": base64.b64encode(self.png()).decode(), "text/plain": repr(self)}
        display(picture, metadata={"image/png": {"alt": self.sentence, "width": width}}, raw=True)
        display(Reading(self.sentence))

    def png(self) -> bytes:
        """Return the picture, the same bytes for the same data."""
        buffer = io.BytesIO()
        with matplotlib.rc_context(STYLE), warnings.catch_warnings():
            warnings.simplefilter("ignore")  # a missing glyph is said in the sentence
            self.figure.savefig(buffer, format="png", metadata={"Software": None})
        return buffer.getvalue()


def label(text: object, longest: int = 34) -> str:
    r"""Return a name as a label: shortened, and no ``$`` begins a formula.

    >>> label("US$1bn and a very long name of a programme indeed")
    'US\\$1bn and a very long name of a …'
    """
    text = str(text)
    return (text if len(text) <= longest else text[: longest - 1].rstrip() + " …").replace("$", r"\$")


def _draw(table: pd.DataFrame, height: float, draw: Callable[[Axes], None], sentence: str = "") -> Chart:
    """Return the chart that `draw` makes on one pair of axes; a table without rows gives its reason in words."""
    with matplotlib.rc_context(STYLE), warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        figure = Figure(figsize=(WIDTH, height if len(table) else 1.0), layout="constrained")
        axes = figure.add_subplot()
        if len(table):
            draw(axes)
        else:
            axes.axis("off")
            axes.text(0, 0.5, label(say(table), 90), va="center", wrap=True)
        FigureCanvasAgg(figure).draw()
    missing = any("missing from font" in str(warning.message) for warning in caught)
    note = " Some characters have no picture in this font: install Noto Sans for their script." if missing else ""
    return Chart(figure, (sentence or str(say(table))) + note, table)


def _rows(axes: Axes, names: pd.Series) -> np.ndarray:
    """Set up one horizontal line a row, the first on top; return their heights."""
    heights = np.arange(len(names))[::-1]
    axes.set_yticks(heights, [label(name) for name in names])
    axes.tick_params(axis="y", length=0, labelsize=10.5)
    axes.spines["left"].set_visible(False)
    axes.set_ylim(-0.6, len(names) - 0.4)
    return heights


def _legend(axes: Axes) -> None:
    """Put the legend in one line below the axes."""
    axes.figure.legend(loc="outside lower left", ncols=4, frameon=False, fontsize=10, columnspacing=1.2)


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

    return _draw(periods, 2.6, draw)


def plot_lengths(lengths: pd.DataFrame) -> Chart:
    """Draw how many articles are how long: classes of characters, each twice as wide as the one before."""
    names = ["under 250", *(f"{250 * 2**n:,} to {500 * 2**n - 1:,}" for n in range(7)), "32,000 and over"]
    classes = pd.cut(lengths["characters"], [-1, *(250 * 2**n - 1 for n in range(8)), np.inf], labels=names)
    table = classes.value_counts().reindex(names).rename_axis("characters").reset_index(name="articles")
    used = table.index[table["articles"] > 0]
    table = table.loc[used[0] : used[-1]].astype({"characters": "str"}) if len(used) else table.head(0)
    table.attrs = dict(lengths.attrs)

    def draw(axes: Axes) -> None:
        heights = _rows(axes, table["characters"])
        axes.barh(heights, table["articles"], color=BLUE, height=0.72)
        for height, count in zip(heights, table["articles"], strict=True):
            axes.annotate(f"{count:,}", (count, height), xytext=(4, 0), textcoords="offset points", va="center", fontsize=10)
        axes.xaxis.set_major_locator(MaxNLocator(integer=True))
        axes.set_xlabel("articles")
        axes.set_title("How long the articles are, in characters")

    return _draw(table, 0.3 * len(table) + 1.1, draw, str(say(lengths)))


def plot_terms(terms: pd.DataFrame, *, n: int = 15) -> Chart:
    """Draw the most frequent terms as bars: dark where a term is spread over the text, pale where it is bunched (DP)."""
    table = terms.head(n)
    table.attrs = dict(terms.attrs)

    def draw(axes: Axes) -> None:
        heights = _rows(axes, table["term"])
        spread = np.clip(1 - table["dp"].to_numpy(), 0.25, 1)
        axes.barh(heights, table["count"], color=[(*matplotlib.colors.to_rgb(BLUE), a) for a in spread], height=0.72)
        for height, count in zip(heights, table["count"], strict=True):
            axes.annotate(f"{count:,}", (count, height), xytext=(4, 0), textcoords="offset points", va="center", fontsize=10)
        axes.set_title("The most frequent terms; the paler, the more bunched")
        axes.xaxis.set_major_locator(MaxNLocator(integer=True))
        axes.set_xlabel("occurrences")

    return _draw(table, 0.29 * len(table) + 1, draw, str(say(terms)))


def plot_dispersion(tokens: Tokens, terms: list[str]) -> Chart:
    """Draw where in the corpus each term stands, by nltk's dispersion plot; a tick is an occurrence."""
    import matplotlib.pyplot as plt  # nltk draws with pyplot
    from nltk.draw.dispersion import dispersion_plot

    words = words_of(tokens)
    places = words[words.isin(terms)]
    table = pd.DataFrame({"term": places.to_numpy(), "token": places.index}).astype({"term": "str"})
    counts = table["term"].value_counts()
    found = [f"{term!r} {counts.get(term, 0):,}" for term in terms]
    sentence = f"Where the terms stand among {many(len(tokens), 'token')}, times: {', '.join(found)}."
    with matplotlib.rc_context(STYLE):
        axes = dispersion_plot(words.tolist(), list(terms), title="Where each term stands, from first word to last")
        axes.set_xlabel("token")
        axes.set_yticks(range(len(terms)), [label(term) for term in reversed(terms)], color="black")
        axes.tick_params(axis="y", length=0)
        for line in axes.lines:
            line.set(color=BLUE, markersize=13, markeredgewidth=1.6)
        axes.figure.set_size_inches(WIDTH, 0.34 * len(terms) + 1.1)
        axes.figure.set_layout_engine("constrained")
        plt.close(axes.figure)
    return Chart(axes.figure, sentence, table)


def plot_ties(ties: pd.DataFrame, *, n: int = 40) -> Chart:
    """Draw the `n` strongest ties as a network on a circle, which never moves; the wider a line, the more units.

    A tie that rests on one unit is pale. The size of a point is the sum of its ties.
    """
    table = ties.head(n)
    table.attrs = dict(ties.attrs)
    ends = pd.concat(
        [table[["a", "weight"]].set_axis(["actor", "weight"], axis=1), table[["b", "weight"]].set_axis(["actor", "weight"], axis=1)]
    )
    strength = ends.groupby("actor")["weight"].sum().sort_index().sort_values(ascending=False, kind="stable")
    turn = np.pi / 2 - 2 * np.pi * np.arange(len(strength)) / max(1, len(strength))
    place = {actor: (np.cos(angle), np.sin(angle)) for actor, angle in zip(strength.index, turn, strict=True)}

    def draw(axes: Axes) -> None:
        for a, b, units in table.iloc[::-1][["a", "b", "units"]].itertuples(index=False):
            x, y = zip(place[a], place[b], strict=True)
            width = 1 + 6 * (units - 1) / max(1, table["units"].max())
            axes.plot(x, y, color=PALE if units == 1 else BLUE, linewidth=width, alpha=0.9, zorder=1, solid_capstyle="round")
        for actor, (x, y) in place.items():
            axes.scatter(x, y, s=60 + 300 * strength[actor] / strength.max(), color=AMBER, edgecolor="white", zorder=2)
            side = "center" if abs(x) < 0.05 else "left" if x > 0 else "right"
            axes.text(1.14 * x, 1.16 * y, label(actor, 26), ha=side, va="center", fontsize=10.5)
        axes.set(xlim=(-2.1, 2.1), ylim=(-1.3, 1.3))
        axes.set_aspect("equal")
        axes.axis("off")
        axes.set_title("Named together: wide, often; pale, once")

    drawn = f" The {n:,} strongest are drawn." if len(ties) > n else ""
    return _draw(table, 4.0, draw, str(say(ties)) + drawn)


def plot_frames(frames: pd.DataFrame) -> Chart:
    """Draw the frames (of each group, if counted by one): their share with its interval; by voice, their sentences."""

    def shares(axes: Axes) -> None:
        heights = _rows(axes, names)
        axes.hlines(heights, 100 * frames["ci_low"], 100 * frames["ci_high"], color=PALE, linewidth=6)
        axes.plot(100 * frames["share"], heights, "o", color=BLUE, markersize=8)
        axes.set_xlim(0, min(100, 115 * frames["ci_high"].max()))
        axes.set_xlabel("per cent of sentences, with 95% interval")
        axes.set_title("How many sentences carry each frame")

    def voices(axes: Axes) -> None:
        wide = frames.pivot(index="frame", columns="voice", values="sentences").fillna(0)
        wide = wide.loc[wide.sum(axis=1).sort_index().sort_values(ascending=False, kind="stable").index]
        heights, left = _rows(axes, wide.index.to_series()), np.zeros(len(wide))
        for voice, color in (("journalist", BLUE), ("quote", AMBER)):
            values = wide[voice].to_numpy() if voice in wide else np.zeros(len(wide))
            axes.barh(heights, values, left=left, color=color, height=0.6, label=voice)
            left = left + values
        axes.xaxis.set_major_locator(MaxNLocator(integer=True))
        axes.set_xlabel("sentences")
        axes.set_title("In whose voice each frame is told")
        _legend(axes)

    group = next((name for name in frames if name not in FRAMES and name != "voice"), None)
    names = frames["frame"] + (" · " + frames[group].fillna("unknown").astype("str") if group else "")
    by_voice = "voice" in frames
    rows = frames["frame"].nunique() if by_voice else len(frames)
    return _draw(frames, 0.42 * rows + 1.2, voices if by_voice else shares)


def plot_scores(scores: pd.DataFrame) -> Chart:
    """Draw, for each frame that occurs, the sentences on which machine and coders agree, and on which they do not."""
    used = scores[(scores["coded"] > 0) | (scores["found"] > 0)]
    table = used.groupby("frame", as_index=False)[["both", "coded", "found"]].sum()
    table.attrs = {"why": scores.attrs.get("why", "No frame occurs in the coded sentences.")} if not len(table) else {}

    def draw(axes: Axes) -> None:
        heights, left = _rows(axes, table["frame"]), np.zeros(len(table))
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
        _legend(axes)

    return _draw(table, 0.42 * len(table) + 1.5, draw, str(say(scores)))
