"""Charts of actors: who is named with whom, as a network and as a matrix."""

from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.colors import LinearSegmentedColormap, ListedColormap, PowerNorm
from matplotlib.lines import Line2D
from matplotlib.patches import Polygon
from matplotlib.patheffects import withStroke
from scipy.spatial import ConvexHull

from cuttings.figures.chart import AMBER, BLUE, GREY, PALE, WIDTH, Chart, draw_chart
from cuttings.figures.layout import EDGE, FONT, HEAD, ROW, SPACING, arrange, cut, measure
from cuttings.prose import listed, many
from cuttings.words import say
from cuttings.words.terms import LEVEL

KINDS = {  # the colours of Okabe & Ito, which the colour-blind tell apart; the names are those of the legend
    "state": ("state", BLUE), "ministry": ("ministry, military", "#009e73"), "military": ("ministry, military", "#009e73"),
    "company": ("company", "#e69f00"), "person": ("person", "#cc79a7"), "igo": ("organisation", "#56b4e9"),
}  # fmt: skip
OTHER = ("other", GREY)
LEGEND = tuple(dict.fromkeys([*KINDS.values(), OTHER]))
INK, DARK, SHADE, EMPTY = "#22262b", "#6d7683", "#eef1f5", "#f5f6f8"
LOOKS = (PALE, DARK, BLUE, AMBER)
ACTS = {2: "cooperation", 3: "conflict", 1: "both", 0: "no act found"}
PREVAILS = 2 / 3
DOUBT = "p ≥ 0.05, or no test"
SURE = 6.0  # a p of one in a million makes the widest line: beyond it, nothing is more evident
WIDEST = 5.0
COLUMNS, FEW = 4, 14  # of the legend; a matrix of so few actors has room for numbers
MOST = 30  # rows of a matrix, since its columns are no wider than their labels are high
HUE = LinearSegmentedColormap.from_list("units", ["#e3ecf4", "#8fb3d1", BLUE, "#16344d"])


def plot_ties(ties: pd.DataFrame, *, actors: pd.DataFrame | None = None, groups: pd.DataFrame | None = None, n: int = 40) -> Chart:
    """Draw the `n` strongest ties as a network that never moves; the wider a line, the better evident the tie.

    Parameters
    ----------
    ties : DataFrame
        What `tie_actors` returns. The width of a line is the number of units while no tie was tested, and the evidence
        (−log10 p, to one in a million) as soon as one was. A tie that was not tested, or has a p of 5% or more, is pale.
        Or what `sign_ties` returns: the same places, but a line is as wide as there are acts, blue where two thirds or more are
        cooperation, amber where two thirds or more are conflict, and pale where the two never act on each other.
    actors : DataFrame, optional
        What `read_actors` returns: it gives each kind a colour, and provisional actors are hollow.
    groups : DataFrame, optional
        ``actor, group``: the members of a group stand together on a shade.

    The area of a point is the sum of the weights of its ties. Labels do not overlap: the strongest are placed first, and
    those that find no room are named in the sentence.
    """
    table = _describe(_strongest(ties).head(n), actors, groups)
    table.attrs = dict(ties.attrs)
    if not len(table):
        return draw_chart(table, 1.0, lambda axes: None)
    signs = [*_sign_actors(table), *_sign_ties(table)]
    points = _count_strength(table)
    ends = np.column_stack([pd.Index(points["actor"]).get_indexer(table[end]) for end in ("a", "b")])
    looks = _looks(table)
    net = arrange(points, ends, _widths(table), looks, EDGE + ROW * -(-len(signs) // COLUMNS))

    def draw(axes: Axes) -> None:
        _frame(axes, net.height, _title(table))
        _shade_groups(axes, net.actors)
        for x1, y1, x2, y2, width, look in net.lines:
            axes.plot([x1, x2], [y1, y2], color=LOOKS[int(look)], linewidth=width, zorder=1, solid_capstyle="round")
        _draw_dots(axes, net.actors["x"], net.actors["y"], net.actors, 2 * net.actors["radius"])
        _draw_labels(axes, net.actors)
        _set_signs(axes, signs)

    lost = net.actors.loc[net.actors["left"].isna(), "actor"].tolist()
    labels = "label of 1 actor" if len(lost) == 1 else f"labels of {len(lost):,} actors"
    without = f" The {labels} found no room: {listed(lost, most=len(lost))}." if lost else ""
    drawn = f" The {n:,} strongest are drawn." if len(ties) > n else ""
    return draw_chart(table, net.height / 72, draw, f"{say(ties)}{without}{drawn}")


def _title(table: pd.DataFrame) -> str:
    if "acts" in table:
        return "What they do to each other: the wider, the more acts"
    return f"Named together: the wider, the {'better evident' if _tested(table) else 'more often'}"


def _looks(table: pd.DataFrame) -> np.ndarray:
    """Return the number of each line's colour in `LOOKS`: pale where nothing is sure, or no act found; else by what prevails."""
    if "acts" not in table:
        return (_p(table) < LEVEL).to_numpy().astype(int)
    share = table["cooperation"].to_numpy(dtype="float64")
    return np.select([table["acts"] == 0, share >= PREVAILS, share <= 1 - PREVAILS], [0, 2, 3], default=1)


def _strongest(ties: pd.DataFrame) -> pd.DataFrame:
    """Return the ties in an order that does not depend on that of their rows."""
    return ties.sort_values(["weight", "units", "a", "b"], ascending=[False, False, True, True], ignore_index=True)


def _describe(table: pd.DataFrame, actors: pd.DataFrame | None, groups: pd.DataFrame | None) -> pd.DataFrame:
    """Add what the colours and shades stand for, so that the data behind the picture are all there."""
    known = [] if actors is None else [actors.drop_duplicates("id").set_index("id").filter(["kind", "provisional"])]
    known += [] if groups is None else [groups.drop_duplicates("actor").set_index("actor")[["group"]]]
    for name, values in ((name, frame[name]) for frame in known for name in frame):
        if name == "provisional":
            values = values.astype("str").str.lower().isin(("true", "yes", "1"))  # it may come back from a file
        for end in ("a", "b"):
            column = table[end].map(values)
            table[f"{name}_{end}"] = column.eq(True) if name == "provisional" else column
    return table


def _tested(table: pd.DataFrame) -> bool:
    return bool(_p(table).notna().any())


def _p(table: pd.DataFrame) -> pd.Series:
    """Return the p of each tie, missing where nothing was tested."""
    values = table["p"] if "p" in table else pd.Series(np.nan, index=table.index)
    return pd.to_numeric(values, errors="coerce").astype("float64")


def _widths(table: pd.DataFrame) -> np.ndarray:
    """Return how wide the line of each tie is: by its p if any was tested, else by its units."""
    if "acts" in table:
        return 1 + (WIDEST - 1) * table["acts"].to_numpy() / max(1, table["acts"].max())
    if not _tested(table):
        return 1 + (WIDEST - 1) * (table["units"] - 1).to_numpy() / max(1, table["units"].max() - 1)
    evidence = -np.log10(_p(table).clip(lower=10**-SURE).fillna(1)).to_numpy()
    return 1 + (WIDEST - 1) * evidence / SURE


def _count_strength(table: pd.DataFrame) -> pd.DataFrame:
    """Return the actors of the ties, the strongest first: the sum of their weights, and what is known of them."""
    known = [name[:-2] for name in table if name in ("kind_a", "provisional_a", "group_a")]
    ends = [
        table[[end, "weight", *(f"{name}_{end}" for name in known)]].set_axis(["actor", "strength", *known], axis=1) for end in ("a", "b")
    ]
    both = pd.concat(ends, ignore_index=True).fillna({"strength": 0})
    actors = both.groupby("actor").agg({"strength": "sum", **dict.fromkeys(known, "first")}).reset_index()
    return actors.sort_values(["strength", "actor"], ascending=[False, True], ignore_index=True)


def _frame(axes: Axes, height: float, title: str) -> None:
    """Make the axes as large as the figure, with points for units."""
    axes.set_position((0, 0, 1, 1))
    axes.set(xlim=(0, 72 * WIDTH), ylim=(0, height))
    axes.axis("off")
    axes.text(EDGE / 2, height - EDGE / 2, title, fontsize=11.5, fontweight="bold", va="top")


def _draw_dots(axes: Axes, x: np.ndarray, y: np.ndarray, actors: pd.DataFrame, across: np.ndarray) -> None:
    """Draw the points of actors: coloured by kind, hollow where an actor is provisional."""
    colors = [KINDS.get(kind, OTHER)[1] for kind in actors["kind"]] if "kind" in actors else [AMBER] * len(actors)
    hollow = actors["provisional"].to_numpy() if "provisional" in actors else np.zeros(len(actors), dtype=bool)
    faces = ["white" if empty else color for empty, color in zip(hollow, colors, strict=True)]
    edges = [color if empty else "white" for empty, color in zip(hollow, colors, strict=True)]
    axes.scatter(x, y, s=across**2, facecolors=faces, edgecolors=edges, linewidths=[1.8 if empty else 0.8 for empty in hollow], zorder=2)


def _draw_labels(axes: Axes, actors: pd.DataFrame) -> None:
    """Write the labels; a white halo keeps lines from striking them through."""
    halo = [withStroke(linewidth=2.6, foreground="white")]
    for row in actors.dropna(subset=["left"]).itertuples():
        side = "left" if row.left >= row.x else "right" if row.left + row.wide <= row.x else "center"
        text = axes.text(row.left, row.bottom, row.label, fontsize=FONT, color=INK, va="bottom", zorder=3)
        text.set(multialignment=side, linespacing=SPACING, path_effects=halo)


def _shade_groups(axes: Axes, actors: pd.DataFrame) -> None:
    """Lay a shade under the members of each group."""
    for _, members in actors.groupby("group") if "group" in actors else ():
        place = members[["x", "y"]].to_numpy()
        flat = np.linalg.matrix_rank(place - place[0]) < 2  # one point, or all on a line
        outline = place if flat else place[ConvexHull(place).vertices]
        for width, color in ((36, PALE), (34, SHADE)):  # a rim, so that groups that overlap are told apart
            axes.add_patch(Polygon(outline, facecolor=color, edgecolor=color, linewidth=width, joinstyle="round", zorder=0))


def _sign_actors(table: pd.DataFrame) -> list[Line2D]:
    """Return the legend of the points: the kinds that occur, hollow ones."""
    signs = []
    if "kind_a" in table:
        found = {KINDS.get(kind, OTHER) for kind in [*table["kind_a"], *table["kind_b"]]}
        signs = [_sign("o", color, name) for name, color in LEGEND if (name, color) in found]
    if "provisional_a" in table and table[["provisional_a", "provisional_b"]].any(axis=None):
        signs.append(_sign("o", GREY, "provisional", hollow=True))
    return signs


def _sign(marker: str, color: Any, name: str, *, size: float = 8, hollow: bool = False) -> Line2D:
    sign = Line2D([], [], linestyle="none", marker=marker, markersize=size, color=color, label=name)
    sign.set(markeredgewidth=1.8, markerfacecolor="white") if hollow else sign.set_markeredgecolor("white")
    return sign


def _sign_ties(table: pd.DataFrame) -> list[Line2D]:
    """Return the legend of the lines and shades."""
    sure, signs = _p(table) < LEVEL, []
    if "group_a" in table and table[["group_a", "group_b"]].notna().any(axis=None):
        signs.append(_sign("s", SHADE, "group", size=11))
    if "acts" in table:
        found = set(_looks(table).tolist())
        return [*signs, *(Line2D([], [], color=LOOKS[look], linewidth=3, label=name) for look, name in ACTS.items() if look in found)]
    if sure.any():
        signs.append(Line2D([], [], color=DARK, linewidth=3, label="p < 0.05"))
    if not sure.all():
        signs.append(Line2D([], [], color=PALE, linewidth=3, label=DOUBT if _tested(table) else "not tested"))
    return signs


def _set_signs(axes: Axes, signs: list[Line2D]) -> None:
    """Put the legend into the lower left corner."""
    axes.figure.legend(
        handles=signs, loc="lower left", borderaxespad=0, ncols=COLUMNS, frameon=False, fontsize=FONT,
        columnspacing=1.2, handlelength=1.3, handletextpad=0.5,
    )  # fmt: skip


def plot_matrix(ties: pd.DataFrame, *, actors: pd.DataFrame | None = None, groups: pd.DataFrame | None = None, n: int = 25) -> Chart:
    """Draw the ties among the `n` strongest actors (at most 30) as a matrix: the darker a cell, the more units.

    Rows and columns are in one order: by group (``actor, group``) where groups are given, the strongest first. A dot
    marks a tie that was not tested, or has a p of 5% or more, as soon as one was tested. Points before the names tell
    their kinds, where `actors` is given, and are hollow for provisional actors.
    """
    known = _describe(_strongest(ties), actors, groups)
    shown = _sort_groups(_count_strength(known).head(min(n, MOST)))
    table = known[known["a"].isin(shown["actor"]) & known["b"].isin(shown["actor"])].reset_index(drop=True)
    table.attrs = dict(ties.attrs)
    if not len(table):
        return draw_chart(table, 1.0, lambda axes: None)
    unit = table.attrs.get("within", "unit")
    names = cut(shown["actor"].tolist(), min(120.0, 72 * WIDTH - 2 * EDGE - 12.6 * len(shown)))
    room = measure(names, FONT)[:, 0].max() + (18 if "kind" in shown else 8)
    cell = min(34.0, (72 * WIDTH - room - EDGE) / len(shown))
    signs = [*_sign_cells(table, len(shown)), *_sign_actors(table)]
    bottom = EDGE + ROW * -(-len(signs) // COLUMNS)
    top = bottom + cell * len(shown)
    height = top + room + HEAD

    def draw(axes: Axes) -> None:
        _frame(axes, height, f"Who is named with whom, and in how many {unit}s")
        edges = room + cell * np.arange(len(shown) + 1), top - cell * np.arange(len(shown) + 1)
        _draw_cells(axes, edges, _fill(table, shown["actor"].tolist()))
        _draw_names(axes, edges, names, shown)
        _set_signs(axes, signs)

    total = _count_strength(known)["actor"].nunique()
    drawn = f" The {len(shown):,} strongest actors are drawn." if len(shown) < total else ""
    return draw_chart(table, height / 72, draw, f"{say(ties)}{drawn}")


def _sort_groups(actors: pd.DataFrame) -> pd.DataFrame:
    """Put the members of a group beside each other, the group of the strongest actor first and those of none last."""
    if "group" not in actors:
        return actors
    code = pd.factorize(actors["group"])[0]
    return actors.iloc[np.argsort(np.where(code < 0, len(actors), code), kind="stable")].reset_index(drop=True)


def _fill(table: pd.DataFrame, names: list[str]) -> tuple[np.ndarray, np.ndarray]:
    """Return the matrix of units, and which of its ties are in doubt while others were tested."""
    row, column = (table[end].map(names.index).to_numpy() for end in ("a", "b"))
    units, doubt = np.zeros((len(names), len(names))), np.zeros((len(names), len(names)), dtype=bool)
    for one, other in ((row, column), (column, row)):
        units[one, other] = table["units"]
        doubt[one, other] = ~(_p(table) < LEVEL) & _tested(table)
    return units, doubt


def _draw_cells(axes: Axes, edges: tuple[np.ndarray, np.ndarray], values: tuple[np.ndarray, np.ndarray]) -> None:
    """Colour the cells; write the units where there is room, and a dot on what is in doubt."""
    (units, doubt), shade = values, PowerNorm(0.5, 0, values[0].max())
    ground = np.where(np.eye(len(units), dtype=bool), np.nan, 0)
    axes.pcolormesh(*edges, ground, cmap=ListedColormap([EMPTY]), edgecolor="white", linewidth=0.8)
    axes.pcolormesh(*edges, np.ma.masked_equal(units, 0), cmap=HUE, norm=shade, edgecolor="white", linewidth=0.8)
    x, y = ((side[:-1] + side[1:]) / 2 for side in edges)
    written, step = len(units) <= FEW, abs(edges[0][1] - edges[0][0])
    for row, column in np.argwhere(units > 0) if written else ():
        color = "white" if shade(units[row, column]) > 0.55 else INK
        axes.text(x[column], y[row], f"{units[row, column]:,.0f}", fontsize=FONT, color=color, ha="center", va="center")
    rows, columns = np.nonzero(doubt)
    shift = 0.36 * step if written else 0  # beside the number
    axes.scatter(x[columns] + shift, y[rows] + shift, s=9, color=AMBER, edgecolor="white", linewidth=0.5, zorder=3)


def _draw_names(axes: Axes, edges: tuple[np.ndarray, np.ndarray], names: list[str], actors: pd.DataFrame) -> None:
    """Write the names beside the rows and, upright, above the columns; a line where a group ends."""
    (left, *_, right), (top, *_, bottom) = edges
    x, y = ((side[:-1] + side[1:]) / 2 for side in edges)
    gap = 14 if "kind" in actors else 4
    for across, up, name in zip(x, y, names, strict=True):
        axes.text(left - gap, up, name, fontsize=FONT, color=INK, ha="right", va="center")
        axes.text(across, top + gap, name, fontsize=FONT, color=INK, ha="center", va="bottom", rotation=90)
    if "kind" in actors:
        before, above = np.full(len(actors), left - 7), np.full(len(actors), top + 7)
        _draw_dots(axes, before, y, actors, np.full(len(actors), 6.5))
        _draw_dots(axes, x, above, actors, np.full(len(actors), 6.5))
    groups = pd.factorize(actors["group"])[0] if "group" in actors else []
    for place in (k for k in range(1, len(groups)) if groups[k] != groups[k - 1]):
        axes.plot([left, right], [edges[1][place]] * 2, color=INK, linewidth=1)
        axes.plot([edges[0][place]] * 2, [bottom, top], color=INK, linewidth=1)


def _sign_cells(table: pd.DataFrame, actors: int) -> list[Line2D]:
    """Return the legend of the cells: a few shades, where they hold no numbers, and the dot of doubt."""
    most = int(table["units"].max())
    steps = sorted({1, round(1 + (most - 1) / 4), most}) if actors > FEW else []
    signs = [_sign("s", HUE(PowerNorm(0.5, 0, most)(step)), many(step, table.attrs.get("within", "unit")), size=10) for step in steps]
    if _tested(table) and not (_p(table) < LEVEL).all():
        signs.append(_sign("o", AMBER, DOUBT, size=4))
    return signs
