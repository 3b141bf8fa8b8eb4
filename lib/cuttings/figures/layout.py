"""Where the points of a network and their labels stand: the same for the same data, without chance. All lengths are in points."""

import textwrap
from collections.abc import Sequence
from dataclasses import dataclass
from unicodedata import east_asian_width

import numpy as np
import pandas as pd
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components, shortest_path
from scipy.spatial.distance import cdist

from cuttings.figures.chart import WIDTH, label
from cuttings.figures.fonts import quietly, set_fonts

DPI = 144  # texts are measured as they are saved, whatever the notebook shows its own figures at
ROUNDS, STEPS = 300, 400  # of the stress, of the relief: fixed, so that nothing depends on when a sum is close enough
FONT = 10.0  # the least that is read on a phone
EDGE, HEAD, ROW = 8.0, 24.0, 16.0  # the margin, the height of the title and of a row of the legend
SPACING = 1.05  # of a label in two lines
FULL = 1.0  # how much of a picture points and labels may fill
TOP = 10  # the strongest, whose labels matter most
GAP = 3.0  # between a label and whatever else is there


@dataclass(frozen=True)
class Network:
    """What is drawn of a network, in points, and where: a row a point in `actors`, the strongest first, a row a line in `lines`."""

    actors: pd.DataFrame  # actor, strength, and kind, provisional, group where they are known; x, y, radius, label, wide, left, bottom
    lines: np.ndarray  # x and y of both ends, width, number of its colour: the weakest first, so that the strongest lie on top
    height: float


def arrange(actors: pd.DataFrame, ends: np.ndarray, widths: np.ndarray, looks: np.ndarray, bottom: float) -> Network:
    """Find a place for each point, line and label, above a legend that is `bottom` high.

    Parameters
    ----------
    actors : DataFrame
        ``actor, strength``, the strongest first, and ``group`` where groups shall keep together.
    ends, widths, looks : ndarray
        Of each tie: the rows of its two actors, how wide its line is, and the number of its colour (0 is pale).
    """
    actors, count = actors.copy(), len(actors)
    height = min(72 * 7, 60 + 58 * np.sqrt(count) + HEAD + bottom)
    largest, wide = (19, 18) if count <= 25 else (15, 15)
    share = (actors["strength"] / max(actors["strength"].max(), 1e-9)).clip(0.12, 1)  # what is smaller would not be seen
    actors["radius"] = (largest * np.sqrt(share) / 2).round(2)
    actors["label"] = [fold(actor, wide) for actor in actors["actor"]]
    sizes, radii = measure(actors["label"], FONT), actors["radius"].to_numpy()
    room = sizes + np.column_stack([np.full(count, 6), 2 * radii + 6])
    margin = np.array([min(60, sizes[:, 0].max() / 2 + EDGE), 20])  # so that most labels may stand above or below
    inner = np.array([72 * WIDTH, height - HEAD - bottom]) - 2 * margin
    groups = pd.factorize(actors["group"])[0] if "group" in actors else None
    place = place_points(ends, room, inner, groups) + margin + [0, bottom]
    lines = np.column_stack([place[ends[:, 0]], place[ends[:, 1]], widths, looks])
    lines = lines[np.lexsort([-np.arange(len(lines)), widths, looks > 0])]
    limits = np.array([2, bottom, 72 * WIDTH - 2, height - HEAD])
    actors[["x", "y"]], actors["wide"] = place, sizes[:, 0]
    actors[["left", "bottom"]] = place_labels(place, radii, sizes, lines, limits)
    return Network(actors, lines, height)


def fold(name: object, wide: int) -> str:
    r"""Return a name as a label of at most two lines, each of `wide` letters.

    >>> fold("Ministry of Defence of the Republic of the Moon", 16)
    'Ministry of\nDefence of the …'
    """
    text = " ".join(str(name).split())
    wide = wide // 2 if any(east_asian_width(letter) in "WF" for letter in text) else wide  # such letters take twice the room
    return "\n".join(label(line, 2 * wide) for line in textwrap.wrap(text, wide, max_lines=2, placeholder=" …"))


def measure(texts: Sequence[str], size: float) -> np.ndarray:
    """Return how wide and how high each text is when it is drawn."""
    figure = Figure(dpi=DPI)
    FigureCanvasAgg(figure)
    with quietly():
        drawn = [figure.text(0, 0, text, fontsize=size, linespacing=SPACING) for text in texts]
        set_fonts(figure)
        boxes = [text.get_window_extent() for text in drawn]
    return np.array([[box.width, box.height] for box in boxes]).reshape(-1, 2) * 72 / DPI


def cut(names: list[str], most: float) -> list[str]:
    """Return names as labels that are no wider than `most` points."""
    labels = [label(name, 26) for name in names]
    for longest in range(24, 1, -2):
        too_wide = measure(labels, FONT)[:, 0] > most
        labels = [label(name, longest) if wide else short for name, short, wide in zip(names, labels, too_wide, strict=True)]
    return labels


def place_points(ends: np.ndarray, sizes: np.ndarray, frame: np.ndarray, groups: np.ndarray | None = None) -> np.ndarray:
    """Return a place in `frame` (width, height) for each point, those that are tied close to each other.

    The places make the distances as like as they can be to the steps between the points (stress majorization: Gansner,
    Koren & North 2004), started from a sunflower with the first, strongest point in the middle. Then points give way to
    each other until there is room for their labels.

    Parameters
    ----------
    ends : ndarray
        A row a tie: the numbers of its two points.
    sizes : ndarray
        A row a point: the room that it takes with its label.
    groups : ndarray, optional
        The group of each point, below 0 where it has none: groups keep together.
    """
    place = _relax(_distances(len(sizes), ends, groups))
    return _relieve(_fit(place, frame), sizes, frame).round(1)


def _distances(n: int, ends: np.ndarray, groups: np.ndarray | None) -> np.ndarray:
    """Return how far apart points should be: the steps between them. Parts without a tie stand side by side."""
    links = coo_array((np.ones(len(ends)), tuple(ends.T)), shape=(n, n)).tocsr()
    steps = shortest_path(links, directed=False, unweighted=True)
    part = connected_components(links, directed=False)[1]
    radius = np.where(np.isfinite(steps), steps, 0).max(axis=1, initial=0) / 2
    radius = np.array([radius[part == mine].max() for mine in part])
    steps = np.where(np.isfinite(steps), steps, radius[:, None] + radius + 1)
    if groups is not None:
        steps = np.where((groups[:, None] != groups) | (groups < 0), 1.6, 1) * steps
    np.fill_diagonal(steps, 0)
    return steps


def _relax(goal: np.ndarray) -> np.ndarray:
    """Return places whose distances are like `goal`; each round of the majorization lowers the stress."""
    weight = np.divide(1, goal**2, out=np.zeros_like(goal), where=goal > 0)
    inverse = np.linalg.pinv(np.diag(weight.sum(axis=1)) - weight)
    rank = np.arange(len(goal))
    turn = np.pi * (3 - np.sqrt(5)) * (rank - 1)
    place = np.sqrt(rank)[:, None] * np.column_stack([np.cos(turn), np.sin(turn)])
    for _ in range(ROUNDS):
        pull = weight * goal / np.maximum(cdist(place, place), 1e-9)
        place = inverse @ (np.diag(pull.sum(axis=1)) @ place - pull @ place)
    return place.round(3)


def _fit(place: np.ndarray, frame: np.ndarray) -> np.ndarray:
    """Return the places stretched to the frame, though not to any length."""
    low, high = place.min(axis=0), place.max(axis=0)
    scale = frame / np.maximum(high - low, 1e-6)
    return frame / 2 + (place - (low + high) / 2) * np.minimum(scale, 1.7 * scale.min())


def _relieve(place: np.ndarray, sizes: np.ndarray, frame: np.ndarray) -> np.ndarray:
    """Move points that stand too close apart, along the shorter way, and leave the others where they are."""
    home, half = place, sizes / 2
    asked = np.cumsum(sizes.prod(axis=1)) <= FULL * frame.prod()
    half = np.where(asked[:, None], half, sizes.min(axis=0) / 4)  # the weakest ask for no label where not all can have one
    order = np.sign(np.subtract.outer(np.arange(len(place)), np.arange(len(place))))
    for step in range(STEPS):
        apart = place[:, None] - place
        lack = half[:, None] + half - np.abs(apart)
        meet = (lack > 0).all(axis=2) & (order != 0)
        side = np.where(apart.round(6) == 0, order[:, :, None], np.sign(apart))
        shorter = np.stack([lack[..., 0] <= lack[..., 1], lack[..., 0] > lack[..., 1]], axis=2)
        push = np.where(meet[..., None] & shorter, lack * side, 0).sum(axis=1)
        place = np.clip(place + 0.3 * push + 0.02 * max(0, 1 - 2 * step / STEPS) * (home - place), 0, frame)
    return place


def place_labels(place: np.ndarray, radii: np.ndarray, sizes: np.ndarray, lines: np.ndarray, frame: np.ndarray) -> np.ndarray:
    """Return the lower left corner of each label, the first served first; NaN where it finds no room.

    A label stands beside its point, over no other label or point and inside the frame (left, bottom, right, top); only in
    a crowd may the ten strongest cover weaker points. Of the sides that are free it takes that with the fewest lines behind it.

    Parameters
    ----------
    lines : ndarray
        A row a line: x and y of one end, x and y of the other, its width.
    """
    dots = _dotted(lines)
    taken = np.column_stack([place - radii[:, None], place + radii[:, None]])
    corners = np.full((len(place), 2), np.nan)
    for row, (point, radius, size) in enumerate(zip(place, radii, sizes, strict=True)):
        starts, costs = _sides(radius, size)
        boxes = np.column_stack([point + starts, point + starts + size])
        inside = (boxes[:, :2] >= frame[:2]).all(axis=1) & (boxes[:, 2:] <= frame[2:]).all(axis=1)
        meet = _overlap(boxes[:, None], taken[None], GAP / 2)
        meet[:, row] = False  # its own point is beside it anyway
        free = inside & ~meet.any(axis=1)
        if row < TOP and not free.any():  # in a crowd, those that a reader looks for first may cover weaker points
            free = inside & ~np.delete(meet, np.s_[row : len(place)], axis=1).any(axis=1)
            costs = costs + 20 * meet.sum(axis=1)
        if free.any():
            crossed = (_overlap(boxes[:, None], np.tile(dots[:, :2], 2)[None], 0) * dots[:, 2]).sum(axis=1)
            best = np.argmin(np.where(free, (costs + crossed).round(3), np.inf))
            corners[row] = boxes[best, :2]
            taken = np.vstack([taken, boxes[best]])
    return corners


def _sides(radius: float, size: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return where the corner of a label may stand, as seen from its point, and what is lost by standing there."""
    wide, high = size
    places = []
    for gap, loss in ((GAP, 0.0), (3 * GAP, 8.0)):
        far = radius + gap
        for slide, more in ((0.5, 0.0), (0.8, 3.0), (0.2, 3.0)):
            places += [(far, -slide * high, loss + more), (-far - wide, -slide * high, loss + more + 1)]
        for slide, more in ((0.5, 0.0), (0.75, 2.0), (0.25, 2.0), (1.0, 4.0), (0.0, 4.0)):
            places += [(-slide * wide, -far - high, loss + more + 1), (-slide * wide, far, loss + more + 1)]
    table = np.array(places)
    return table[:, :2], table[:, 2]


def _overlap(boxes: np.ndarray, others: np.ndarray, gap: float) -> np.ndarray:
    """Return which boxes (left, bottom, right, top) come closer than `gap` to which others."""
    across = (boxes[..., 0] < others[..., 2] + gap) & (others[..., 0] < boxes[..., 2] + gap)
    return across & (boxes[..., 1] < others[..., 3] + gap) & (others[..., 1] < boxes[..., 3] + gap)


def _dotted(lines: np.ndarray) -> np.ndarray:
    """Return points all along the lines, with their width: what a label should not stand on."""
    steps = np.linspace(0, 1, 60)[None, :, None]
    dots = lines[:, None, :2] * (1 - steps) + lines[:, None, 2:4] * steps
    length = np.hypot(*(lines[:, :2] - lines[:, 2:4]).T) / 60
    weight = np.repeat(0.3 * lines[:, 4] * length, 60)  # a wide line weighs more than a thin one
    return np.column_stack([dots.reshape(-1, 2), weight])
