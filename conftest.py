"""The environment of the tests, set on import, for every way of calling pytest: the notebooks' kernels inherit it."""

import os
import tempfile
from pathlib import Path

ROOT = Path(__file__).parent
# the mutation test runs the same notebooks on a changed corpus, and says so by a variable of its own
os.environ["CUTTINGS_CORPUS"] = os.environ.get("CUTTINGS_TEST_CORPUS") or str(ROOT / "seeds")
os.environ["CUTTINGS_OUTPUT"] = tempfile.mkdtemp(prefix="cuttings-")
os.environ["CUTTINGS_QUIET"] = "1"
os.environ["CUTTINGS_CACHE"] = tempfile.mkdtemp(prefix="cuttings-cache-")
