"""What README and CONTRIBUTING show works: every block in them is run, in a copy of the repository, as it stands there.

Installing is left to ``.ci/run``, which does just that: ``python3 -m venv`` and ``pip`` are stand-ins, which say whether what they
are to install is there. So is ``pytest``, which says its version or, of a named file, collects the tests: it would run this file
again, and so on without end. Jupyter Lab gets a port and no browser, must answer, and is ended.
"""

import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import sysconfig
import tomllib
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

import cuttings as ct
import pytest
from cuttings.__main__ import main
from cuttings.loading.settings import read_settings
from seed import ROOT

PAGES = ("README.md", "CONTRIBUTING.md")
SCRIPTS = Path(sysconfig.get_path("scripts"))
LONGEST = 240  # seconds that a block may take, on a machine that does other things besides
LANGUAGES = ("sh", "python", "csv", "toml", "diff")
PROGRAMS = {"python3", "uv", "echo"} | {f".venv/bin/{name}" for name in ("cuttings", "dask", "jupyter", "mypy", "pip", "pytest", "ruff")}
ARTICLES = {
    "launch.txt": "A fictional launch\n\nFictional Shipyard launched a frigate, and Malaysia sailed it. No sea trial was held.\n",
    "visit.txt": "A fictional visit\n\nThe fictional Paper reports a visit to the shipyard. Turkey will hold a sea trial with Malaysia.\n",
}
STAND_INS = {
    "python3": """
        if sys.argv[1:] == ["-m", "venv", ".venv"]:
            import ensurepip, venv
        else:
            os.execv(PYTHON, [PYTHON, *sys.argv[1:]])
    """,
    "pip": """
        import tomllib
        extras = tomllib.loads(Path("pyproject.toml").read_text())["project"]["optional-dependencies"]
        match sys.argv[1:]:
            case ["install", "-r", name]:
                *pins, last = Path(name).read_text().splitlines()
                assert last == "-e ." and all("==" in pin for pin in pins)
            case ["install", "-e", what]:
                assert set(what.removeprefix(".[").removesuffix("]").split(",")) <= set(extras), what
            case other:
                sys.exit(f"tests/test_readme.py does not know what pip {other} installs")
    """,
    "pytest": """
        options = ["--collect-only", "-q", "-n", "0", *sys.argv[1:]] if sys.argv[1:] else ["--version"]
        os.execv(SCRIPTS / "pytest", ["pytest", *options])
    """,
    "mypy": """
        os.execv(SCRIPTS / "mypy", ["mypy", "--version"])  # .ci/run looks at the whole library, which takes a while
    """,
    "jupyter": """
        import json, socket, time, urllib.request
        assert sys.argv[1:] == ["lab", "notebooks"], sys.argv
        read = "import cuttings as ct; ct.setup(); print(len(ct.read_corpus(ct.corpus_folder())), 'articles')"
        subprocess.run([PYTHON, "-c", read], cwd="notebooks", check=True)  # where its kernels run
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        options = ["--no-browser", "--allow-root", "--ServerApp.ip=127.0.0.1", f"--ServerApp.port={port}", "--IdentityProvider.token=here"]
        lab = subprocess.Popen([SCRIPTS / "jupyter", *sys.argv[1:], *options], stderr=subprocess.DEVNULL)
        opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        try:
            for second in range(90):
                time.sleep(1)
                try:
                    with opener.open(f"http://127.0.0.1:{port}/api/contents?token=here") as answer:
                        names = {item["name"] for item in json.load(answer)["content"]}
                    break
                except OSError:
                    assert lab.poll() is None, "Jupyter Lab ended"
            assert names == {path.name for path in Path("notebooks").glob("*.ipynb")}, names
        finally:
            lab.terminate()
            lab.wait(30)
    """,
}


class Block(NamedTuple):
    """A fenced block of a page: where it begins, its language, its lines, and the text before it."""

    page: str
    line: int
    language: str
    text: str
    before: str

    def __str__(self) -> str:
        return f"{self.page}:{self.line}"


def read_blocks(page: str) -> list[Block]:
    text = (ROOT / page).read_text(encoding="utf-8")
    found = re.finditer(r"^```(.*)\n((?:.*\n)*?)```$", text, re.MULTILINE)
    return [Block(page, text.count("\n", 0, block.start()) + 2, block[1], block[2], text[: block.start()]) for block in found]


BLOCKS = [block for page in PAGES for block in read_blocks(page)]
PROSE = {page: re.sub(r"^```(?:.*\n)*?```$", "", (ROOT / page).read_text(encoding="utf-8"), flags=re.MULTILINE) for page in PAGES}
CODES = {page: re.findall(r"`([^`\n]+)`", PROSE[page]) for page in PAGES}


# The copy


def list_files() -> list[str]:
    """Return the files that are, or would be, committed; of an archive, in which git does not know, all but what is made."""
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    git = subprocess.run(command, cwd=ROOT, capture_output=True, check=False, text=True) if shutil.which("git") else None
    if git and git.returncode == 0:
        return [name for name in git.stdout.split("\0") if name and (ROOT / name).is_file()]
    made = {".git", ".venv", "site", "output", *(path.name for path in ROOT.glob(".*_cache")), ".hypothesis"}
    found = [path.relative_to(ROOT) for top in ROOT.iterdir() if top.name not in made for path in [top, *top.rglob("*")]]
    return [str(path) for path in found if (ROOT / path).is_file() and "__pycache__" not in path.parts]


def copy_repository(folder: Path) -> Path:
    """Copy the repository; put two fictional articles and stand-ins into the copy; return it."""
    for name in list_files():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(ROOT / name, folder / name)
    write_files(folder / "path" / "to" / "articles", ARTICLES)
    (folder / ".venv" / "bin").mkdir(parents=True)
    for path in SCRIPTS.iterdir():
        (folder / ".venv" / "bin" / path.name).symlink_to(path)
    head = f"#!{sys.executable}\nimport os, subprocess, sys\nfrom pathlib import Path\n"
    head += f"PYTHON, SCRIPTS = {sys.executable!r}, Path({str(SCRIPTS)!r})\n"
    for name, body in STAND_INS.items():
        stand_in = folder / ".venv" / "bin" / name
        stand_in.unlink(missing_ok=True)
        stand_in.write_text(head + re.sub(r"^ {8}", "", body, flags=re.MULTILINE))
        stand_in.chmod(0o755)
    return folder


def write_files(folder: Path, files: dict[str, str]) -> None:
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")


def run(command: list[str], copy: Path) -> str:
    """Run a command in a copy, with the library that is there, and return what it prints; end whatever it leaves behind."""
    own = {"PYTHONPATH": str(copy / "lib"), "PATH": f"{copy / '.venv' / 'bin'}:{os.environ['PATH']}", "CUTTINGS_QUIET": "1"}
    own |= {name: str(copy / ".own") for name in ("JUPYTER_CONFIG_DIR", "JUPYTER_DATA_DIR", "JUPYTER_RUNTIME_DIR", "CUTTINGS_CACHE")}
    env = {name: said for name, said in os.environ.items() if name not in ("CUTTINGS_CORPUS", "CUTTINGS_OUTPUT")} | own
    process = subprocess.Popen(
        command, cwd=copy, env=env, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, start_new_session=True
    )
    try:
        said = process.communicate(timeout=LONGEST)[0]
    finally:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
    assert process.returncode == 0, said
    return said


@pytest.fixture(scope="module")
def copy(tmp_path_factory) -> Path:
    """Return a copy in which commands are run."""
    return copy_repository(tmp_path_factory.mktemp("commands") / "cuttings")


# The blocks


def test_every_block_is_run_by_a_test_below():
    assert len(BLOCKS) > 20  # else they were not found
    assert len(re.findall(r"^\s*```", "".join((ROOT / page).read_text(encoding="utf-8") for page in PAGES), re.MULTILINE)) == 2 * len(
        BLOCKS
    )
    assert [str(block) for block in BLOCKS if block.language not in LANGUAGES] == [], "no test knows how to run these"


def programs(script: str) -> set[str]:
    """Return the programs that a script calls.

    >>> sorted(programs("A=1 tool x && other # more & more"))
    ['other', 'tool']
    """
    plain = re.sub(r"\s#.*", "", script)
    return set(re.findall(r"(?:^|[&|;])\s*(?:\w+=\S*\s+)*([^\s&|;]+)", plain, re.MULTILINE))


@pytest.mark.parametrize("block", [block for block in BLOCKS if block.language == "sh"], ids=str)
def test_commands_do_what_they_say(block, copy):
    assert programs(block.text) <= PROGRAMS, "a program that this test does not know how to run"
    if "uv" in programs(block.text) and not shutil.which("uv"):
        pytest.skip("uv is not on this machine, and the library has no need of it but to compile the pins")
    before = {path.name: path.read_bytes() for path in (copy / "notebooks").glob("*.ipynb")}
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        script = block.text.replace("8786", str(free.getsockname()[1]))
    said = run(["bash", "-euo", "pipefail", "-c", f"trap 'kill $(jobs -p) 2>/dev/null || true; wait' EXIT\n{script}"], copy)
    for made in [*re.findall(r"--out (\S+)", block.text), *re.findall(r"^Open (\S+)", said, re.MULTILINE)]:
        assert (copy / made).is_file() or any((copy / made).iterdir()), made
    assert "cuttings count" not in block.text or "2 articles in 1 part." in said
    if sys.version_info[:2] == (3, 11):  # that the committed outputs are of
        assert {path.name: path.read_bytes() for path in (copy / "notebooks").glob("*.ipynb")} == before


def data(block: Block) -> tuple[str, str]:
    """Return the name of the file that a block shows, by the text before it, and what is in the file."""
    named = re.findall(r"`((?:knowledge/\w+|metadata)\.csv)`", block.before)
    between = block.before[block.before.rindex(f"`{named[-1]}`") :] if named else ""
    assert between and "```" not in between, f"{block} does not say which file it is"
    return named[-1], block.text


def run_snippets(page: str, copy: Path) -> str:
    """Run the snippets of a page that are no file of the library, one behind the other, on articles with the files that it shows."""
    blocks = [block for block in BLOCKS if block.page == page]
    write_files(copy / "path" / "to" / "articles", dict(data(block) for block in blocks if block.language == "csv"))
    lines: list[str] = []
    for block in blocks:
        if block.language == "python" and not file_of(block):
            lines += [""] * (block.line - len(lines) - 1) + block.text.splitlines()  # what fails tells its line on the page
    said = run([sys.executable, "-c", "\n".join(lines)], copy)
    told = re.findall(r"^print\(.*\)  # (.*)$", "\n".join(lines), re.MULTILINE)
    assert told and all(line in said.splitlines() for line in told), said
    return said


def file_of(block: Block) -> str:
    """Return the file of the library that a block shows, or the end of, by its first line; nothing where it shows none."""
    named = re.match(r"# ((?:lib|tests)/[\w/]+\.py)", block.text)
    return named[1] if named else ""


def test_the_snippets_of_the_readme_work(tmp_path):
    copy = copy_repository(tmp_path / "cuttings")
    said = run_snippets("README.md", copy)
    assert "joins Malaysia and Türkiye" in said and "[co-production]" in said
    assert "Fictional [Shipyard] [launched] a frigate" in said and "in_the_yard" in said
    made = {path.name for name in ("evidence", "sheets") for path in (copy / "path" / "to" / name).iterdir()}
    assert made == {"evidence_frames.csv", "evidence_frames.parquet", "key.csv", "sheet.csv"}
    own = ct.read_actors(ct.read_corpus(copy / "path" / "to" / "articles", cache=False)).set_index("id").loc["Fictional Shipyard"]
    assert own["aliases"].startswith("Fictional Yard|FSY")


@pytest.mark.parametrize("block", [block for block in BLOCKS if block.language == "toml"], ids=str)
def test_declarations_are_understood(block, tmp_path):
    name = re.match(r"# (\w+\.toml)", block.text)[1]
    columns = "Headline,Story Body,Date\nKurgu,Kurgusal bir tersane bir gemi aldı.,03/04/2025\n"
    write_files(tmp_path, {name: block.text})
    (tmp_path / "table.csv").write_bytes(columns.encode("cp1254"))
    article = ct.read_corpus(tmp_path, cache=False).articles.iloc[0]
    assert (article["lang"], article["outlet"], str(article["date"].date())) == ("tr", "The Paper", "2025-04-03")
    assert article["text"].endswith("aldı.") and read_settings(tmp_path).year == 2025


def apply(diff: str, copy: Path) -> None:
    """Make the changes of a diff; its lines that stay must be in the file, and in one place."""
    for part in re.split(r"^--- ", diff, flags=re.MULTILINE)[1:]:
        name = re.search(r"^\+\+\+ b/(\S+)", part, re.MULTILINE)[1]
        for hunk in re.split(r"^@@.*\n", part, flags=re.MULTILINE)[1:]:
            lines = hunk.splitlines(keepends=True)
            old, new = ("".join(line[1:] for line in lines if line[0] in signs) for signs in (" -", " +"))
            text = (copy / name).read_text(encoding="utf-8")
            assert text.count(old) == 1, f"in {name} there is not one place for\n{hunk}"
            (copy / name).write_text(text.replace(old, new), encoding="utf-8")


def test_the_examples_of_extension_work(tmp_path):
    copy = copy_repository(tmp_path / "cuttings")
    blocks = [block for block in BLOCKS if block.page == "CONTRIBUTING.md"]
    files = []
    for block in blocks:
        if block.language == "diff":
            apply(block.text, copy)
        elif block.language == "python" and (name := file_of(block)):
            head, body = block.text.split("\n", 1)
            known = (copy / name).read_text(encoding="utf-8") if head.endswith("at its end") else ""
            write_files(copy, {name: known + (body if known else block.text)})
            files.append(name)
    assert len(files) == 5
    run([str(SCRIPTS / "ruff"), "check", *files], copy)
    run([str(SCRIPTS / "ruff"), "format", "--check", *files], copy)
    run([sys.executable, "-m", "pytest", "-n", "0", "-q", *files], copy)
    said = run_snippets("CONTRIBUTING.md", copy)
    assert "Not met: []" in said and "[launched]" in said


# What they name


@pytest.mark.parametrize("page", PAGES)
def test_every_link_leads_somewhere(page):
    links = re.findall(r"\]\(([^)#]+)\)", PROSE[page])
    assert links or page == "CONTRIBUTING.md"
    for link in links:
        assert link.startswith("https://") or (ROOT / link).exists(), link


@pytest.mark.parametrize("page", PAGES)
def test_every_row_of_a_table_has_all_its_cells(page):
    for table in re.findall(r"(?:^\|.*\n)+", PROSE[page], re.MULTILINE):
        cells = {len(re.findall(r"(?<!\\)\|", line)) for line in table.splitlines()}
        assert len(cells) == 1, table


PLACES = ("", "lib/cuttings", "lib/cuttings/knowledge", "lib/cuttings/loading", "tests")
MADE = {"index.html", "site/index.html", "sheet.csv", "key.csv", "evidence_frames.csv", "evidence_frames.parquet"}  # by commands
YOURS = {"knowledge/", "knowledge/frames.csv", "knowledge/cues.csv", "knowledge/actors.csv", "coding/", "corpus.toml", "metadata.csv"}


@pytest.mark.parametrize("page", PAGES)
def test_every_file_that_is_named_exists(page):
    named = {code for code in CODES[page] if re.fullmatch(r"\w[\w./-]*(?:\.(?:py|csv|txt|toml|html|ipynb|parquet|md)|/[\w.-]*)", code)}
    assert len(named) > 10
    assert [code for code in named - MADE - YOURS if not any((ROOT / place / code).exists() for place in PLACES)] == []


@pytest.mark.parametrize("page", PAGES)
def test_every_name_in_the_library_is_there(page):
    sources = [path for name in ("lib", "tests") for path in (ROOT / name).rglob("*") if path.suffix in (".py", ".csv", ".txt", ".toml")]
    text = "".join(f" {path.name} {path.read_text(encoding='utf-8')}" for path in [*sources, ROOT / "pyproject.toml"])
    known = set(re.findall(r"\w+", text.replace(Path(__file__).read_text(encoding="utf-8"), "")))
    calls = [code.partition("(")[0].lstrip("@") for code in CODES[page] if re.fullmatch(r"@?[A-Za-z_]\w*(?:\.\w+)*(?:\(.*\))?", code)]
    names = [call.removesuffix(".txt") if (ROOT / call).exists() else call for call in calls]
    assert len(names) > 10
    assert [name for name in names if not set(name.split(".")) <= known | {path.stem for path in ROOT.iterdir()}] == []
    assert [name for name in names if name.startswith("ct.") and not hasattr(ct, name.removeprefix("ct."))] == []


def help_of(capsys, *command: str) -> str:
    with pytest.raises(SystemExit):
        main([*command, "--help"])
    return capsys.readouterr().out


def test_the_commands_are_those_that_there_are(capsys):
    there = set(re.findall(r"^    (\w+) ", help_of(capsys), re.MULTILINE))
    codes = [code for page in PAGES for code in CODES[page]]
    shown = [*codes, *(block.text for block in BLOCKS if block.language == "sh")]
    assert {name for code in shown for name in re.findall(r"\bcuttings ([a-z]+)", code)} == there == {"site", "count", "cache", "refresh"}
    options = {option for name in there for option in re.findall(r"--[\w-]+", help_of(capsys, name))}
    assert {code for code in codes if code.startswith("--")} <= options
    assert {option for code in codes if code.startswith("cuttings ") for option in re.findall(r"--[\w-]+", code)} <= options


# What stands beside them


def test_the_pins_cover_the_direct_dependencies():
    pins = {line.split("==")[0].lower() for line in (ROOT / "requirements.txt").read_text().splitlines()}
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    direct = project["dependencies"] + project["optional-dependencies"]["test"]  # the peers of the benchmarks are nobody's need
    assert direct and {name.split(">=")[0].lower() for name in direct} <= pins
    assert (ROOT / "requirements.txt").read_text().splitlines()[-1] == "-e ."


def test_binder_is_told_the_python_of_the_committed_outputs():
    assert re.fullmatch(r"python-3\.\d+\n", (ROOT / "runtime.txt").read_text())  # the form that repo2docker reads
    version = (ROOT / "runtime.txt").read_text().strip().removeprefix("python-")
    assert f"The committed outputs are those of Python {version}." in PROSE["CONTRIBUTING.md"]
    kernels = [json.loads(path.read_text(encoding="utf-8"))["metadata"]["kernelspec"] for path in (ROOT / "notebooks").glob("*.ipynb")]
    assert {kernel["name"] for kernel in kernels} == {"python3"}


def test_the_citation_names_this_version():
    assert re.search(r"^version: (\S+)$", (ROOT / "CITATION.cff").read_text(encoding="utf-8"), re.MULTILINE)[1] == ct.__version__
