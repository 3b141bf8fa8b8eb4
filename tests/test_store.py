"""The store of cleaned corpora: never stale, never half."""

import json
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

import cuttings as ct
import pandas as pd
import pytest
from cuttings import corpus as reading
from cuttings.files import open_regular
from cuttings.loading import listing, readers, store

TABLES = ("articles", "sentences", "ledger", "removed")
SENTENCE = "A fictional state {} a ship. It came on a Monday."
FIX = "save its text alone, as .txt"
BROKEN = "open it in its own program, and save it anew"


def forbid(*args, **kwargs):
    raise AssertionError("this was not to be called")


def closed(monkeypatch, folder: Path) -> None:
    """Forbid to open the articles' files; what is declared about them, and what is kept, may be looked at."""
    declared = ("corpus.toml", "metadata.csv", "boilerplate.txt")

    def guarded(path):
        assert folder not in Path(path).parents or Path(path).name in declared, f"{path} was opened"
        return open_regular(path)

    for module in (readers, store):
        monkeypatch.setattr(module, "open_regular", guarded)


def same(one: ct.Corpus, two: ct.Corpus) -> None:
    for name in TABLES:
        left, right = getattr(one, name), getattr(two, name)
        pd.testing.assert_frame_equal(left, right)
        assert left.attrs == right.attrs


def entries() -> list[Path]:
    return [path for path in store.cache_folder().iterdir() if path.is_dir()]


@pytest.mark.parametrize("name", [".", "a.txt", "c.csv", "photo.jpg"])
def test_a_second_reading_opens_no_file_and_gives_the_same_tables(folder, monkeypatch, name):
    first = ct.read_corpus(folder / name)
    monkeypatch.setattr(store.pq, "write_table", forbid)  # nor is anything kept anew
    closed(monkeypatch, folder)
    second = ct.read_corpus(folder / name)
    same(first, second)
    assert second.folder == first.folder == folder
    assert first.ledger["path"].tolist() == {".": ["a.txt", "c.csv", "c.csv", "photo.jpg", "sub/b.txt"], "c.csv": ["c.csv"] * 2}.get(
        name, [name]
    )
    assert first.removed.attrs == ({} if name in (".", "a.txt") else {"why": "No line was taken out."})


def test_one_entry_serves_duplicates_dropped_and_kept(folder, monkeypatch):
    assert ct.read_corpus(folder).articles["path"].tolist() == ["a.txt", "c.csv"]
    closed(monkeypatch, folder)
    kept = ct.read_corpus(folder, duplicates="keep")
    assert kept.articles["path"].tolist() == ["a.txt", "c.csv", "sub/b.txt"]
    same(kept, ct.read_corpus(folder, duplicates="keep", cache=True))
    assert len(entries()) == 1


def test_an_unknown_word_for_duplicates_is_refused_before_anything_is_read(folder, monkeypatch):
    closed(monkeypatch, folder)
    with pytest.raises(ValueError, match="duplicates='maybe' is unknown"):
        ct.read_corpus(folder, duplicates="maybe")


@pytest.mark.parametrize(("said", "cache", "kept"), [("1", None, 0), ("1", False, 0), ("", False, 0), ("1", True, 1), ("", None, 1)])
def test_nothing_is_kept_or_read_from_the_store_where_that_is_not_wanted(folder, monkeypatch, said, cache, kept):
    monkeypatch.setenv("CUTTINGS_NO_CACHE", said)
    ct.read_corpus(folder, cache=cache)
    assert store.cache_folder().exists() == bool(kept) and (not kept or len(entries()) == 1)
    calls = []
    monkeypatch.setattr(reading, "_read", lambda *args, read=reading._read: (calls.append(1), read(*args))[1])
    ct.read_corpus(folder, cache=cache)
    assert len(calls) == 1 - kept


CHANGES = {
    "contents": lambda at: (at / "a.txt").write_text("A fictional state sank a boat."),
    "a file more": lambda at: (at / "z.txt").write_text("Another fictional story."),
    "a file less": lambda at: (at / "a.txt").unlink(),
    "a new name": lambda at: (at / "a.txt").rename(at / "z.txt"),
    "other contents by a rename": lambda at: (at / "photo.jpg").rename(at / "a.txt"),
    "a link": lambda at: ((at / "a.txt").rename(at.parent / "a.txt"), (at / "a.txt").symlink_to(at.parent / "a.txt")),
    "a pipe": lambda at: ((at / "a.txt").unlink(), os.mkfifo(at / "a.txt")),
    "corpus.toml": lambda at: (at / "corpus.toml").write_text('source = "The Fictional Times"'),
    "metadata.csv": lambda at: (at / "metadata.csv").write_text("file,outlet\na.txt,The Fictional Times\n"),
    "a stranger": lambda at: (at / "metadata.csv").write_text("file,outlet\nnone.txt,The Fictional Times\n"),
    "knowledge": lambda at: ((at / "knowledge").mkdir(), (at / "knowledge" / "boilerplate.txt").write_text("day: .*Monday.*")),
}


@pytest.mark.parametrize("what", CHANGES)
def test_a_change_is_seen_and_so_is_its_undoing(folder, tmp_path, what):
    before = ct.read_corpus(folder)
    copy = tmp_path / "copy"
    shutil.copytree(folder, copy)
    CHANGES[what](folder)
    after = ct.read_corpus(folder)
    same(after, ct.read_corpus(folder, cache=False))
    assert any(not getattr(after, name).equals(getattr(before, name)) for name in TABLES)
    shutil.rmtree(folder)
    copy.rename(folder)
    same(ct.read_corpus(folder), before)


@pytest.mark.parametrize("file", ["corpus.toml", "metadata.csv", "knowledge/boilerplate.txt"])
def test_what_changed_while_it_was_read_is_not_taken_for_what_was_read(folder, monkeypatch, file):
    made = {"corpus.toml": 'source = "{}"', "metadata.csv": "file,outlet\na.txt,{}\n", "knowledge/boilerplate.txt": "rule: .*{}.*\n"}[file]
    (folder / "knowledge").mkdir()
    (folder / file).write_text(made.format("bought"))
    with monkeypatch.context() as during:
        during.setattr(
            reading, "_read", lambda *args, read=reading._read: (read(*args), (folder / file).write_text(made.format("sold")))[0]
        )
        ct.read_corpus(folder)
    same(ct.read_corpus(folder), ct.read_corpus(folder, cache=False))


@pytest.mark.parametrize("young", [True, False])
def test_a_change_that_size_and_times_do_not_show_is_seen_in_young_files(folder, monkeypatch, young):
    monkeypatch.undo()
    monkeypatch.setenv("CUTTINGS_CACHE", str(folder.parent / "cache"))
    (folder / "sub" / "b.txt").unlink()
    at = time.time_ns() - (store.YOUNG // 4 if young else 100 * store.YOUNG)
    listed = listing.list_files
    monkeypatch.setattr(reading, "list_files", lambda path: [entry._replace(mtime=at, changed=at) for entry in listed(path)])
    ct.read_corpus(folder)
    with (folder / "a.txt").open("r+") as file:
        file.write(SENTENCE.format("bombed"))
    seen = ct.read_corpus(folder).articles["text"][0]
    assert seen == SENTENCE.format("bombed" if young else "bought")  # an old file of the same size, times and inode is the same


def test_touched_files_are_hashed_and_not_read_again(folder, monkeypatch):
    first, hashed, digest = ct.read_corpus(folder), [], store.digest
    os.utime(folder / "a.txt", (1, 1))
    monkeypatch.setattr(readers, "open_regular", forbid)
    monkeypatch.setattr(store, "digest", lambda entry: (hashed.append(entry.name), digest(entry))[1])
    same(ct.read_corpus(folder), first)
    assert hashed == ["a.txt"]
    same(ct.read_corpus(folder), first)
    assert hashed == ["a.txt"]


def test_files_whose_names_print_alike_are_told_apart(tmp_path, folder):
    odd = [folder / os.fsdecode(name) for name in (b"odd\xfe.txt", b"odd\xff.txt")]
    for number, file in enumerate(odd):
        file.write_text(SENTENCE.format(f"lent {number}"))
    ct.read_corpus(folder)
    for number, file in enumerate(odd):
        file.write_text(SENTENCE.format(f"gave {number}"))
        assert SENTENCE.format(f"gave {number}") in ct.read_corpus(folder).articles["text"].tolist()
    for file in odd:
        file.unlink()
        assert len(ct.read_corpus(folder).ledger) == 5 + sum(map(Path.exists, odd))


def test_one_file_and_a_folder_that_holds_only_it_are_told_apart(tmp_path, folder):
    only = tmp_path / "only"
    only.mkdir()
    (folder / "a.txt").rename(only / "a.txt")
    (only / "metadata.csv").write_text("file,outlet\nnone.txt,The Fictional Times\n")
    for _ in range(2):
        assert ct.read_corpus(only).ledger["path"].tolist() == ["a.txt", "metadata.csv"]
        assert ct.read_corpus(only / "a.txt").ledger["path"].tolist() == ["a.txt"]


def test_declarations_that_change_as_the_reading_begins_are_not_taken_for_the_old_ones(folder, monkeypatch):
    toml, read_settings = folder / "corpus.toml", reading.read_settings
    toml.write_text('source = "Old"')
    with monkeypatch.context() as once:
        once.setattr(reading, "read_settings", lambda where: (toml.write_text('source = "New"'), read_settings(where))[1])
        assert set(ct.read_corpus(folder).articles["outlet"]) == {"New"}
    toml.write_text('source = "Old"')
    assert set(ct.read_corpus(folder).articles["outlet"]) == {"Old"}


def test_no_file_is_left_open(folder, monkeypatch):
    opened, regular = [], readers.open_regular
    monkeypatch.setattr(readers, "open_regular", lambda path: (opened.append(regular(path)), opened[-1])[1])
    (folder / "binary.txt").write_bytes(b"\0\1")
    ct.read_corpus(folder, cache=False)
    assert [file.closed for file in opened] == [True] * 5


def test_a_failure_that_passes_is_not_kept_for_contents_that_can_be_read(folder, monkeypatch):
    with monkeypatch.context() as once:
        once.setattr(readers, "open_regular", lambda path: (_ for _ in ()).throw(OSError(24, "Too many open files")))
        ledger = ct.read_corpus(folder / "a.txt").ledger
        assert ledger[["status", "reason"]].values.tolist() == [["skipped", "cannot be read: Too many open files"]]
    assert ct.read_corpus(folder / "a.txt").ledger["status"].tolist() == ["kept"]


@pytest.mark.parametrize("kind", ["folder", "broken link", "pipe"])
def test_knowledge_that_is_no_file_stops_no_reading_that_does_not_need_it(folder, kind):
    for name in ("stopwords.txt", "agencies.txt"):
        odd = folder / "knowledge" / name
        odd.parent.mkdir(exist_ok=True)
        {"folder": odd.mkdir, "broken link": lambda at=odd: at.symlink_to("/nowhere"), "pipe": lambda at=odd: os.mkfifo(at)}[kind]()
    run = f"import cuttings as ct; print(len(ct.read_corpus({str(folder)!r})))"
    done = subprocess.run([sys.executable, "-c", run], capture_output=True, text=True, timeout=15)
    assert (done.stdout, done.stderr) == ("2\n", "")


DAMAGE = {
    "truncated": lambda table: os.truncate(table, 100),
    "empty": lambda table: os.truncate(table, 0),
    "missing": Path.unlink,
    "garbage": lambda table: table.write_bytes(b"PAR1" * 100),
    "a folder": lambda table: (table.unlink(), table.mkdir()),
    "another table": lambda table: shutil.copy(table.with_name("ledger.parquet" if table.name[0] != "l" else "articles.parquet"), table),
}


@pytest.mark.parametrize("how", DAMAGE)
def test_a_damaged_entry_is_made_anew(folder, monkeypatch, how):
    first = ct.read_corpus(folder)
    for name in TABLES:
        DAMAGE[how](entries()[0] / f"{name}.parquet")
        same(ct.read_corpus(folder), first)
        with monkeypatch.context() as again:
            closed(again, folder)
            same(ct.read_corpus(folder), first)


def test_a_flipped_bit_anywhere_in_an_entry_is_no_error_and_changes_no_table(folder):
    first = ct.read_corpus(folder)
    table = entries()[0] / "articles.parquet"
    whole = table.read_bytes()
    for at in range(0, len(whole), len(whole) // 60):
        table.parent.mkdir(exist_ok=True)
        table.write_bytes(whole[:at] + bytes([whole[at] ^ 1]) + whole[at + 1 :])
        same(ct.read_corpus(folder), first)


@pytest.mark.parametrize(
    "index", ["", "{", "[]", "5", "null", '{"key": 5, "files": {}}', '{"files": {}}', '{"key": "../x", "files": {}}', "cut", "\udcff"]
)
def test_a_damaged_index_is_a_miss(folder, index):
    first = ct.read_corpus(folder)
    path = store._index_path(folder)
    good = json.loads(path.read_text())
    path.write_bytes(
        os.fsencode(json.dumps({**good, "files": {name: row[:4] for name, row in good["files"].items()}}) if index == "cut" else index)
    )
    same(ct.read_corpus(folder), first)
    assert json.loads(path.read_text()).keys() == good.keys()


@pytest.mark.parametrize("where", ["below a file", "a file", "full"])
def test_where_nothing_can_be_kept_the_corpus_is_read_and_one_warning_says_so(folder, tmp_path, monkeypatch, where):
    (tmp_path / "file").write_text("Not a folder.")
    if where == "full":
        monkeypatch.setattr(store.os, "fsync", lambda _: (_ for _ in ()).throw(OSError(28, "No space left on device")))
    else:
        monkeypatch.setenv("CUTTINGS_CACHE", str(tmp_path / "file" / ("sub" if where == "below a file" else "")))
    why = "No space left on device" if where == "full" else "Not a directory"
    wanted = ct.read_corpus(folder, cache=False)
    with pytest.warns(UserWarning, match=f"^The corpus was read, but not kept for the next time .*{why}") as said:
        same(ct.read_corpus(folder), wanted)
    assert [warning.filename for warning in said if warning.category is UserWarning] == [__file__]
    assert where != "full" or list(store.cache_folder().iterdir()) == []
    assert (tmp_path / "file").read_text() == "Not a folder."


def test_only_stale_leavings_of_the_store_are_swept(folder):
    ct.read_corpus(folder)
    cache, key = store.cache_folder(), entries()[0].name
    old, kept = (
        [cache / f".{key}.0123456789ab.new", cache / f".{key}.json.0123456789ab.new"],
        [cache / f".{key}.0123456789ac.new", cache / ".mine.new"],
    )
    for path in (old[0], kept[0]):
        path.mkdir()
        (path / "articles.parquet").write_bytes(b"PAR1")
    old[1].write_text("{")
    kept[1].write_text("A file of somebody's own.")
    before = time.time() - store.STALE
    for path in (*old, kept[1]):
        os.utime(path, (before - 60, before - 60))
    os.utime(kept[0], (before + 60, before + 60))
    (folder / "a.txt").unlink()
    ct.read_corpus(folder)
    assert [path.exists() for path in (*old, *kept)] == [False, False, True, True]


def test_clearing_removes_what_was_kept_and_nothing_else(folder):
    assert store.clear() == 0
    first = ct.read_corpus(folder)
    (store.cache_folder() / "notes.txt").write_text("A file of somebody's own.")
    size = sum(path.stat().st_size for path in store.cache_folder().rglob("*") if path.is_file())
    assert store.clear() == size - len("A file of somebody's own.")
    assert [path.name for path in store.cache_folder().iterdir()] == ["notes.txt"]
    same(ct.read_corpus(folder), first)


# a process that has all imported, and forks readers: each is killed at a moment of its own
FORKS = """
import os, signal, sys, time
import cuttings as ct
from cuttings.loading import store

def at_event(last, cache):
    seen = []
    def hook(event, args):
        if event in ("open", "os.mkdir", "os.rename", "os.remove", "os.rmdir", "os.replace") and cache in str(args[0]):
            seen.append(event)
            if len(seen) == last:
                os.kill(os.getpid(), signal.SIGKILL)
    sys.addaudithook(hook)

folder, root, events, delays = sys.argv[1], sys.argv[2], int(sys.argv[3]), int(sys.argv[4])
began = time.monotonic()
ct.read_corpus(folder, cache=False)
whole = 2 * (time.monotonic() - began)
killed = 0
for moment in range(events + delays):
    os.environ["CUTTINGS_CACHE"] = cache = os.path.join(root, str(moment))
    child = os.fork()
    if not child:
        if moment < events:
            at_event(moment + 1, cache)
        ct.read_corpus(folder)
        os._exit(0)
    if moment >= events:
        time.sleep(whole * (moment - events) / delays)
        os.kill(child, signal.SIGKILL)
    killed += os.WIFSIGNALED(os.waitpid(child, 0)[1])
print(killed)
"""


def test_a_reader_killed_at_any_moment_leaves_whole_entries_or_none(folder, tmp_path, monkeypatch):
    whole = ct.read_corpus(folder, cache=False)
    done = subprocess.run([sys.executable, "-c", FORKS, folder, tmp_path / "k", "10", "15"], capture_output=True, text=True, timeout=50)
    assert done.returncode == 0 and int(done.stdout) >= 10, done.stderr
    for moment in range(25):
        monkeypatch.setenv("CUTTINGS_CACHE", str(tmp_path / "k" / str(moment)))
        for entry in entries() if store.cache_folder().exists() else []:
            assert entry.name.startswith(".") or set(store.load(entry.name, TABLES)) == set(TABLES)
        same(ct.read_corpus(folder), whole)


TOGETHER = """
import sys, warnings
import cuttings as ct
from cuttings.loading import store
warnings.simplefilter("ignore")
store.YOUNG = 0
for n in range(12):
    if sys.argv[2] == "clears":
        store.clear()
    corpus = ct.read_corpus(sys.argv[1])
    assert corpus.articles["path"].tolist() == ["a.txt", "c.csv"] and len(corpus.ledger) == 5 and len(corpus.removed) == 1
"""


def test_readers_writers_and_one_who_clears_do_not_disturb_each_other(folder):
    command = [sys.executable, "-c", TOGETHER, str(folder)]
    running = [subprocess.Popen([*command, what], stderr=subprocess.PIPE, text=True) for what in ("reads", "reads", "reads", "clears")]
    assert [process.communicate(timeout=50)[1] for process in running] == [""] * 4
    assert [path.name for path in store.cache_folder().glob(".*")] == []
