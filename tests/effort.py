"""How much is done for a text, in calls of functions: the same on every machine, where seconds are not."""

import sys
from collections.abc import Callable


def count_calls(work: Callable[[], object]) -> int:
    """Return how many calls (of Python and of C functions) some work takes."""
    calls = 0

    def tick(_frame: object, event: str, _argument: object) -> None:
        nonlocal calls
        calls += event in ("call", "c_call")

    sys.setprofile(tick)
    try:
        work()
    finally:
        sys.setprofile(None)
    return calls
