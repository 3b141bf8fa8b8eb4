"""The seed article as coded by hand: the tables in ``gold/``, read as plain rows."""

import csv
from pathlib import Path

ROOT = Path(__file__).parents[1]
SEED = ROOT / "seeds" / "000_5e93f1f7c1ca2ca7.txt"


def gold(name: str) -> list[dict[str, str]]:
    """Return the rows of a table of the gold."""
    with (Path(__file__).parent / "gold" / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))
