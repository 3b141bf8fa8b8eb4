"""The chart of acts over time: cooperation above the line, conflict below."""

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.dates import AutoDateLocator, ConciseDateFormatter
from matplotlib.ticker import FuncFormatter, MaxNLocator

from cuttings.figures.chart import Chart, draw_chart, label, set_legend
from cuttings.words import say

COLORS = {  # material acts are dark, verbal ones light; cooperation blue, conflict amber
    "material_cooperation": "#2f6690", "verbal_cooperation": "#9dbdd6", "material_conflict": "#c8752d", "verbal_conflict": "#ecc195",
}  # fmt: skip


def plot_acts(course: pd.DataFrame) -> Chart:
    """Draw the table of `track_acts`: in each period, acts of cooperation above the line and of conflict below."""

    def draw(axes: Axes) -> None:
        top, bottom = np.zeros(len(course)), np.zeros(len(course))
        width = 0.8 * (course["period"].diff().min() if len(course) > 1 else pd.Timedelta(days=1))
        for name, color in COLORS.items():
            values = course[name].to_numpy()
            up = name.endswith("cooperation")
            axes.bar(
                course["period"], values if up else -values, width, bottom=top if up else -bottom, color=color, label=name.replace("_", " ")
            )
            top, bottom = (top + values, bottom) if up else (top, bottom + values)
        axes.axhline(0, color="#4a4f57", linewidth=0.8)
        axes.yaxis.set_major_locator(MaxNLocator(5, integer=True))
        axes.yaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{abs(value):,.0f}"))
        axes.xaxis.set_major_locator(AutoDateLocator(maxticks=7))
        axes.xaxis.set_major_formatter(ConciseDateFormatter(axes.xaxis.get_major_locator()))
        axes.set_ylabel("acts")
        axes.set_title(
            f"{label(course['a'].iloc[0], 24)} and {label(course['b'].iloc[0], 24)}: cooperation above, conflict below", wrap=True
        )
        set_legend(axes, 2)

    return draw_chart(course, 3.3, draw, str(say(course)))
