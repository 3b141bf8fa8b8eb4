"""What a corpus covers: counts by column and period, provenance, lengths, duplicates; their sentences and charts; the command line."""

import cuttings as ct
import pandas as pd
import pytest
from cuttings.__main__ import main
from hypothesis import given
from hypothesis import strategies as st

ROWS = pd.DataFrame(
    [
        ("One", "A fictional fleet sailed in the morning. It came back.", "2024-01-30", "Paper"),
        ("Two", "A fictional brigade trained in the hills for a week.", "2024-02-02", "Wire"),
        ("Three", "A fictional squadron landed on a road.", "2024-04-01", "Paper"),
        ("Four", "A fictional minister spoke of peace.", "5 May", None),
        ("Again", "A fictional minister spoke of peace!", "2024-04-02", "Wire"),
    ],
    columns=["title", "text", "date", "outlet"],
)


@pytest.fixture(scope="module")
def few():
    return ct.make_corpus(ROWS.drop(index=4))


def test_articles_are_counted_by_a_column_and_what_is_missing_is_named(few):
    table = ct.count_articles(few)
    assert table[["outlet", "articles", "sentences"]].values.tolist() == [["Paper", 2, 5], ["Wire", 1, 2], ["not known", 1, 2]]
    assert table["first"].tolist()[:2] == [pd.Timestamp("2024-01-30"), pd.Timestamp("2024-02-02")] and pd.isna(table["last"][2])
    assert ct.say(table) == "4 articles by outlet: Paper (2, 50%), Wire (1, 25%) and not known (1, 25%)."
    with pytest.raises(ValueError, match="no column 'paper'"):
        ct.count_articles(few, by="paper")


def test_periods_without_an_article_are_shown_as_such(few):
    table = ct.track_articles(few, freq="M")
    assert table["articles"].tolist() == [1, 1, 0, 1] and table["period"][2] == pd.Timestamp("2024-03-01")
    said = "3 articles over 4 months (2024-01 to 2024-04); most in 2024-01, 2024-02 and 2024-04 (1 each); 1 month has none."
    assert ct.say(table) == f"{said} 1 article without a full date left out."
    assert ct.plot_periods(table).sentence == ct.say(table)
    assert ct.track_articles(few).attrs["freq"] == "W"
    assert str(ct.say(ct.track_articles(few.where(few.articles["doc"] == 0)))).startswith("Articles with a full date: 1 of 1.")


def test_metadata_tells_where_the_dates_come_from(few):
    table = ct.count_metadata(few).set_index("column")
    assert table.loc["date", ["articles", "share", "said"]].tolist() == [3, 0.75, "given (3), given, no year (1)"]
    assert table.loc["outlet", "share"] == 0.75 and table.loc["url", "articles"] == 0
    assert ct.say(ct.count_metadata(few)) == (
        "Known of every article: title; of some: date (75%), outlet (75%) and lang (75%); of none: deck, place, section, author and url."
    )


def test_lengths_are_those_of_the_texts_and_fall_into_classes(few):
    table = ct.measure_lengths(few)
    sizes = sorted(len(f"{title}\n\n{text}") for title, text in ROWS[["title", "text"]].values[:4])
    assert table["characters"].tolist() == sizes == [42, 45, 57, 59] and table["title"][0] == "Four"
    chart = ct.plot_lengths(table)
    assert chart.table.values.tolist() == [["under 250", 4]]
    assert chart.sentence == "The median article has 51 characters; the shortest 42, the longest 59; 4 under 200."


def test_duplicates_are_listed_with_the_one_that_is_kept_and_both_totals():
    table = ct.list_duplicates(ct.make_corpus(ROWS.assign(title=None)))
    assert table[["kept_doc", "path", "reason"]].values.tolist() == [[4, "text 000003", "the same words"]]
    assert ct.say(table) == (
        "1 record repeat 1 article that is kept: 1 in the same words, 0 nearly (Jaccard index of word 5-shingles of 0.8 or more). "
        "Articles without them: 4; with them: 5."
    ).replace("record repeat", "record repeats")
    assert ct.say(ct.list_duplicates(ct.make_corpus(["One."]))) == (
        "No article says the same as another (threshold: a Jaccard index of word 5-shingles of 0.8)."
    )


def test_nothing_is_refused_with_a_reason():
    none = ct.make_corpus([])
    for table in (ct.count_metadata(none), ct.track_articles(none), ct.measure_lengths(none), ct.list_duplicates(none)):
        assert len(table) == 0 and table.attrs["why"]
    assert len(ct.count_articles(none)) == 0 and len(ct.plot_lengths(ct.measure_lengths(none)).table) == 0


@given(st.lists(st.dates(pd.Timestamp("1950-01-01").date(), pd.Timestamp("2049-12-31").date()), min_size=2, max_size=8))
def test_all_dated_articles_are_in_some_period(dates):
    rows = pd.DataFrame({"text": [f"A fictional report, number {n}." for n in range(len(dates))], "date": [str(day) for day in dates]})
    corpus = ct.make_corpus(rows)
    for freq in (None, "D", "W", "M", "Y"):
        assert ct.track_articles(corpus, freq=freq)["articles"].sum() == len(dates) or freq == "D"
    assert ct.count_articles(corpus, by="date")["articles"].sum() == len(dates)


@pytest.mark.parametrize(("variable", "asked", "there"), [(None, None, False), ("1", None, True), ("1", False, False), (None, True, True)])
def test_whole_texts_are_exported_only_on_request(tmp_path, monkeypatch, few, variable, asked, there):
    if variable:
        monkeypatch.setenv("CUTTINGS_WITH_TEXTS", variable)
    ct.export_tables(tmp_path, with_texts=asked, articles=few.articles)
    for table in (pd.read_parquet(tmp_path / "articles.parquet"), pd.read_csv(tmp_path / "articles.csv")):
        assert ("text" in table) is there


def test_the_command_line_says_what_is_kept_and_removes_it(folder, capsys):
    ct.read_corpus(folder)
    assert main(["cache"]) == 0 and capsys.readouterr().out.startswith("Kept 0.")
    assert main(["cache", "--clear"]) == 0 and capsys.readouterr().out.startswith("Removed 0.")
    assert main(["cache"]) == 0 and capsys.readouterr().out.startswith("Kept 0.0 MB")
