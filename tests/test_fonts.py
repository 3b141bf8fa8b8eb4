"""Names in any script: drawn from the fonts that are there, or one sentence names the font to install."""

import logging
import warnings
from collections import namedtuple

import cuttings as ct
import numpy as np
import pandas as pd
import pytest
from cuttings.act_ties import COURSE
from cuttings.crossing import CROSS
from cuttings.figures import fonts
from cuttings.figures.chart import label
from cuttings.figures.layout import measure
from cuttings.framing import FRAMES
from cuttings.keyness import KEYNESS
from cuttings.terms import TERMS
from cuttings.ties import TIES
from cuttings.trends import TRENDS
from cuttings.validation import AGREEMENT, SCORES
from matplotlib.text import Text

USUAL = ["Millî Güvenlik Bakanlığı", "Kementerian Pertahanan", "وزارة الفضاء"]  # of the moon, in Turkish, Malay and Arabic
FONTS = {"Noto Sans CJK": "月球国防部", "Noto Sans Devanagari": "चंद्र मंत्रालय", "Noto Emoji": "Moon 🚀 Force 👩‍🚀"}
NAMES = [*USUAL, *FONTS.values()]
PAIRS = [(a, b) for n, a in enumerate(NAMES) for b in NAMES[:n]]
DAYS = pd.date_range("2024-01-01", periods=2).as_unit("us")


def fill(columns: dict[str, str], **given) -> pd.DataFrame:
    """Return a table of these columns: what is not given is 1 of a count, and a half of what is measured."""
    blank = {name: 1 if kind.lower().startswith("int") else 0.5 for name, kind in columns.items()}
    return pd.DataFrame(blank | {name: list(values) for name, values in given.items()})


def ties(names: list[tuple[str, str]] = PAIRS) -> pd.DataFrame:
    a, b = zip(*names, strict=True)
    return fill(TIES, a=a, b=b, units=range(1, len(a) + 1), weight=np.arange(len(a)) + 1.0)


def frames(by: str) -> pd.DataFrame:
    table = fill({"frame": "str", by: "str"} | FRAMES, frame=NAMES)
    return table.assign(**{by: {"period": DAYS[0], "voice": "quote"}.get(by, NAMES)})


def crossing() -> pd.DataFrame:
    frame, actor = zip(*((a, b) for a in NAMES for b in NAMES), strict=True)
    return fill({"frame": "str", "actor": "str"} | CROSS, frame=frame, actor=actor)


def trends() -> pd.DataFrame:
    return fill(TRENDS, term=np.repeat(NAMES, 2), period=[*DAYS] * len(NAMES))


def course() -> pd.DataFrame:
    return fill(COURSE, period=DAYS, a=NAMES[3:4] * 2, b=NAMES[5:] * 2)


DRAWN = {
    "terms": lambda: ct.plot_terms(fill(TERMS, term=NAMES)),
    "keyness": lambda: ct.plot_keyness(fill(KEYNESS, term=NAMES, log_ratio=[1.0, -1.0] * 3)),
    "trends": lambda: ct.plot_trends(trends()),
    "dispersion": lambda: ct.plot_dispersion(ct.tokenize(ct.make_corpus(["Dust on the moon."], clean=False)), ["moon", *NAMES]),
    "ties": lambda: ct.plot_ties(ties()),
    "matrix": lambda: ct.plot_matrix(ties()),
    "acts": lambda: ct.plot_acts(course()),
    "frames": lambda: ct.plot_frames(fill(FRAMES, frame=NAMES)),
    "voices": lambda: ct.plot_frames(frames("voice")),
    "outlets": lambda: ct.plot_frames(frames("outlet")),
    "periods": lambda: ct.plot_frames(frames("period")),
    "crossing": lambda: ct.plot_crossing(crossing()),
    "scores": lambda: ct.plot_scores(fill({"coder": "str", "frame": "str"} | SCORES, coder=["A"] * len(NAMES), frame=NAMES)),
    "agreement": lambda: ct.plot_agreement(fill({"frame": "str"} | AGREEMENT, frame=NAMES)),
}
every_chart = pytest.mark.parametrize("name", DRAWN)


@pytest.fixture
def bare(monkeypatch):
    """Take away every font but the usual one."""
    monkeypatch.setattr(fonts, "FOUND", {})
    monkeypatch.setattr(fonts, "_fonts", list)


@pytest.fixture
def silent(capfd, caplog, recwarn):
    """See to it that nothing is warned of, logged or printed."""
    yield
    assert capfd.readouterr() == ("", "") and not recwarn.list
    assert not [record for record in caplog.records if record.levelno >= logging.WARNING]


@every_chart
def test_where_letters_have_no_font_one_sentence_names_those_to_install(name, bare, silent):
    chart = DRAWN[name]()
    assert chart.png()[:4] == b"\x89PNG"
    told = chart.sentence.partition(" Boxes stand for letters that no font here has, in ")[2]
    asked = {font for font in FONTS if font in told}
    assert asked == set(FONTS) - ({"Noto Sans Devanagari"} if name == "acts" else set())
    assert told.count("install") == 1 and not any(usual in told for usual in USUAL)


def outside(chart: ct.Chart) -> list[str]:
    """Return the words that are not wholly in the picture; numbers are left out, as beside an axis are some that are not drawn."""
    (width, height), renderer = chart.figure.bbox.size, chart.figure.canvas.get_renderer()
    with fonts.quietly():
        texts = [text for text in chart.figure.findobj(Text) if text.get_text().strip("0123456789.,")]
    places = {text.get_text(): text.get_window_extent(renderer).extents for text in texts}
    return [name for name, (left, low, right, top) in places.items() if left < -1 or low < -1 or right > width + 1 or top > height + 1]


@every_chart
def test_all_words_stay_in_the_picture_whatever_font_they_are_in(name, bare):
    assert not outside(DRAWN[name]())


@every_chart
def test_where_every_letter_has_a_font_nothing_is_said(name, silent):
    fonts._look_for(fonts._lacked("".join(NAMES)))
    if lacking := "".join(letter for letter, family in fonts.FOUND.items() if not family):
        pytest.skip(f"no font of this machine has {lacking}")
    chart = DRAWN[name]()
    assert not outside(chart) and "install" not in chart.sentence and chart.png()[:4] == b"\x89PNG"


@pytest.mark.parametrize("name", USUAL)
def test_turkish_malay_and_arabic_need_no_other_font(name, bare):
    assert "install" not in ct.plot_terms(fill(TERMS, term=[name])).sentence


def test_arabic_is_joined_and_a_mark_takes_no_room(bare):
    apart, joined = (measure([text], 10)[0, 0] for text in ("\u200c".join("وزارة بيت"), "وزارة بيت"))
    assert joined < apart and measure(["\u0628\u064e"], 10)[0, 0] == measure(["\u0628"], 10)[0, 0]


def test_the_first_font_that_has_a_letter_draws_it_also_where_it_has_no_bold_face(monkeypatch, silent):
    brace = [font for font in fonts._fonts() if font.name == "STIXSizeOneSym"]  # matplotlib brings it along: it is everywhere
    monkeypatch.setattr(fonts, "FOUND", {})
    monkeypatch.setattr(fonts, "_fonts", lambda: brace)
    chart = ct.plot_trends(trends().assign(term="moon ⏞"))
    assert chart.png() and "install" not in chart.sentence and fonts.FOUND == {"⏞": "STIXSizeOneSym"}
    title = chart.figure.axes[0]._left_title
    assert (title.get_text(), title.get_fontfamily()) == ("moon ⏞", ["sans-serif", "STIXSizeOneSym"])


def test_fonts_installed_since_matplotlib_looked_are_found_and_bad_ones_left_out(tmp_path, monkeypatch):
    (tmp_path / "broken.ttf").write_bytes(b"no font")
    known = [font for font in fonts.fontManager.ttflist if font.name != "STIXGeneral"]
    new = next(font.fname for font in fonts.fontManager.ttflist if font.name == "STIXGeneral" and font.weight == 400)
    monkeypatch.setattr(fonts.fontManager, "ttflist", known)
    monkeypatch.setattr(fonts, "findSystemFonts", lambda: [str(tmp_path / "broken.ttf"), new])
    assert "STIXGeneral" in {font.name for font in fonts._fonts.__wrapped__()}


def test_fonts_of_boxes_and_of_colours_never_draw_and_sans_serifs_draw_first(monkeypatch):
    font = namedtuple("font", "name style weight fname")
    names = [
        "Apple Color Emoji",
        "Last Resort High-Efficiency",
        "STIXNonUnicode",
        "A Serif",
        "Noto Sans Lao",
        "Symbola",
        "Noto Sans CJK SC",
    ]
    listed = [font(name, style, 400, style) for name in names for style in ("italic", "normal")]
    monkeypatch.setattr(fonts.fontManager, "ttflist", listed)
    monkeypatch.setattr(fonts, "findSystemFonts", list)
    found = fonts._fonts.__wrapped__()
    assert [font.name for font in found] == ["Noto Sans CJK SC", "Symbola", "Noto Sans Lao", "A Serif"]
    assert {font.style for font in found} == {"normal"}


def test_warnings_come_back_after_a_chart(caplog):
    with fonts.quietly():
        warnings.warn("missing", stacklevel=1)
        logging.getLogger("matplotlib.font_manager").warning("weight")
    assert not caplog.records
    with pytest.warns(UserWarning, match="mine"):
        warnings.warn("mine", stacklevel=1)
    logging.getLogger("matplotlib.font_manager").warning("weight")
    assert len(caplog.records) == 1


@pytest.mark.parametrize("name", ["月" * 99, "🚀" * 99, "👩‍🚀" * 99, "क्षे" * 99, "a" + "\u0301" * 99, "وزارة " * 99])
def test_long_names_are_shortened_between_letters_not_within(name):
    short = label(name, 24)
    assert short.endswith(" …") and len(short) <= 26
    assert (short[:-2] + "|").split("|")[0] == name[: len(short) - 2]
    assert "\u200d …" not in short and not short.endswith(("\u094d …", "\u0301 …"))
