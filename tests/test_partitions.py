"""Surveys: the same figures on one core, on several and on a Dask cluster, in parts of any size, also after a death."""

import csv
import json
import os
import pickle
import re
import signal
import subprocess
import sys
import time
from contextlib import contextmanager
from pathlib import Path

import cuttings as ct
import pandas as pd
import pytest
from cuttings import __main__ as command
from cuttings import lazy
from cuttings.corpus import Survey, read_survey
from cuttings.files import PlainError
from cuttings.lazy import Rows, SurveyError, over
from cuttings.loading import store
from cuttings.loading.drawers import Drawer, pack_tables, unpack_tables
from cuttings.loading.parted import Failure
from cuttings.partitions import count_evidence, digest_tables, find_evidence, on_cores, take_survey
from cuttings.terms import sum_terms

TABLES = ("articles", "sentences", "ledger", "removed")
WHO = ("Malaysia", "Turkey", "Japan")
DOES = ("signed a contract with", "praised", "sanctioned", "did not attack")
SAYS = ("“We agreed on the transfer of technology,” the minister of {a} said.", "Analysts said that {a} would protest.", "{a} was named.")
FURNITURE = "A newsletter of fictional ships comes every Monday"


def write_article(n: int) -> str:
    a, b = WHO[n % 3], WHO[(n + 1 + n % 2) % 3]
    counted = [f"A delegation of {a} counted {word} boats." for word in ("seven", "blue", "wooden", "old", "fast", "grey")[: n % 6]]
    return " ".join([f"{a} {DOES[n % 4]} {b} over {n} ships.", SAYS[n % 3].format(a=b), f"Round {n % 7} of the talks went on.", *counted])


def write_corpus(folder: Path, articles: int = 130) -> Path:
    """Write fictional articles: two outlets, one with a line of its own; duplicates; dates; broken records and files."""
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "b.csv").open("w", newline="", encoding="utf-8") as file:
        table = csv.writer(file)
        table.writerow(["title", "text", "date", "outlet"])
        for n in range(articles):
            body = write_article(n - 20 if n % 40 == 39 else n)  # some say the same as an earlier one
            lines = [body, *([FURNITURE] if n % 6 else [])]
            date = f"{n % 28 + 1:02d}/{n % 12 + 1:02d}/2024"
            table.writerow([f"Fictional Talks, Part {n}", "\n\n".join(lines), date, f"Outlet {n % 6 > 0}"])
    (folder / "a.jsonl").write_text(json.dumps({"text": "Turkey praised Japan. It came to a fictional port."}) + "\n{broken\n")
    (folder / "c.txt").write_text("Japan will train with Malaysia in a fictional bay. Nobody else came.")
    (folder / "photo.jpg").write_bytes(b"\xff\xd8\xff")
    return folder


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return write_corpus(tmp_path_factory.mktemp("survey") / "corpus")


@pytest.fixture(scope="module")
def whole(folder):
    """Return the corpus in memory, and its tables."""
    corpus = ct.read_corpus(folder, cache=False)
    return corpus, count_evidence(find_evidence(corpus))


@pytest.fixture
def cache(tmp_path, monkeypatch):
    monkeypatch.setenv("CUTTINGS_CACHE", str(tmp_path / "cache"))
    return tmp_path / "cache"


@pytest.fixture(scope="module")
def survey_of_few(folder):
    """Return the corpus as a survey that keeps nothing."""
    return read_survey(folder, size=50, cache=False)


def same(tables, others):
    assert set(tables) == set(others)
    for name in tables:
        pd.testing.assert_frame_equal(tables[name], others[name], check_exact=True)
    assert digest_tables(tables) == digest_tables(others)


def test_the_corpus_has_all_that_could_go_wrong(whole):
    corpus, tables = whole
    assert corpus.ledger["status"].value_counts().to_dict() == {"kept": 129, "duplicate": 3, "skipped": 2}
    assert corpus.removed["rule"].eq("repeated in its source").sum() > 100
    assert corpus.articles["date"].notna().sum() > 120 and corpus.articles["date_source"].str.contains("day first").any()
    assert all(len(table) for table in tables.values())
    assert tables["ties"]["q"].notna().all() and tables["signed"]["articles"].max() >= 10


@pytest.mark.parametrize("size", [1, 7, 50, 2_500])
def test_the_size_of_the_parts_changes_no_figure(folder, whole, size, cache):
    corpus, tables = whole
    if size == 1:  # a part for each record: read only, since each part takes a while to be counted
        survey = read_survey(folder, size=size)
    else:
        evidence = take_survey(folder, run=map, size=size, cache=None)
        survey = evidence.corpus
        same(tables, count_evidence(evidence))
    assert len(survey) == len(corpus) and len(survey.parted) == -(-134 // size)
    for name in TABLES:
        pd.testing.assert_frame_equal(getattr(survey, name), getattr(corpus, name))


def test_rows_of_a_survey_are_those_of_the_corpus(folder, whole, cache):
    corpus, survey = whole[0], read_survey(folder, size=30)
    one, other = find_evidence(corpus), find_evidence(survey)
    for name in ("mentions", "speech", "pairs", "acts"):
        rows = getattr(other, name)
        assert isinstance(rows, Rows)
        pd.testing.assert_frame_equal(getattr(one, name), rows.table)
    assert one.pairs.attrs == other.pairs.attrs
    for name in ("words", "codes", "sentence", "stop", "number", "language"):
        assert (getattr(one.tokens, name) == getattr(other.tokens, name)).all()
    for verb in (ct.count_terms, ct.describe_vocabulary, ct.score_collocations, ct.score_tfidf):
        pd.testing.assert_frame_equal(verb(one.tokens), verb(other.tokens))
    for by in ("zone", "part", "period", "outlet"):
        counted = [ct.count_frames(found.corpus, found.hits["generic"], by=by) for found in (one, other)]
        pd.testing.assert_frame_equal(*counted)
    masks = [ct.compare_terms(found.tokens, target=found.corpus.sentences["zone"] == "title") for found in (one, other)]
    pd.testing.assert_frame_equal(*masks)
    pd.testing.assert_frame_equal(*[ct.suggest_actors(found.corpus, ct.read_actors()) for found in (one, other)])
    stems = [ct.tokenize(found.corpus, stem=True) for found in (one, other)]
    assert stems[0].forms == stems[1].forms and stems[0].words.tolist() == stems[1].words.tolist()


@pytest.mark.parametrize("first", ["It rained in a fictional bay.", "No contract was signed."])
def test_why_nothing_is_counted_is_told_by_the_rows_of_all_parts(tmp_path, first):
    for n, text in enumerate([first, "They did not sign the contract.", "Nobody came."]):
        (tmp_path / f"{n}.txt").write_text(text)
    found = [find_evidence(corpus) for corpus in (ct.read_corpus(tmp_path, cache=False), read_survey(tmp_path, size=1, cache=False))]
    refused = [count_evidence(one) for one in found]
    assert not any(len(tables["frames_defence"]) for tables in refused)
    assert [tables["frames_defence"].attrs["why"] for tables in refused] == ["No cue of the codebook counts in these texts."] * 2
    assert {name: table.attrs for name, table in refused[0].items()} == {name: table.attrs for name, table in refused[1].items()}


def test_sentences_of_a_survey_are_fetched_from_their_parts_alone(folder, whole, cache, monkeypatch):
    survey = read_survey(folder, size=30)
    rows = find_evidence(survey).mentions.query("sent > 200")
    fetched = []
    monkeypatch.setattr(Survey, "part", lambda self, n, part=Survey.part: fetched.append(n) or part(self, n))
    assert str(ct.quote(survey, rows, n=4)) == str(ct.quote(whole[0], rows, n=4))
    assert len(set(fetched)) == 1 and "_whole" not in vars(survey)


def test_notebooks_take_a_survey_for_a_corpus(folder, whole, cache, monkeypatch):
    assert not isinstance(ct.read_corpus(folder), Survey)
    monkeypatch.setenv("CUTTINGS_SURVEY", "0.001")
    corpus = ct.read_corpus(folder)
    assert isinstance(corpus, Survey) and str(ct.say(corpus)) == str(ct.say(whole[0]))
    assert str(ct.say(ct.find_actors(corpus, ct.read_actors()))) == str(ct.say(ct.find_actors(whole[0], ct.read_actors())))
    filtered = ct.find_actors(corpus, ct.read_actors()).query("kind == 'state'")  # no longer what was found: taken as it is
    pd.testing.assert_frame_equal(ct.find_pairs(corpus, filtered), ct.find_pairs(whole[0], filtered))
    monkeypatch.setenv("CUTTINGS_SURVEY", "much")
    with pytest.raises(ValueError, match="Give a number of megabytes"):
        ct.read_corpus(folder)


def test_what_was_counted_is_not_counted_again(folder, whole, cache, monkeypatch):
    evidence = take_survey(folder, run=map, size=50, cache=None)
    count_evidence(evidence)
    before = len(evidence.corpus.parted.drawer)
    monkeypatch.setattr(lazy, "_count", lambda *_: pytest.fail("this was counted already"))
    same(whole[1], count_evidence(take_survey(folder, run=map, size=50, cache=None)))
    assert len(evidence.corpus.parted.drawer) == before


def test_other_knowledge_is_counted_anew(tmp_path, cache):
    folder = write_corpus(tmp_path / "corpus", 9)
    before = count_evidence(take_survey(folder, run=map, size=50, cache=None))
    (folder / "knowledge").mkdir()
    (folder / "knowledge" / "actors.csv").write_text("id,name,kind\nDelegation,delegation,organisation\n")
    after = count_evidence(take_survey(folder, run=map, size=50, cache=None))
    assert ["Delegation" in set(tables["ties"]["a"]) for tables in (before, after)] == [False, True]


def test_two_processes_give_the_same_tables(folder, whole, cache):
    with on_cores(2) as engine:
        same(whole[1], count_evidence(take_survey(folder, run=engine.map, size=20, cache=None)))


# --- what fails


def test_a_part_that_fails_is_rows_of_the_ledger_and_is_tried_again(folder, whole, cache, monkeypatch):
    broken = {2}

    def count(survey, calls, n, count=lazy._count):
        if n in broken and survey.sizes[n]:
            raise ZeroDivisionError("a fictional mistake")
        return count(survey, calls, n)

    monkeypatch.setattr(lazy, "_count", count)
    survey = ct.survey(folder, size=30)
    assert survey.parted.failures == {2: "ZeroDivisionError: a fictional mistake"}
    ledger = survey.ledger
    assert len(ledger) == 134 and ledger["status"].value_counts().to_dict() == {"kept": 100, "skipped": 32, "duplicate": 2}
    failed = ledger[ledger["reason"] == "ZeroDivisionError: a fictional mistake"]
    assert len(failed) == 30 and failed["fix"].str.contains("read it again").all() and failed["doc"].isna().all()
    assert len(survey) == 100 and len(survey.articles) == 100
    left = "30 records (ZeroDivisionError: a fictional mistake (30))."
    assert str(ct.say(survey)).endswith(f" 32 skipped. Left out, since the work on their part failed: {left}")
    counted = count_evidence(find_evidence(survey))  # with the part left out
    assert len(counted["terms"]) < len(whole[1]["terms"])
    broken.clear()
    same(whole[1], count_evidence(find_evidence(ct.survey(folder, size=30))))


def test_a_figure_without_a_part_is_no_figure(folder, cache, monkeypatch):
    survey = read_survey(folder, size=50)
    monkeypatch.setattr(lazy, "_count", lambda *_: 1 / 0)
    with pytest.raises(SurveyError, match="Part 0 could not be counted: ZeroDivisionError"):
        ct.count_terms(ct.tokenize(survey))


@pytest.mark.parametrize("stage", ["draft", "make_part"])
def test_a_record_that_breaks_the_reading_spoils_no_other_part(folder, whole, cache, monkeypatch, stage):
    import cuttings.loading.stages as stages

    work = getattr(stages, stage)

    def fail(what, *others):
        if any(one.text and (one.path, one.record) == ("b.csv", 28) for one in ([what] if stage == "draft" else what)):
            raise ValueError("a fictional mistake")
        return work(what, *others)

    monkeypatch.setattr(stages, stage, fail)
    survey = read_survey(folder, size=30)
    assert len(survey.ledger) == 134 and survey.ledger["reason"].eq("ValueError: a fictional mistake").sum() == 30
    assert set(survey.ledger.loc[survey.ledger["reason"].str.contains("fictional mistake"), "status"]) == {"skipped"}
    assert len(survey) > 80 and list(survey.parted.failures.values()) == ["ValueError: a fictional mistake"]
    monkeypatch.setattr(stages, stage, work)
    same(whole[1], count_evidence(take_survey(folder, run=map, size=30, cache=None)))  # it is tried again


def test_a_part_that_fails_after_some_of_it_was_kept_is_left_out_of_all_figures(folder, cache, monkeypatch):
    def fail(call, n, part=lazy.Call.part):
        if n == 2 and call.function.__name__ == "sum_acts" and len(_articles(call, n)):
            raise ZeroDivisionError("a fictional mistake")
        return part(call, n)

    def _articles(call, n):
        return call.tables[1].part(n).articles

    ct.count_terms(ct.tokenize(read_survey(folder, size=30)))  # all parts are counted, and their tokens kept
    monkeypatch.setattr(lazy.Call, "part", fail)
    evidence = take_survey(folder, run=map, size=30, cache=None)
    tables = count_evidence(evidence)
    left = ct.count_terms(ct.tokenize(ct.make_corpus(evidence.corpus.articles[["text"]], clean=False, duplicates="keep")))
    assert tables["terms"]["count"].sum() == left["count"].sum() and len(evidence.corpus) == 100


def test_a_stage_that_was_done_by_a_lost_worker_is_not_done_again(tmp_path):
    import cuttings.loading.stages as stages

    drawer = Drawer(tmp_path)
    drawer["records", 0] = [stages.Record("a.txt", text="A fictional ship came.")]
    stages._sort_lines(drawer, None, 0)
    assert stages._sort_lines(drawer, None, 0) == 0 and ("drafts", 0) in drawer
    stages._make(drawer, stages.Settings(), {}, 0)
    assert stages._make(drawer, stages.Settings(), {}, 0) == 0 and len(drawer["tables", 0]["articles"]) == 1


def test_a_cache_without_room_is_said(folder, monkeypatch):
    monkeypatch.setenv("CUTTINGS_CACHE", "/proc/nowhere")
    with pytest.raises(RuntimeError, match="Set CUTTINGS_CACHE to a folder with room"):
        read_survey(folder)


def test_iterators_serve_every_part(folder, cache):
    survey, actors = read_survey(folder, size=30), ct.read_actors()
    found = [ct.find_actors(survey, actors, languages=languages) for languages in (iter(["tr", "ms"]), ["tr", "ms"])]
    pd.testing.assert_frame_equal(*[rows.table for rows in found])


class Deadly:
    """Work that ends its process at one part, as running out of memory does: once, or always."""

    def __init__(self, mark: Path, always: bool) -> None:
        self.mark, self.always = mark, always

    def __call__(self, n: int) -> int:
        if n == 3 and (self.always or not self.mark.exists()):
            self.mark.touch()
            os._exit(9)
        return n * n


@pytest.mark.parametrize("always", [False, True])
def test_a_process_that_dies_is_begun_anew(tmp_path, always):
    with on_cores(2) as engine:
        results = list(engine.map(Deadly(tmp_path / "died", always), range(9)))
    assert results[:3] + results[4:] == [0, 1, 4, 16, 25, 36, 49, 64]
    assert results[3] == (Failure(3, "its process died of it, twice (it may have run out of memory)") if always else 9)


def test_a_damaged_drawer_is_said(tmp_path):
    drawer = Drawer(tmp_path)
    drawer["tables", 0] = {"one": pd.DataFrame({"x": [1, 2]})}
    path = next(tmp_path.iterdir())
    raw = path.read_bytes()
    path.write_bytes(raw[:40] + bytes([raw[40] ^ 1]) + raw[41:])
    with pytest.raises(OSError, match=r"is damaged\. Run `cuttings cache --clear`"):
        drawer["tables", 0]
    with pytest.raises(KeyError):
        drawer["tables", 1]
    assert ("tables", 0) in drawer and list(drawer) == [("tables", 0)]


@pytest.mark.parametrize("columns", [2, 60])
def test_tables_come_back_as_they_were(columns):
    index = pd.MultiIndex.from_arrays([["a", "b"], ["x", None]], names=["term", "outlet"])
    table = pd.DataFrame({f"draw {n}": [n, 2 * n] for n in range(columns)}, index=index)
    pd.testing.assert_frame_equal(unpack_tables(pack_tables({"sums": table, "none": table[:0]}))["sums"], table)
    pd.testing.assert_frame_equal(unpack_tables(pack_tables({"none": table[:0]}))["none"], table[:0])


def test_what_other_code_or_knowledge_counted_is_removed_when_nobody_uses_it(tmp_path, cache):
    folder = write_corpus(tmp_path / "corpus", 9)
    (folder / "knowledge").mkdir()
    own = folder / "knowledge" / "actors.csv"
    drawers = []
    for name in ("delegation", "boats"):
        own.write_text(f"id,name,kind\nCrew,{name},organisation\n")
        survey = read_survey(folder)
        ct.count_terms(ct.tokenize(survey), by="outlet")
        pickle.dumps(ct.find_pairs(survey, ct.find_actors(survey, ct.read_actors(survey))))  # as for a worker: its tables are kept
        drawers.append({path for path in survey.parted.drawer.folder.iterdir() if path.name.startswith(("sums-", "rows-", "given-"))})
    old, new = drawers[0], drawers[1] - drawers[0]
    assert {path.name.partition("-")[0] for path in old} == {path.name.partition("-")[0] for path in new} == {"sums", "rows", "given"}
    read_survey(folder)
    assert all(path.exists() for path in old | new)  # they were written a moment ago: somebody may still count
    for path in [*sorted(old)[1:], *new]:
        os.utime(path, (1, 1))
    read_survey(folder)
    assert all(path.exists() for path in old | new)
    os.utime(min(old), (1, 1))
    read_survey(folder)
    assert not any(path.exists() for path in old) and all(path.exists() for path in new)


def test_a_cache_that_is_cleared_while_it_is_used_is_said_and_made_anew(folder, whole, cache):
    survey = read_survey(folder, size=50)
    tokens = ct.tokenize(survey)
    store.clear()
    for use in (lambda: ct.count_terms(tokens), lambda: survey.articles, lambda: ct.quote(survey, whole[0].sentences[:1])):
        with pytest.raises(PlainError, match=r"is not there: the folder for caches was cleared while .* Read the corpus anew\.$"):
            use()
    pd.testing.assert_frame_equal(ct.count_terms(ct.tokenize(read_survey(folder, size=50))), whole[1]["terms"])


def test_a_cache_that_is_cleared_while_it_is_filled_is_said_and_made_anew(folder, whole, cache, monkeypatch):
    import cuttings.loading.stages as stages

    def clear_once(part, numbers, find=stages.find_repeated):
        store.clear()
        return find(part, numbers)

    with monkeypatch.context() as once:
        once.setattr(stages, "find_repeated", clear_once)
        with pytest.raises(PlainError, match="Read the corpus anew"):
            read_survey(folder, size=50)
    assert len(read_survey(folder, size=50)) == len(whole[0])


WRONG = [
    lambda corpus: ct.count_terms(ct.tokenize(corpus), by="unknown"),
    lambda corpus: ct.count_terms(ct.tokenize(corpus), n=9),
    lambda corpus: ct.score_tfidf(ct.tokenize(corpus), n=9),
    lambda corpus: ct.describe_vocabulary(ct.tokenize(corpus), window=0),
    lambda corpus: ct.describe_vocabulary(ct.tokenize(corpus), by="unknown"),
    lambda corpus: ct.score_collocations(ct.tokenize(corpus), window=0),
    lambda corpus: ct.track_terms(ct.tokenize(corpus), ["ships"], freq="century"),
    lambda corpus: ct.compare_terms(ct.tokenize(corpus), target=[True]),
    lambda corpus: ct.tokenize(corpus, lang="nowhere"),
    lambda corpus: ct.find_speech(corpus, ct.find_actors(corpus, ct.read_actors()), mode="loose"),
    lambda corpus: ct.find_pairs(corpus, ct.find_actors(corpus, ct.read_actors()), within="line"),
    lambda corpus: ct.find_actors(corpus, pd.DataFrame({"name": ["Japan"]})),
    lambda corpus: ct.code_frames(corpus, pd.DataFrame({"term": ["ships"]})),
    lambda corpus: ct.count_frames(corpus, ct.code_frames(corpus, ct.read_codebook("generic")), by="unknown"),
    lambda corpus: ct.cross_frames(corpus, ct.code_frames(corpus, ct.read_codebook("generic")), ["ships", ""]),
    lambda corpus: ct.cross_frames(corpus, ct.code_frames(corpus, ct.read_codebook("generic")), 5),
    lambda corpus: ct.count_articles(corpus, by="unknown"),
]


@pytest.mark.parametrize("wrong", range(len(WRONG)))
def test_wrong_arguments_are_told_as_they_are_of_a_corpus(survey_of_few, whole, wrong):
    said = []
    for corpus in (whole[0], survey_of_few):
        try:
            WRONG[wrong](corpus)
        except Exception as error:
            said.append((type(error), str(error)))
    assert len(said) == 2 and said[0] == said[1]


# --- the command, killed; a cluster


def counting(folder, *options):
    return [sys.executable, "-m", "cuttings", "count", str(folder), "--part", "10", *options]


def told(done):
    assert done.returncode == 0, done.stderr
    return re.search(r"Digest of the tables: (\w+)", done.stdout)[1]


def test_a_survey_that_is_killed_goes_on_where_it_was(folder, whole, cache, tmp_path):
    running = subprocess.Popen(counting(folder), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    wait_for(lambda: len(list(cache.glob("*.parts/*/sums-*-00000[1-9].arrows"))) > 15)
    running.send_signal(signal.SIGKILL)
    running.wait()
    kept = sorted(cache.glob("*.parts/*/sums-*-00000[1-9].arrows"))
    assert kept and not list(cache.glob("*.parts/*/sums-*-000013.arrows"))
    times = {path: path.stat().st_mtime_ns for path in kept}
    done = subprocess.run(counting(folder, "--out", str(tmp_path / "out")), capture_output=True, text=True, timeout=300)
    assert told(done) == digest_tables(whole[1])
    assert {path: path.stat().st_mtime_ns for path in kept} == times  # not counted again
    assert len(pd.read_csv(tmp_path / "out" / "ledger.csv")) == len(pd.read_parquet(tmp_path / "out" / "ledger.parquet")) == 134
    assert {path.suffix for path in (tmp_path / "out").iterdir()} == {".csv", ".parquet"}


@contextmanager
def dask(*arguments):
    """Give a process of Dask's, that listens on this machine alone and ends with the test, or after five minutes."""
    command = [sys.executable, "-m", "dask", *arguments, "--host", "127.0.0.1", "--no-dashboard"]
    running = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        yield running
    finally:
        running.kill()
        running.wait()


def wait_for(what, seconds=120):
    deadline = time.monotonic() + seconds
    while not what():
        assert time.monotonic() < deadline, "this took too long"
        time.sleep(0.05)


def test_a_dask_cluster_with_a_worker_that_dies_gives_the_same_tables(folder, whole, cache, tmp_path, monkeypatch):
    address = tmp_path / "scheduler.json"
    worker = ("worker", "--scheduler-file", str(address), "--nthreads", "1", "--no-nanny", "--lifetime", "5m")
    with dask("scheduler", "--port", "0", "--scheduler-file", str(address)):
        wait_for(lambda: address.exists() and address.stat().st_size)
        tcp = json.loads(address.read_text())["address"]
        assert tcp.startswith("tcp://127.0.0.1:")
        with dask(*worker) as one, dask(*worker):
            running = subprocess.Popen(counting(folder, "--scheduler", tcp), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
            wait_for(lambda: running.poll() is not None or len(list(cache.glob("*.parts/*/sums-*.arrows"))) > 10)
            one.kill()
            out, err = running.communicate(timeout=300)
    assert told(subprocess.CompletedProcess((), running.returncode, out, err)) == digest_tables(whole[1])


def test_one_sentence_says_what_is_wrong(folder, capsys, monkeypatch):
    assert command.main(["count", str(folder / "nothing")]) == 2
    assert "There is no folder or file" in capsys.readouterr().err
    with pytest.raises(SystemExit):
        command.main(["count", str(folder), "--workers", "none"])
    assert "'none' is no whole number from 1 on" in capsys.readouterr().err
    monkeypatch.setattr("cuttings.partitions.TIMEOUT", 1)
    assert command.main(["count", str(folder), "--scheduler", "tcp://127.0.0.1:9"]) == 2
    assert "No Dask scheduler answers at tcp://127.0.0.1:9" in capsys.readouterr().err
    assert command.main(["count", str(folder), "--no-cache", "--scheduler", "tcp://other-machine:8786"]) == 2
    said = capsys.readouterr().err
    assert "Without a cache, the parts lie in a temporary folder, which the workers of tcp://other-machine:8786 may not see" in said
    assert command.main(["count", str(folder), "--no-cache", "--scheduler", "tcp://127.0.0.1:9"]) == 2
    assert "No Dask scheduler answers" in capsys.readouterr().err
    monkeypatch.setitem(sys.modules, "distributed", None)
    assert command.main(["count", str(folder), "--scheduler", "tcp://127.0.0.1:9"]) == 2
    assert capsys.readouterr().err == 'cuttings: Dask is not installed. Run: pip install -e ".[dask]"\n'


def test_sums_of_plain_tables_need_no_survey(whole):
    tokens = ct.tokenize(whole[0])
    assert len(list(over(sum_terms, tokens))) == 1
