"""The notebooks in a real JupyterLab, as a reader runs them: on the seed, and on a corpus that is full of script."""

import html
import json
import os
import re
import secrets
import socket
import subprocess
import sys
import time
import urllib.request
from contextlib import contextmanager

import nbformat
import pytest
from browsing import TOUCH, Watch
from hostile import lost, squash, write_notebook
from nbformat.v4 import new_code_cell, new_notebook
from seed import ROOT

NOTEBOOKS = [path.name for path in sorted((ROOT / "notebooks").glob("[0-9]*.ipynb"))]
ALL = [*NOTEBOOKS, "06_everything.ipynb"]
MATHEMATICS = ":is(mjx-container, .MathJax, .MathJax_Display, .katex)"
LONGEST = 240  # seconds: a server that is forgotten ends itself
SETTINGS = {
    "notebook-extension/tracker": {"windowingMode": "none", "autoStartDefaultKernel": True},
    "apputils-extension/notification": {"fetchNews": "false", "checkForUpdates": False},
    "extensionmanager-extension/plugin": {"enabled": False},
    "completer-extension/manager": {"autoCompletion": False},
}
OPTIONS = [
    "--no-browser", "--allow-root", "--ServerApp.ip=127.0.0.1", "--ServerApp.port_retries=0", "--LabApp.expose_app_in_browser=True",
    "--LabApp.extension_manager=readonly", "--LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate", "--LabApp.news_url=",
    "--ServerApp.terminals_enabled=False", f"--ServerApp.shutdown_no_activity_timeout={LONGEST}",
    f"--MappingKernelManager.cull_idle_timeout={LONGEST}", "--MappingKernelManager.cull_interval=30",
    "--MappingKernelManager.cull_connected=True",
]  # fmt: skip
# Run All Cells, in notebooks that are opened side by side, each with a fresh kernel; done when the last cell is
RUN = """async (paths) => {
    const {commands, shell} = window.jupyterapp, runs = [];
    for (const path of paths) {
        const panel = await commands.execute('docmanager:open', {path, factory: 'Notebook'});
        await Promise.all([panel.context.ready, panel.sessionContext.ready]);
        shell.activateById(panel.id);
        while (shell.currentWidget !== panel) await new Promise(done => setTimeout(done, 50));
        runs.push(commands.execute('notebook:run-all-cells').then(() => panel.content.model.toJSON()));
    }
    return Promise.all(runs);
}"""
SHOW = """async (path) => {
    const panel = await window.jupyterapp.commands.execute('docmanager:open', {path, factory: 'Notebook'});
    window.jupyterapp.shell.activateById(panel.id);
    await window.jupyterapp.commands.execute('toc:show-panel');
    return panel.id;
}"""
CONTROL = """from IPython.display import HTML
HTML("<p>$x^2$</p><img src=x onerror=console.log('fired-000')>")"""


@contextmanager
def serve(folder):
    """Serve a copy of the notebooks on loopback, with all that the server and its kernels write in `folder`; yield its address."""
    for name, settings in SETTINGS.items():
        path = folder / "settings" / "@jupyterlab" / f"{name}.jupyterlab-settings"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(settings))
    own = {"JUPYTER_CONFIG_DIR": "config", "JUPYTER_DATA_DIR": "data", "JUPYTER_RUNTIME_DIR": "runtime", "IPYTHONDIR": "ipython",
           "JUPYTERLAB_SETTINGS_DIR": "settings", "JUPYTERLAB_WORKSPACES_DIR": "workspaces"}  # fmt: skip
    environment = {**os.environ, **{name: str(folder / place) for name, place in own.items()}}
    for name in ("CUTTINGS_CORPUS", "CUTTINGS_OUTPUT"):  # ../seeds and ../output, as for every reader
        environment.pop(name, None)
    token = secrets.token_hex(16)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "jupyterlab", f"--ServerApp.root_dir={folder / 'root'}", f"--ServerApp.port={port}", *OPTIONS]
    with (folder / "log").open("wb") as log:
        server = subprocess.Popen(command, env=environment | {"JUPYTER_TOKEN": token}, stdout=log, stderr=log, cwd=folder)
    try:
        wait_for(f"http://127.0.0.1:{port}/api", server, folder / "log")
        yield f"http://127.0.0.1:{port}/lab?token={token}"
    finally:
        server.terminate()
        try:
            server.wait(20)
        except subprocess.TimeoutExpired:
            server.kill()


def wait_for(address, server, log):
    for _ in range(300):
        try:
            return urllib.request.urlopen(address, timeout=5).close()
        except OSError:
            assert server.poll() is None, log.read_text()
            time.sleep(0.1)
    raise AssertionError(log.read_text())


def copy_notebooks(folder):
    """Copy the notebooks without their outputs, so that what is there after a run is of that run."""
    folder.mkdir(parents=True)
    for name in NOTEBOOKS:
        notebook = nbformat.read(ROOT / "notebooks" / name, as_version=4)
        for cell in notebook.cells:
            cell.update({"outputs": [], "execution_count": None} if cell.cell_type == "code" else {})
        nbformat.write(notebook, folder / name)


@pytest.fixture(scope="module")
def lab(tmp_path_factory, hostile_corpus):
    """Return the address of a JupyterLab over two copies of the notebooks, each beside a corpus, and a notebook that has no guard."""
    folder = tmp_path_factory.mktemp("lab")
    for name, corpus in (("seed", ROOT / "seeds"), ("hostile", hostile_corpus)):
        copy_notebooks(folder / "root" / name / "notebooks")
        (folder / "root" / name / "seeds").symlink_to(corpus)
    write_notebook(folder / "root" / "hostile" / "notebooks")
    control = new_notebook(cells=[new_code_cell(CONTROL)], metadata={"kernelspec": {"name": "python3", "display_name": "Python 3"}})
    nbformat.write(control, folder / "root" / "control.ipynb")
    with serve(folder) as address:
        yield address


def open_lab(browser, address, name):
    """Open JupyterLab in a window and a workspace of its own; return the page, and what it does."""
    page = browser.new_page(viewport={"width": 1440, "height": 900})
    origin = address.partition("/lab")[0]
    watch = Watch(page, (origin, origin.replace("http", "ws"), "data:", "blob:"))
    page.goto(address.replace("/lab?", f"/lab/workspaces/{name}?"))
    page.wait_for_function("window.jupyterapp")
    page.evaluate("window.jupyterapp.started.then(() => true)")
    return page, watch


def run_all(browser, address, folder, names):
    """Run notebooks; return the page, what it did, and the notebooks as they are then, by name."""
    page, watch = open_lab(browser, address, folder)
    paths = [f"{folder}/notebooks/{name}" for name in names]
    return page, watch, dict(zip(names, page.evaluate(RUN, paths), strict=True))


@pytest.fixture(scope="module")
def seed_run(browser, lab):
    return run_all(browser, lab, "seed", NOTEBOOKS)


@pytest.fixture(scope="module")
def hostile_run(browser, lab):
    return run_all(browser, lab, "hostile", ALL)


def show(page, path, notebook):
    """Bring a notebook to the front, with its table of contents; return the selector of its panel when all outputs are there."""
    panel = f"#{page.evaluate(SHOW, path)}"
    outputs = sum(len(cell.get("outputs", [])) for cell in notebook["cells"])
    page.wait_for_function(
        "([place, n]) => document.querySelectorAll(place).length >= n", arg=[f"{panel} .jp-OutputArea-output > *", outputs]
    )
    return panel


def check_run(notebook):
    """Assert that every cell was run, in order, and that nothing went wrong."""
    code = [cell for cell in notebook["cells"] if cell["cell_type"] == "code"]
    assert [cell["execution_count"] for cell in code] == list(range(1, len(code) + 1))
    outputs = [output for cell in code for output in cell["outputs"]]
    assert [output for output in outputs if output["output_type"] == "error" or output.get("name") == "stderr"] == []


def readings(notebook):
    """Return the sentences that read the results."""
    pages = ["".join(output.get("data", {}).get("text/html", "")) for cell in notebook["cells"] for output in cell.get("outputs", [])]
    return [html.unescape(re.sub("<[^>]+>", "", page)) for page in pages if 'class="reading' in page]


@pytest.mark.parametrize("name", NOTEBOOKS)
def test_the_seed_in_jupyterlab(seed_run, name):
    page, watch, run = seed_run
    check_run(run[name])
    panel = show(page, f"seed/notebooks/{name}", run[name])
    text = squash(page.inner_text(panel))
    said = readings(json.loads((ROOT / "notebooks" / name).read_text(encoding="utf-8")))
    assert len(said) > 2 and [sentence for sentence in said if squash(sentence) not in text] == []
    assert page.locator(f"{panel} {MATHEMATICS}").count() == 0 and watch.fired() == []


@pytest.mark.parametrize("name", ALL)
def test_script_in_jupyterlab(hostile_run, name):
    page, watch, run = hostile_run
    check_run(run[name])
    panel = show(page, f"hostile/notebooks/{name}", run[name])
    page.evaluate(TOUCH, f"{panel} .jp-OutputArea-output")
    assert watch.fired() == []
    assert page.locator(f"{panel} {MATHEMATICS}").count() == 0
    text = page.inner_text(panel)
    assert len(set(re.findall(r"fired-\d+", text))) > 10
    assert lost(text) == [] or name != "06_everything.ipynb"


def test_jupyterlab_would_typeset_and_fire(browser, lab):
    page, watch = open_lab(browser, lab, "control")
    page.evaluate(RUN, ["control.ipynb"])
    page.wait_for_selector(MATHEMATICS, state="attached", timeout=60_000)
    assert watch.fired() == ["fired-000"]
