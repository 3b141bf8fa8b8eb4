"""What a verb over a survey is given: keys tell values, code and knowledge from others; tables lie in the drawer, and tasks name them."""

import hashlib
import json
from functools import cache, lru_cache
from importlib.metadata import version
from pathlib import Path
from typing import Any, cast

import pandas as pd

from cuttings.articles import Survey
from cuttings.knowledge import HERE as KNOWLEDGE
from cuttings.loading.drawers import Drawer, pack_tables

HERE = Path(__file__).parent
COUNTS_WITH = ("numpy", "pandas", "pyarrow", "scipy", "regex", "ahocorasick-rs")


class Keyed:
    """What has a ``key`` that tells it from all others."""

    key: str


class Given(Keyed):
    """A table that a verb was given, kept in the survey's drawer: tasks carry its name alone."""

    def __init__(self, drawer: Drawer, key: str) -> None:
        self.drawer, self.key = drawer, key


@lru_cache(maxsize=8)
def _fetch(drawer: Drawer, key: str) -> Any:
    tables = drawer[f"given-{key}", 0]
    return tables["value"] if list(tables) == ["value"] else tables


def open_given(value: Any) -> Any:
    """Return a value that a task carries as it was given."""
    return _fetch(value.drawer, value.key) if isinstance(value, Given) else value


def put_given(survey: Survey, value: Any) -> Any:
    """Return a value as a task carries it."""
    if not is_tables(value):
        return value
    given = Given(cast(Drawer, survey.parted.drawer), key_of(value))
    if (f"given-{given.key}", 0) not in given.drawer:
        given.drawer[f"given-{given.key}", 0] = value if isinstance(value, dict) else {"value": value}
    return given


def is_tables(value: Any) -> bool:
    """Say whether a value is a table, or a dictionary of tables."""
    return isinstance(value, pd.DataFrame) or (isinstance(value, dict) and any(isinstance(item, pd.DataFrame) for item in value.values()))


def key_of(value: Any) -> str:
    """Return what tells a value that a verb is given from others."""
    if isinstance(value, Survey):
        return "corpus"
    if isinstance(value, Keyed):
        return value.key
    if is_tables(value):
        return digest_of(value)
    return repr(value.tolist()) if hasattr(value, "tolist") else repr(value)


def digest_of(value: Any) -> str:
    """Return a digest of a table, or of a dictionary of tables."""
    tables = value if isinstance(value, dict) else {"value": value}
    return hashlib.sha256(pack_tables(tables)).hexdigest()[:32]


def digest(what: list[Any]) -> str:
    """Return a digest of values that print."""
    return hashlib.sha256(json.dumps(what).encode()).hexdigest()[:32]


def made_with(folder: Path | None) -> str:
    """Return a digest of the code and the knowledge that sums are made with."""
    own = sorted((folder / "knowledge").glob("*")) if folder else []
    return digest([_code(), [f"{path.name} {hashlib.sha256(path.read_bytes()).hexdigest()}" for path in own if path.is_file()]])


@cache
def _code() -> str:
    files = [path for path in sorted([*HERE.rglob("*.py"), *KNOWLEDGE.glob("*")]) if path.is_file()]
    digests = [f"{path.relative_to(HERE)} {hashlib.sha256(path.read_bytes()).hexdigest()}" for path in files]
    return digest([digests, [f"{name} {version(name)}" for name in COUNTS_WITH]])
