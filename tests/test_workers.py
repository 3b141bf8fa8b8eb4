"""The processes that read hostile formats: never hanging, never left behind."""

import io
import os
import signal
import subprocess
import sys
import time
import zipfile
from pathlib import Path

import cuttings as ct
import pytest
from cuttings.loading import listing, readers, store, worker, workers
from cuttings.loading.settings import Settings

TABLES = ("articles", "sentences", "ledger", "removed")
SENTENCE = "A fictional state {} a ship. It came on a Monday."
FIX = "save its text alone, as .txt"
BROKEN = "open it in its own program, and save it anew"


def pages(folder: Path, *words: str) -> Path:
    folder.mkdir(exist_ok=True)
    for number, word in enumerate(words):
        (folder / f"{number}.html").write_text(f"<html>{word}</html>")
    return folder


def forbid(*args, **kwargs):
    raise AssertionError("this was not to be called")


# stands in for the worker: does what the file says, and answers with its own process id
ACTOR = """
import json, os, sys, time
open(os.path.join(os.path.dirname(__file__), f"pid{os.getpid()}"), "w").close()
while line := sys.stdin.buffer.readline():
    raw = sys.stdin.buffer.read(json.loads(line)["size"]).decode()
    if "hang" in raw:
        time.sleep(1000)
    if "slow" in raw:
        time.sleep(0.4)
    if "die" in raw:
        os._exit(3)
    if "half" in raw:
        sys.stdout.write('{"text": "A fic')
        sys.stdout.flush()
        os._exit(0)
    if "garbage" in raw:
        sys.stdout.write("no json\\n\\n")
        sys.stdout.flush()
        continue
    if "meet" in raw:
        here = os.path.dirname(__file__)
        open(os.path.join(here, f"busy{os.getpid()}"), "w").close()
        while len([name for name in os.listdir(here) if name[:4] == "busy"]) < 3:
            time.sleep(0.02)
    leaves = "leave" in raw
    sys.stdout.write(json.dumps({"text": f"A fictional story {raw[6:-7]}, told by {os.getpid()}."}) + "\\n\\n")
    sys.stdout.flush()
    if leaves:
        os._exit(0)
"""


@pytest.fixture
def actor(tmp_path, monkeypatch):
    (tmp_path / "actor").mkdir()
    monkeypatch.setattr(workers, "WORKER", tmp_path / "actor" / "worker.py")
    workers.WORKER.write_text(ACTOR)
    return workers.WORKER.parent


def living(actor: Path) -> list[int]:
    """Return the actors that live: not even a zombie is left of one that was seen to."""
    return [int(path.name[3:]) for path in actor.glob("pid*") if Path("/proc", path.name[3:]).exists()]


def eventually(check) -> bool:
    deadline = time.monotonic() + 10
    while not (found := check()) and time.monotonic() < deadline:
        time.sleep(0.02)
    return found


REASONS = {"hang": "took longer than 1 seconds", "die": "its reader broke down", "half": "its reader broke down"}


@pytest.mark.parametrize("word", [*REASONS, "garbage"])
def test_a_file_that_breaks_its_reader_is_a_row_and_the_next_has_a_new_reader(tmp_path, actor, monkeypatch, word):
    monkeypatch.setattr(os, "sched_getaffinity", lambda _: {0})
    monkeypatch.setattr(workers, "LONGEST_READ", 1)
    corpus = ct.read_corpus(pages(tmp_path / "pages", "one", "two", word, "three"), cache=False)
    assert corpus.ledger["status"].tolist() == ["kept", "kept", "skipped", "kept"]
    assert corpus.ledger.loc[2, ["reason", "fix"]].tolist() == [REASONS.get(word, "its reader broke down"), FIX]
    told = [text.split()[-1] for text in corpus.articles["text"]]
    assert told[0] == told[1] and (told[1] == told[2]) == (word not in REASONS)
    assert living(actor) == []


def test_a_file_does_not_pay_for_the_one_before(tmp_path, actor, monkeypatch):
    monkeypatch.setattr(os, "sched_getaffinity", lambda _: {0})
    ledger = ct.read_corpus(pages(tmp_path / "corpus", "leave", "a", "leave", "b"), cache=False).ledger
    assert ledger["status"].tolist() == ["kept"] * 4


def test_answers_come_in_the_order_of_the_files(tmp_path, actor, monkeypatch):
    monkeypatch.setattr(os, "sched_getaffinity", lambda _: {0, 1, 2})
    corpus = ct.read_corpus(pages(tmp_path / "pages", "slow", "one", "two", "slow too", "three"), cache=False)
    assert [text[18:].split(",")[0] for text in corpus.articles["text"]] == ["slow", "one", "two", "slow too", "three"]
    assert corpus.ledger["path"].tolist() == [f"{n}.html" for n in range(5)]


def test_files_are_read_on_all_cores_at_once(tmp_path, actor, monkeypatch):
    monkeypatch.setattr(os, "sched_getaffinity", lambda _: {0, 1, 2})
    monkeypatch.setattr(workers, "LONGEST_READ", 2)  # seconds in which three readers have to meet, each at a file of its own
    ledger = ct.read_corpus(pages(tmp_path / "pages", *["meet"] * 3), cache=False).ledger
    assert "skipped" not in ledger["status"].tolist()


def test_no_reader_is_started_where_no_file_needs_one(folder, monkeypatch):
    monkeypatch.setattr(workers.subprocess, "Popen", forbid)
    assert len(ct.read_corpus(folder, cache=False)) == 2


@pytest.mark.parametrize("word", ["slow", "hang"])
@pytest.mark.parametrize("error", [None, ZeroDivisionError])
def test_no_reader_is_left_where_the_reading_is_broken_off(tmp_path, actor, monkeypatch, word, error):
    monkeypatch.setattr(workers, "LONGEST_READ", 1)
    for _ in range(2):
        records = readers.Reader(Settings()).read(listing.list_files(pages(tmp_path / "pages", "one", word, word)))
        next(records)
        with pytest.raises(error or GeneratorExit):
            records.throw((error or GeneratorExit)())
        assert living(actor) == []


def test_no_reader_is_started_once_the_reading_has_ended(actor, monkeypatch):
    started, popen = [], subprocess.Popen
    monkeypatch.setattr(
        workers.subprocess, "Popen", lambda *args, **more: (time.sleep(0.2), started.append(popen(*args, **more)))[1] or started[-1]
    )
    with workers.Workers() as pool:
        pool.submit("html", b"hang", [])
    time.sleep(0.5)
    left = [process for process in started if process.poll() is None]
    for process in left:
        process.kill()
        process.wait()
    assert left == []


LONG = """
import signal, sys
signal.signal(signal.SIGINT, signal.default_int_handler)  # a shell that started the tests in the background has it ignored
from pathlib import Path
import cuttings as ct
from cuttings.loading import workers
workers.WORKER = Path(sys.argv[2])
ct.read_corpus(sys.argv[1])
"""


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGKILL])
def test_a_reading_that_is_stopped_leaves_no_readers_and_no_half_entry(folder, actor, how):
    pages(folder, *["slow"] * 400)
    process = subprocess.Popen([sys.executable, "-c", LONG, folder, workers.WORKER], stderr=subprocess.DEVNULL)
    try:
        assert eventually(lambda: living(actor))
        process.send_signal(how)
        assert process.wait(timeout=15) == -how
    finally:
        process.kill()
        process.wait()
    assert eventually(lambda: not [pid for pid in living(actor) if "\nState:\tZ" not in Path(f"/proc/{pid}/status").read_text()])
    assert not store.cache_folder().exists() or list(store.cache_folder().iterdir()) == []


# the real worker, with a parser of pages that misbehaves, or with other limits
REAL = """
import importlib.util, os, subprocess, sys
spec = importlib.util.spec_from_file_location("worker", {path!r})
worker = importlib.util.module_from_spec(spec)
spec.loader.exec_module(worker)
def html(raw, names):
{body}
    yield {{"text": "A fictional text."}}
worker.html = html
worker.MOST_MEMORY = 1_000_000_000
worker.main()
"""


@pytest.mark.parametrize(
    ("body", "reason", "fix"),
    [
        ("print('no answer'); print('no error', file=sys.stderr); os.write(1, b'noise'); subprocess.run(['echo', 'x'])", "", ""),
        ("bytearray(2_000_000_000)", "takes more memory than a file may", "split it, or save its text alone"),
        ("again = lambda: again(); again()", "nested too deeply", "save its text alone"),
        ("raise KeyError('no\\nsuch key')", "broken html: 'no\\nsuch key'", BROKEN),
        ("raise AssertionError", "broken html: AssertionError", BROKEN),
        ("raise SystemExit", "its reader broke down", FIX),
        ("os.abort()", "its reader broke down", FIX),
    ],
)
def test_a_parser_that_misbehaves_spoils_its_own_file_only(tmp_path, monkeypatch, body, reason, fix):
    monkeypatch.setattr(workers, "WORKER", tmp_path / "worker.py")
    condition = "    if b'bad' in raw:\n        "
    workers.WORKER.write_text(REAL.format(path=worker.__file__, body=condition + body))
    ledger = ct.read_corpus(pages(tmp_path / "pages", "good", "bad", "good"), cache=False, duplicates="keep").ledger
    assert ledger["reason"].tolist()[1] == (reason or "the same words")
    assert ledger["status"].tolist() == ["kept", "skipped" if reason else "duplicate", "duplicate"]
    assert ledger["fix"].tolist() == ["", fix, ""]


TYPES = """<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">
<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Override PartName="/word/document.xml"
ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>"""
LINKS = """<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="a"
Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/></Relationships>"""
WORD = '<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body>{}</w:body></w:document>'
LAUGHS = '<!DOCTYPE d [<!ENTITY x0 "ha">' + "".join(f'<!ENTITY x{n} "{f"&x{n - 1};" * 10}">' for n in range(1, 12)) + "]>"
CELL = '<w:tbl><w:tr><w:tc><w:tcPr><w:gridSpan w:val="{}"/></w:tcPr>{}</w:tc></w:tr></w:tbl>'


def docx(body: str = "", head: str = "", claims: int = 0, more: str = "") -> bytes:
    """Return a Word document of a fictional sentence; its table of contents may claim another size than the text has."""
    paragraphs = "".join(f"<w:p><w:r><w:t>{text}</w:t></w:r></w:p>" for text in ("A fictional report begins.", body))
    with zipfile.ZipFile(out := io.BytesIO(), "w") as archive:
        for name, text in (
            ("[Content_Types].xml", TYPES),
            ("_rels/.rels", LINKS),
            ("word/document.xml", head + WORD.format(more + paragraphs)),
        ):
            archive.writestr(name, text)
        archive.infolist()[-1].file_size = claims or archive.infolist()[-1].file_size
    return out.getvalue()


def pdf(*objects: str) -> bytes:
    body, places = b"%PDF-1.4\n", []
    for number, text in enumerate(objects, 1):
        places.append(b"%010d 00000 n \n" % len(body))
        body += f"{number} 0 obj\n{text}\nendobj\n".encode()
    size = len(objects) + 1
    return body + b"xref\n0 %d\n0000000000 65535 f \n%strailer\n<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF" % (
        size, b"".join(places), size, len(body),
    )  # fmt: skip


CATALOG, KIDS, PAGE = "<</Type/Catalog/Pages 2 0 R>>", "<</Type/Pages/Count 1/Kids[{}]>>", "<</Type/Page/Parent 2 0 R/Contents {} {}>>"
DRAW = "<</Type/XObject/Subtype/Form/BBox[0 0 9 9]/Resources<</XObject<</X 4 0 R>>>>/Length 5>>\nstream\n/X Do\nendstream"
EXTERNAL = '<!DOCTYPE html [<!ENTITY x SYSTEM "file://{}">]>'
NO_TEXT = "no text in it: its pages are pictures"
DOCUMENTS = {  # contents, and the reason why they are not read (its beginning), or the text
    "laughs.docx": (docx("&x11;", LAUGHS), "broken docx: Maximum entity amplification factor exceeded"),
    "inflates.docx": (docx(claims=500_000_001), "unpacks to more than 500 MB"),
    "lies.docx": (docx(claims=100), "broken docx: Bad CRC-32 for file 'word/document.xml'"),
    "cut.docx": (docx()[:-30], "broken docx: File is not a zip file"),
    "pages.pdf": (pdf(CATALOG, KIDS.format("2 0 R")), "broken pdf: Detected cyclic page references."),
    "itself.pdf": (pdf(CATALOG, KIDS.format("3 0 R"), "3 0 R"), "broken pdf: "),
    "length.pdf": (pdf(CATALOG, KIDS.format("3 0 R"), PAGE.format("4 0 R", ""), "<</Length 4 0 R>>\nstream\nBT\nendstream"), NO_TEXT),
    "form.pdf": (pdf(CATALOG, KIDS.format("3 0 R"), PAGE.format("4 0 R", "/Resources<</XObject<</X 4 0 R>>>>"), DRAW), NO_TEXT),
    "cut.pdf": (b"%PDF-1.4\n1 0 obj\n<<", "broken pdf: "),
}


def test_hostile_documents_are_rows_and_the_others_are_read(tmp_path):
    for name, (contents, _) in DOCUMENTS.items():
        (tmp_path / name).write_bytes(contents)
    (tmp_path / "good.docx").write_bytes(docx("It ends."))
    (tmp_path / "zz.html").write_text("<div>" * 200_000)
    corpus = ct.read_corpus(tmp_path, cache=False)
    assert corpus.articles["text"].tolist() == ["A fictional report begins.\n\nIt ends."]
    ledger = corpus.ledger.set_index("path")
    assert {name: ledger.loc[name, "reason"][: len(reason)] for name, (_, reason) in DOCUMENTS.items()} == {
        name: reason for name, (_, reason) in DOCUMENTS.items()
    }
    assert ledger.loc["zz.html", "reason"] == "no article text found"
    assert (ledger.drop("good.docx")["fix"] != "").all()


@pytest.mark.parametrize("name", ["a.docx", "a.html", "a.xhtml"])
def test_an_entity_brings_in_no_other_file(tmp_path, name):
    (tmp_path / "secret").write_text("A secret.")
    (tmp_path / "corpus").mkdir()
    head = EXTERNAL.format(tmp_path / "secret")
    more = "<p>Its ships came on a Monday, and it was said that they would stay for long.</p>" * 5
    page = f"{head}<html><body><article><p>A fictional report begins.</p>{more}<p>&x;</p></article></body></html>".encode()
    (tmp_path / "corpus" / name).write_bytes(docx("&x;", head) if name == "a.docx" else page)
    texts = ct.read_corpus(tmp_path / "corpus", cache=False).articles["text"].tolist()
    assert [text.split("\n")[0] for text in texts] == ["A fictional report begins."] and "secret" not in texts[0]


def test_a_cell_that_claims_millions_of_columns_is_read_once(tmp_path, monkeypatch):
    monkeypatch.setattr(workers, "LONGEST_READ", 5)
    paragraph = "<w:p><w:r><w:t>{}</w:t></w:r></w:p>"
    (tmp_path / "a.docx").write_bytes(docx(more=CELL.format(3, paragraph.format("First."))))
    (tmp_path / "b.docx").write_bytes(docx(more=CELL.format(10_000_000, paragraph.format("Second."))))
    texts = ct.read_corpus(tmp_path, cache=False, duplicates="keep").articles["text"].tolist()
    assert [text.count(word) for text, word in zip(texts, ("First.", "Second."), strict=True)] == [1, 1]
