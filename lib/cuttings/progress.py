"""How far long work is: a bar that shows after two seconds, and never in tests."""

import os
from collections.abc import Iterable, Iterator, Sequence
from typing import TypeVar

from tqdm import tqdm

T = TypeVar("T")


def bar(what: str, unit: str, total: int) -> tqdm:
    """Return a bar to be moved on by hand; none is shown where the environment variable CUTTINGS_QUIET is set."""
    return tqdm(total=total, desc=what, unit=unit, delay=2, disable=bool(os.environ.get("CUTTINGS_QUIET")))


def each(parts: Sequence[T] | Iterable[T], what: str, total: int | None = None) -> Iterator[T]:
    """Yield the parts of long work one by one, and show how many of them are done."""
    count = total if total is not None else len(parts) if isinstance(parts, Sequence) else 0
    with bar(what, " parts", count) as shown:
        for part in parts:
            yield part
            shown.update()
