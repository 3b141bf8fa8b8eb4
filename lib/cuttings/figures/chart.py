"""Charts: a picture, the sentence that reads it, and the table behind it."""

import base64
import hashlib
import io
import textwrap
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from unicodedata import east_asian_width

import matplotlib
import numpy as np
import pandas as pd
import regex
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from PIL import Image

from cuttings.figures.fonts import quietly, set_fonts
from cuttings.prose import Reading, many
from cuttings.words import say

COLOURS = 64  # of a picture: what a chart needs with its soft edges
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
        with matplotlib.rc_context(STYLE), quietly():
            self.figure.savefig(buffer, format="png")
        few = Image.open(buffer).convert("RGB").quantize(COLOURS, dither=Image.Dither.NONE)  # a third of the size
        small = io.BytesIO()
        few.save(small, "PNG", optimize=True)
        return small.getvalue()


def label(text: object, longest: int = 34) -> str:
    r"""Return a name as a label: shortened, and no ``$`` begins a formula.

    >>> label("US$1bn and a very long name of a programme indeed")
    'US\\$1bn and a very long name of a …'
    """
    letters = regex.findall(r"\X", " ".join(str(text).split()))  # each with its marks, and an emoji with its parts
    width = np.cumsum([sum(1 + (east_asian_width(sign) in "WF") for sign in letter) for letter in letters])  # such take twice the room
    short = "".join(letters[: int((width < longest).sum())]).rstrip() + " …"
    return (short if width.max(initial=0) > longest else "".join(letters)).replace("$", r"\$")


def draw_chart(
    table: pd.DataFrame, height: float, draw: Callable[..., None], sentence: str = "", *, widths: tuple[float, ...] = (1,), rows: int = 1
) -> Chart:
    """Return the chart that `draw` makes on one pair of axes, several side by side or several rows; no row of a table gives its reason."""
    with matplotlib.rc_context(STYLE), quietly():
        figure = Figure(figsize=(WIDTH, height if len(table) else 1.0), layout="constrained")
        if len(table):
            grid = figure.subplots(rows, len(widths), squeeze=False, width_ratios=widths, sharex="col" if rows > 1 else False)
            draw(*grid.ravel())
        else:
            axes = figure.add_subplot()
            axes.axis("off")
            axes.text(0, 0.5, textwrap.fill(label(say(table), 500), 84), va="center")
        advice = set_fonts(figure)
        FigureCanvasAgg(figure).draw()
        figure.set_layout_engine("none")  # it would move the axes a little at every drawing
    return Chart(figure, (sentence or str(say(table))) + advice, table)


def set_rows(axes: Axes, names: pd.Series, longest: int = 34) -> np.ndarray:
    """Set up one horizontal line a row, the first on top; return their heights."""
    heights = np.arange(len(names))[::-1]
    axes.set_yticks(heights, [label(name, longest) for name in names])
    axes.tick_params(axis="y", length=0, labelsize=10.5)
    axes.spines["left"].set_visible(False)
    axes.set_ylim(-0.6, len(names) - 0.4)
    return heights


def set_legend(axes: Axes, columns: int = 4) -> None:
    """Put the legend below the axes, so many names in a line."""
    axes.figure.legend(loc="outside lower left", ncols=columns, frameon=False, fontsize=10, columnspacing=1.2)
