"""What a verb over a survey is given: keys tell values, code and knowledge from others; tables lie in the drawer, and tasks name them."""

import hashlib
import json
import time
from functools import cache, lru_cache
from importlib.metadata import version
from pathlib import Path
from typing import Any, cast

import pandas as pd

from cuttings.articles import Survey
from cuttings.knowledge import HERE as KNOWLEDGE
from cuttings.loading.drawers import Drawer, pack_tables

HERE = Path(__file__).parent
IN_USE = 3_600  # seconds after which nobody is counting who has put nothing into a drawer: a part takes some seconds
COUNTS_WITH = ("numpy", "pandas", "pyarrow", "scipy", "regex", "ahocorasick-rs")


class Keyed:
    """What has a ``key`` that tells it from all others."""

    key: str


class Given(Keyed):
    """A table that a verb was given, kept in the survey's drawer: tasks carry its name alone."""

    def __init__(self, drawer: Drawer, name: str, key: str) -> None:
        self.drawer, self.name, self.key = drawer, name, key


@lru_cache(maxsize=8)
def _fetch(drawer: Drawer, name: str) -> Any:
    tables = drawer[name, 0]
    return tables["value"] if list(tables) == ["value"] else tables


def open_given(value: Any) -> Any:
    """Return a value that a task carries as it was given."""
    return _fetch(value.drawer, value.name) if isinstance(value, Given) else value


def put_given(survey: Survey, value: Any) -> Any:
    """Return a value as a task carries it."""
    if not is_tables(value):
        return value
    drawer, key = cast(Drawer, survey.parted.drawer), key_of(value)
    name = name_in_drawer("given", survey.folder, key)
    if (name, 0) not in drawer:
        drawer[name, 0] = value if isinstance(value, dict) else {"value": value}
    return Given(drawer, name, key)


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


def name_in_drawer(kind: str, folder: Path | None, key: str) -> str:
    """Return the name of what is kept beside the parts: it begins with its kind, and the code and the knowledge that it is made with."""
    return f"{kind}-{made_with(folder)}-{key}"


def sweep(drawer: Drawer, folder: Path | None) -> None:
    """Remove from a drawer what was counted with other code or knowledge, if whoever has these put nothing there for an hour."""
    others: dict[str, list[Path]] = {}
    for path in drawer.folder.glob("*-*-*-*.arrows"):
        others.setdefault(path.name.split("-")[1], []).append(path)
    others.pop(made_with(folder), None)
    for paths in others.values():
        if max(map(changed, paths)) < time.time() - IN_USE:
            for path in paths:
                path.unlink(missing_ok=True)


def changed(path: Path) -> float:
    """Return when a file was changed; now, if somebody removed it."""
    try:
        return path.stat().st_mtime
    except FileNotFoundError:
        return time.time()


@cache
def _code() -> str:
    files = [path for path in sorted([*HERE.rglob("*.py"), *KNOWLEDGE.glob("*")]) if path.is_file()]
    digests = [f"{path.relative_to(HERE)} {hashlib.sha256(path.read_bytes()).hexdigest()}" for path in files]
    return digest([digests, [f"{name} {version(name)}" for name in COUNTS_WITH]])
