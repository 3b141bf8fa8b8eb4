"""The notebooks as files (the guard), and the proof that their test sees a changed word (the mutation)."""

import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest
from cuttings.site.execute import execute_all
from seed import ROOT, SEED

NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))


def cells(path, kind):
    return [cell for cell in json.loads(path.read_text(encoding="utf-8"))["cells"] if cell["cell_type"] == kind]


def test_there_are_five():
    assert [path.stem for path in NOTEBOOKS] == [
        "01_loading", "02_term_frequency", "03_actor_cooccurrence", "04_narrative_framing", "05_validation",
    ]  # fmt: skip


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_every_cell_was_run_and_nothing_went_wrong(path):
    code = cells(path, "code")
    assert [cell["execution_count"] for cell in code] == list(range(1, len(code) + 1))
    outputs = [output for cell in code for output in cell["outputs"]]
    assert not [o for o in outputs if o["output_type"] == "error" or o.get("name") == "stderr"]
    assert not [cell for cell in code if "NBVAL" in "".join(cell["source"]).upper() or "nbval" in str(cell["metadata"])]
    assert sum(bool(cell["outputs"]) for cell in code) > len(code) / 2


def said(notebook):
    """Return what each cell prints, as text."""
    outputs = [cell.get("outputs", []) for cell in notebook["cells"]]
    return ["".join([*output.get("text", ""), *output.get("data", {}).get("text/plain", "")]) for some in outputs for output in some]


def test_on_a_survey_they_say_the_same(tmp_path, monkeypatch):
    monkeypatch.setenv("CUTTINGS_SURVEY", "0")  # so that the single article is a survey
    made = execute_all(NOTEBOOKS, ROOT / "seeds", tmp_path, tmp_path)
    for path, notebook in zip(NOTEBOOKS, made, strict=True):
        assert said(notebook) == said(json.loads(path.read_text(encoding="utf-8"))), path.stem


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_every_picture_has_its_words(path):
    for output in (output for cell in cells(path, "code") for output in cell["outputs"] if "image/png" in output.get("data", {})):
        words, alternative = "".join(output["data"]["text/plain"]), output["metadata"]["image/png"]["alt"]
        assert re.search(r"data [0-9a-f]{12}$", words) and words.startswith(alternative) and len(alternative) > 20


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_notebook_names_no_machine_and_no_time(path):
    notebook = json.loads(path.read_text(encoding="utf-8"))
    assert "version" not in notebook["metadata"]["language_info"]
    assert not [cell for cell in notebook["cells"] if "execution" in cell["metadata"]]
    text = path.read_text(encoding="utf-8")
    assert not [place for place in (ROOT, Path.home(), tempfile.gettempdir()) if f"{place}/" in text]


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_cells_are_short_and_links_lead_somewhere(path):
    assert max(len("".join(cell["source"]).splitlines()) for cell in cells(path, "code")) <= 3
    for link in re.findall(r"\]\(([^)]+\.ipynb)\)", path.read_text(encoding="utf-8")):
        assert (path.parent / link).is_file()


def test_one_changed_word_fails_a_number_a_table_and_a_chart(tmp_path):
    changed = tmp_path / "seeds"
    shutil.copytree(ROOT / "seeds", changed)
    text = SEED.read_text(encoding="utf-8")
    (changed / SEED.name).write_text(text.replace("Malaysia’s presence", "Turkey’s presence", 1), encoding="utf-8")
    notebook = "notebooks/03_actor_cooccurrence.ipynb"
    command = [sys.executable, "-m", "pytest", notebook, "-q", "--tb=no", "-rf", "--rootdir", str(ROOT)]
    environment = {**os.environ, "CUTTINGS_TEST_CORPUS": str(changed)}
    run = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=300)
    failed = {int(n) for n in re.findall(r"FAILED \S+::Cell (\d+)", run.stdout)}
    sources = ["".join(cell["source"]) for cell in cells(ROOT / notebook, "code")]
    by_last_line = {source.splitlines()[-1]: number for number, source in enumerate(sources)}
    assert run.returncode == 1
    for must in ("ct.say(mentions)", "ties.head(12)", "ct.plot_ties(ties, actors=actors)"):
        assert by_last_line[must] in failed, must


def test_the_corpus_of_the_tests_is_set_however_pytest_is_called(tmp_path):
    script = "import os; print(os.environ['CUTTINGS_CORPUS'], os.environ['CUTTINGS_QUIET'])"
    environment = {**os.environ, "CUTTINGS_CORPUS": str(tmp_path)}
    environment.pop("CUTTINGS_TEST_CORPUS", None)
    run = subprocess.run([sys.executable, "-c", f"import conftest; {script}"], cwd=ROOT, env=environment, capture_output=True, text=True)
    assert run.stdout.split() == [str(ROOT / "seeds"), "1"]
