"""Charts of actors: who is named with whom."""

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from cuttings.figures.chart import AMBER, BLUE, PALE, Chart, draw_chart, label
from cuttings.words import say


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
    return draw_chart(table, 4.0, draw, str(say(ties)) + drawn)
