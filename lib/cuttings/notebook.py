"""What a notebook's first cell sets: how tables are shown, and where corpus and output are."""

import os
from pathlib import Path

import pandas as pd

from cuttings.corpus import corpus_folder
from cuttings.prose import Reading, many


def setup() -> Reading:
    """Set the display of tables (three decimals, whole sentences, ``$`` is no formula) and say which folder is read.

    Raises FileNotFoundError where that folder is not there, before any cell needs it.
    """
    pd.set_option("display.float_format", "{:,.3f}".format)
    pd.set_option("display.max_colwidth", 120)
    pd.set_option("display.max_rows", 1000)  # no notebook shows more: what a cell asks for is there
    pd.set_option("display.max_columns", 20)
    pd.set_option("display.width", 160)
    pd.set_option("display.html.use_mathjax", False)
    pd.set_option("display.html.border", 0)
    folder = corpus_folder()
    if not folder.exists():
        raise FileNotFoundError(f"There is no folder {str(folder)!r}. Set CUTTINGS_CORPUS to the folder that holds the articles.")
    files = sum(path.is_file() for path in folder.iterdir()) if folder.is_dir() else 1
    return Reading(f"Reading {folder.resolve().name!r}: {many(files, 'file')} at its top.")


def output_folder() -> Path:
    """Return the folder for exports: the environment variable CUTTINGS_OUTPUT, or ``output`` beside the notebooks' folder."""
    return Path(os.environ.get("CUTTINGS_OUTPUT") or "../output")
