"""The charts of ties: labels keep apart, nothing moves, and what is drawn is what is in the table."""

import re
from itertools import combinations, pairwise

import cuttings as ct
import numpy as np
import pandas as pd
import pytest
from cuttings.figures.actors import KINDS, OTHER, plot_matrix, plot_ties
from cuttings.figures.chart import AMBER, PALE
from matplotlib.colors import to_hex

HOSTILE = [
    "$a$ & $b",
    "x" * 60,
    "وزارة الفضاء الخيالية على القمر",
    "月" * 20,
    "US$1bn",
    r"\frac{1}{2}",
    "<b>_a^b</b>",
    "W W " * 12,
    "m",
    "$$",
]
KIND = ["state", "company", "person", "igo", "ministry", "event", "military"]


def named(n: int) -> list[str]:
    """Return hostile names, and after them names such as there are."""
    return [*HOSTILE, *(f"{['North', 'Upper', 'Far'][k % 3]} Moonland {k}" for k in range(max(0, n - len(HOSTILE))))][:n]


def make_ties(names: list[str], more: int = 0, seed: int = 1) -> pd.DataFrame:
    """Return ties that reach every name, and some more; a quarter was not tested."""
    chance = np.random.default_rng(seed)
    pairs = {tuple(sorted((names[k], names[int(chance.integers(0, k // 3 + 1))]))): None for k in range(1, len(names))}
    while len(pairs) < len(names) - 1 + more:
        pairs[tuple(sorted(chance.choice(names, 2, replace=False).tolist()))] = None
    ties = pd.DataFrame(list(pairs), columns=["a", "b"])
    ties["units"] = chance.zipf(1.7, len(ties)).clip(1, 40)
    ties[["expected", "weight"]] = np.column_stack([np.ones(len(ties)), ties["units"]])
    ties["p"] = np.where(chance.random(len(ties)) < 0.25, np.nan, 10 ** -(8 * chance.random(len(ties))))
    ties["q"] = ties["p"]
    return ties.sort_values(["units", "a", "b"], ascending=[False, True, True], ignore_index=True)


def make_actors(names: list[str]) -> pd.DataFrame:
    return pd.DataFrame({"id": names, "kind": np.resize(KIND, len(names)), "provisional": np.arange(len(names)) % 3 == 0})


def texts(chart: ct.Chart) -> list:
    legend = [text for legend in chart.figure.legends for text in legend.get_texts()]
    return [text for text in [*chart.figure.axes[0].texts, *legend] if text.get_text()]


def assert_apart_and_inside(chart: ct.Chart) -> None:
    renderer = chart.figure.canvas.get_renderer()
    boxes = [text.get_window_extent(renderer) for text in texts(chart)]
    assert len(boxes) > 3 and min(text.get_fontsize() for text in texts(chart)) >= 10
    assert not [(one, other) for one, other in combinations(boxes, 2) if one.overlaps(other)]
    width, height = chart.figure.bbox.size
    assert all(box.x0 >= 0 and box.y0 >= 0 and box.x1 <= width and box.y1 <= height for box in boxes)


def lines(chart: ct.Chart) -> list[tuple[float, str]]:
    return [(line.get_linewidth(), to_hex(line.get_color())) for line in chart.figure.axes[0].lines]


def points(chart: ct.Chart) -> pd.DataFrame:
    dots = chart.figure.axes[0].collections[0]
    place = np.asarray(dots.get_offsets())
    colors = {"face": map(to_hex, dots.get_facecolors()), "edge": map(to_hex, dots.get_edgecolors())}
    return pd.DataFrame({"x": place[:, 0], "y": place[:, 1], "area": dots.get_sizes(), **colors})


def rows(chart: ct.Chart, names: list[str]) -> list[str]:
    """Return the actors of a chart, in the order of its points."""
    strength = pd.concat([chart.table.set_index(end)["weight"] for end in ("a", "b")]).groupby(level=0).sum()
    return sorted(strength.index, key=lambda name: (-strength[name], name))


@pytest.mark.parametrize("n", [8, 25, 80])
@pytest.mark.parametrize("plot", [plot_ties, plot_matrix])
def test_labels_never_overlap_and_stay_inside(plot, n):
    names = named(n)
    ties = make_ties(names, more=n)
    groups = pd.DataFrame({"actor": names[:-2], "group": np.arange(n - 2) % 3})
    for more in ({}, {"actors": make_actors(names), "groups": groups}):
        chart = plot(ties, n=1_000, **more)
        assert_apart_and_inside(chart)
        assert chart.figure.get_figheight() <= 7.5
    assert chart.png()[:4] == b"\x89PNG"


def test_labels_stand_over_no_point_and_beside_their_own():
    names = named(25)
    chart = plot_ties(make_ties(names, more=20), n=100)
    dots, renderer = points(chart), chart.figure.canvas.get_renderer()
    pixels = chart.figure.dpi / 72
    nearest = []
    for text in chart.figure.axes[0].texts[1:]:
        box = text.get_window_extent(renderer)
        x, y = dots["x"] * pixels, dots["y"] * pixels
        across, up = (np.maximum(0, np.maximum(low - at, at - high)) for low, high, at in ((box.x0, box.x1, x), (box.y0, box.y1, y)))
        gap = np.hypot(across, up) - np.sqrt(dots["area"]) / 2 * pixels
        assert (gap > 0).all()
        nearest.append(gap.min())
    assert np.quantile(nearest, 0.9) < 8 * pixels


def test_left_out_labels_are_named_and_the_others_are_drawn():
    names = [f"Ministry of the Moon {k} of {'abcdefgh'[k % 8]}-land" for k in range(120)]
    chart = plot_ties(make_ties(names, more=150), n=1_000)
    count, said = re.search(r"The labels of (\d+) actors found no room: (.*)\.$", chart.sentence).groups()
    lost = re.split(", | and ", said)
    assert len(lost) == int(count) > 1 and set(lost) < set(names)
    assert len(chart.figure.axes[0].texts) - 1 == len(names) - len(lost)
    assert not set(rows(chart, names)[:3]) & set(lost) and "found no room" not in plot_ties(make_ties(names[:8])).sentence
    assert_apart_and_inside(chart)


@pytest.mark.parametrize("plot", [plot_ties, plot_matrix])
def test_nothing_moves_whatever_the_order_of_rows(plot):
    ties, actors = make_ties(named(14), more=14), make_actors(named(14))
    groups = pd.DataFrame({"actor": named(14), "group": np.arange(14) % 3})
    one = plot(ties, actors=actors, n=12)
    for other in (ties, ties.sample(frac=1, random_state=2)):
        chart = plot(other.reset_index(drop=True), actors=actors.sample(frac=1, random_state=3), n=12)
        assert (chart.png() == one.png(), chart.digest) == (True, one.digest) and chart.sentence == one.sentence
    grouped = plot(ties, groups=groups)
    assert grouped.png() == plot(ties[::-1], groups=groups[::-1]).png() != one.png()


@pytest.mark.parametrize("plot", [plot_ties, plot_matrix])
def test_a_chart_changes_its_digest_with_what_it_shows(plot):
    ties, actors = make_ties(named(8)), make_actors(named(8))
    charts = [plot(ties), plot(ties, actors=actors), plot(ties, actors=actors.assign(kind="state"))]
    charts += [plot(ties, actors=actors.assign(provisional=False)), plot(ties.assign(units=ties["units"] + 1))]
    assert len({chart.digest for chart in charts}) == len(charts) and ties.columns.tolist() == make_ties(named(8)).columns.tolist()


def test_untested_ties_are_pale_and_as_wide_as_their_units():
    ties = make_ties(named(25), more=9)
    for table in (
        ties.drop(columns=["p", "q"]),
        ties.assign(p=np.nan, q=np.nan),
        ties.assign(p=pd.Series([None] * len(ties), dtype="object")),
    ):
        chart = plot_ties(table, n=100)
        drawn = lines(chart)
        assert {color for _, color in drawn} == {PALE} and len(drawn) == len(ties)
        assert sorted(width for width, _ in drawn) == pytest.approx(sorted(1 + 4 * (ties["units"] - 1) / (ties["units"].max() - 1)))
        assert legend_of(chart) == ["not tested"]


def test_tested_ties_are_as_wide_as_they_are_evident():
    ties = make_ties(named(8)).head(6).assign(p=[1e-300, 1e-3, 0.049, 0.05, np.nan, 0.0])
    chart = plot_ties(ties)
    expected = [5.0, 5.0, 3.0, 1 + 4 * -np.log10(0.049) / 6, 1 + 4 * -np.log10(0.05) / 6, 1.0]
    assert sorted((width for width, _ in lines(chart)), reverse=True) == pytest.approx(expected)
    assert [color == PALE for _, color in sorted(lines(chart), reverse=True)] == [False, False, False, False, True, True]
    assert legend_of(chart) == ["p < 0.05", "p ≥ 0.05, or no test"]


def legend_of(chart: ct.Chart) -> list[str]:
    return [text.get_text() for text in chart.figure.legends[0].get_texts()]


def test_lines_join_the_points_of_their_actors():
    ties = make_ties(named(8), more=4).drop(columns="p").assign(units=range(11, 0, -1), weight=np.arange(11.0, 0, -1))
    chart = plot_ties(ties)
    place = dict(zip(rows(chart, named(8)), points(chart)[["x", "y"]].to_numpy().tolist(), strict=True))
    by_width = sorted(chart.figure.axes[0].lines, key=lambda line: -line.get_linewidth())
    assert [line.get_xydata().tolist() for line in by_width] == [[place[a], place[b]] for a, b in ties[["a", "b"]].to_numpy()]


def test_points_show_strength_kind_and_who_is_provisional():
    names = named(14)
    ties, actors = make_ties(names, more=10), make_actors(names)
    chart = plot_ties(ties, actors=actors.iloc[:-1], n=100)
    order, dots = rows(chart, names), points(chart)
    known = actors.iloc[:-1].set_index("id").reindex(order)
    strength = pd.concat([ties.set_index(end)["weight"] for end in ("a", "b")]).groupby(level=0).sum().reindex(order)
    assert dots["area"].tolist() == pytest.approx((19**2 * (strength / strength.max()).clip(0.12)).tolist(), rel=0.02)
    colors = [KINDS.get(kind, OTHER)[1] for kind in known["kind"]]
    hollow = known["provisional"].eq(True).tolist()
    assert dots["face"].tolist() == ["#ffffff" if empty else color for empty, color in zip(hollow, colors, strict=True)]
    assert dots["edge"].tolist() == [color if empty else "#ffffff" for empty, color in zip(hollow, colors, strict=True)]
    assert sum(hollow) > 2 and legend_of(chart)[:-2] == [
        "state", "ministry, military", "company", "person", "organisation", "other", "provisional"
    ]  # fmt: skip
    assert set(points(plot_ties(ties))["face"]) == {AMBER}
    only = plot_ties(ties, actors=actors.assign(kind="state").drop(columns="provisional"))
    assert legend_of(only)[0] == "state" and "provisional" not in legend_of(only)


def test_parts_without_a_tie_stay_in_the_picture_and_apart():
    pairs = [(f"{letter} island", f"{letter} river") for letter in "ABCDEFGHIJ"] + [("K", "L"), ("L", "M"), ("M", "N")]
    ties = pd.DataFrame(pairs, columns=["a", "b"]).assign(units=2, expected=1.0, weight=2.0)
    chart = plot_ties(ties)
    place, height = points(chart)[["x", "y"]].to_numpy(), chart.figure.get_figheight() * 72
    assert (place > 0).all() and (place[:, 0] < 6.4 * 72).all() and (place[:, 1] < height).all()
    assert min(np.hypot(*(one - other)) for one, other in combinations(place, 2)) > 19
    assert np.ptp(place, axis=0).min() > 150 and "found no room" not in chart.sentence
    assert_apart_and_inside(chart)


def test_groups_stand_together():
    names = [f"n{k}" for k in range(12)]
    ties = make_ties(names, more=25)
    groups = pd.DataFrame({"actor": names, "group": np.arange(12) % 2})
    chart, code = plot_ties(ties, groups=groups), dict(zip(names, np.arange(12) % 2, strict=True))

    def spread(chart: ct.Chart) -> float:
        place, group = points(chart)[["x", "y"]].to_numpy(), np.array([code[name] for name in rows(chart, names)])
        return sum(np.hypot(*(place[group == k] - place[group == k].mean(axis=0)).T).mean() for k in (0, 1))

    assert spread(chart) < 0.9 * spread(plot_ties(ties)) and "group" in legend_of(chart) and len(chart.figure.axes[0].patches) == 4


def test_one_tie_and_no_tie_are_drawn():
    one = pd.DataFrame({"a": ["$A"], "b": ["$B"], "units": [1], "expected": [1.0], "weight": [1.0]})
    nothing = ct.tie_actors(ct.find_pairs(empty := ct.make_corpus([]), ct.find_actors(empty, ct.read_actors())))
    for plot in (plot_ties, plot_matrix):
        assert plot(one, groups=pd.DataFrame({"actor": [], "group": []})).table["group_a"].isna().all()
        chart = plot(one)
        assert chart.sentence.startswith("1 tie.") and "drawn" not in chart.sentence and len(chart.table) == 1
        assert {r"\$A", r"\$B"} <= {text.get_text() for text in texts(chart)}
        chart = plot(nothing, actors=make_actors(["m"]), groups=pd.DataFrame({"actor": [], "group": []}))
        assert chart.sentence == "No sentence names two actors." and chart.figure.axes[0].texts[0].get_text() == chart.sentence


def test_the_matrix_is_the_table():
    names = [f"n{k}" for k in range(9)]
    ties = make_ties(names, more=8)
    chart = plot_matrix(ties, actors=make_actors(names))
    order, axes = rows(chart, names), chart.figure.axes[0]
    cells = np.asarray(axes.collections[1].get_array().filled(0)).reshape(9, 9)
    expected = pd.DataFrame(0.0, index=order, columns=order)
    for a, b, units in ties[["a", "b", "units"]].itertuples(index=False):
        expected.loc[a, b] = expected.loc[b, a] = units
    assert cells.tolist() == expected.to_numpy().tolist() and not cells.diagonal().any()
    numbers = [text.get_text() for text in axes.texts if text.get_text().isdigit()]
    assert numbers == [f"{units:.0f}" for units in cells.ravel() if units]
    doubtful = ~(ties["p"] < 0.05)
    assert len(axes.collections[2].get_offsets()) == 2 * doubtful.sum() > 0 and "p ≥ 0.05, or no test" in legend_of(chart)
    written = [text.get_text() for text in axes.texts if text.get_text().startswith("n")]
    assert written[::2] == written[1::2] == order
    untested = plot_matrix(ties.drop(columns="p"))
    assert len(untested.figure.axes[0].collections[2].get_offsets()) == 0 and not untested.figure.legends[0].get_texts()


def test_the_matrix_takes_the_strongest_and_keeps_groups_together():
    names = [f"n{k:02}" for k in range(40)]
    ties = make_ties(names, more=60)
    strongest = rows(plot_ties(ties, n=1_000), names)
    chart = plot_matrix(ties, n=20)
    written = [text.get_text() for text in chart.figure.axes[0].texts if text.get_text().startswith("n")][::2]
    assert written == strongest[:20] and chart.sentence.endswith(" The 20 strongest actors are drawn.")
    assert set(chart.table["a"]) | set(chart.table["b"]) <= set(written)
    assert plot_matrix(ties, n=500).sentence.endswith(" The 30 strongest actors are drawn.")
    group = {name: k % 3 for k, name in enumerate(names) if k != 5}
    chart = plot_matrix(ties, groups=pd.DataFrame({"actor": list(group), "group": list(group.values())}), n=20)
    written = [text.get_text() for text in chart.figure.axes[0].texts if text.get_text().startswith("n")][::2]
    codes = [group.get(name, 9) for name in written]
    assert sum(one != other for one, other in pairwise(codes)) == len(set(codes)) - 1 and set(written) == set(strongest[:20])
    assert len(chart.figure.axes[0].lines) == 2 * (len(set(codes)) - 1)


def test_the_seed_in_a_network_and_a_matrix(corpus):
    actors = ct.read_actors(corpus)
    ties = ct.tie_actors(ct.find_pairs(corpus, ct.find_actors(corpus, actors)))
    for plot in (plot_ties, plot_matrix):
        chart = plot(ties, actors=actors)
        assert chart.sentence == str(ct.say(ties)) and len(chart.table) == len(ties)
        assert {"state", "company", "person"} <= set(legend_of(chart)) and "organisation" not in legend_of(chart)
        assert_apart_and_inside(chart)
