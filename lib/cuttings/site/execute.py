"""Notebooks, executed: copies for the site, in place for their committed outputs."""

import os
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import nbformat
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError
from nbformat import NotebookNode
from traitlets.config import Config

from cuttings.files import PlainError, new_file

AT_ONCE = 2
LONGEST_CELL = 3600  # seconds
# kernels listen on loopback, and what is said to them is encrypted: other users of the machine cannot read along
ENCRYPTED = Config({"KernelManager": {"transport_encryption": "auto"}})


def find_notebooks(folder: Path) -> list[Path]:
    """Return the notebooks of a folder, in order; raise where there are none."""
    paths = sorted(folder.glob("[0-9]*.ipynb"))
    if not paths:
        raise PlainError(f"There are no notebooks in {str(folder)!r}. Run from the clone, or name their folder with --notebooks.")
    return paths


def execute_all(paths: Iterable[Path], corpus: Path, output: Path, work: Path) -> list[NotebookNode]:
    """Return the notebooks, executed against the corpus, two at a time; the files themselves are only read.

    Exports go to `output`, a folder a notebook; the kernels run in the folder `work`, so that nothing lands beside the originals.
    """
    environment = {**os.environ, "CUTTINGS_CORPUS": str(corpus.resolve()), "CUTTINGS_QUIET": "1"}

    def execute(path: Path) -> NotebookNode:
        folder = output.resolve() / path.stem
        folder.mkdir(parents=True, exist_ok=True)
        return _execute(path, work, {**environment, "CUTTINGS_OUTPUT": str(folder)})

    with ThreadPoolExecutor(AT_ONCE) as pool:
        return list(pool.map(execute, paths))


def _execute(path: Path, work: Path, environment: dict[str, str]) -> NotebookNode:
    try:
        notebook = nbformat.read(path, as_version=4)
    except (ValueError, nbformat.ValidationError):
        raise PlainError(f"{path.name} is no notebook. Take it out of the folder, or save it anew from JupyterLab.") from None
    client = NotebookClient(
        notebook,
        timeout=LONGEST_CELL,
        kernel_name="python3",
        record_timing=False,
        resources={"metadata": {"path": str(work)}},
        config=ENCRYPTED,
    )
    try:
        client.execute(env=environment)
    except CellExecutionError as error:
        raise PlainError(f"{path.name} stopped: {error.ename}: {error.evalue}") from None
    except (CellTimeoutError, DeadKernelError) as error:
        raise PlainError(f"{path.name} stopped: {str(error).strip().splitlines()[0]}") from None
    notebook.metadata.get("language_info", {}).pop("version", None)
    return notebook


def write_notebook(notebook: NotebookNode, path: Path) -> None:
    """Write a notebook, whole or not at all."""
    with new_file(path) as new:
        new.write_text(nbformat.writes(notebook) + "\n", encoding="utf-8")
