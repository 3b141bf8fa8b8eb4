"""A reading, stage by stage: records -> lines sorted -> tables, part by part; between them, what takes the whole.

Each stage takes a part's last form from a drawer and puts the next one back, so that parts can be worked on anywhere and in any
order, and a reading that was cut short goes on where it was. A drawer is a dictionary, or a folder (`cuttings.loading.drawers.Drawer`).
"""

from collections.abc import Callable, Iterable, Iterator
from functools import partial

import pandas as pd

from cuttings.loading.cleaning import LineRules
from cuttings.loading.dates import find_orders, list_orders
from cuttings.loading.drawers import AnyDrawer
from cuttings.loading.duplicates import find_duplicates
from cuttings.loading.parted import DOUBLE, FORMS, RETRY, SHELVED, Failure, Parted, Run, Tables, parts_in, unread_parts
from cuttings.loading.parts import Record, draft, make_part
from cuttings.loading.repeats import Repeated, find_repeated, list_lines
from cuttings.loading.settings import Settings
from cuttings.loading.sketches import Words
from cuttings.progress import each

READ = ("read", 0)  # in the drawer when all is done
MOST_TEXT = 8_000_000  # characters of a part: it is worked on in the memory


def read_parts(
    records: Iterable[Record], rules: LineRules | None, settings: Settings, drawer: AnyDrawer, size: int, run: Run = map
) -> Parted:
    """Return the parts of a corpus, of `size` records each, that a reader gives.

    `run` is a `map`: here, or on other cores. What a drawer has from a reading that was cut short is not made again. A part at
    which a stage fails (`run` gives a `Failure`) has no article, and the reason in its ledger.
    """
    if READ not in drawer:
        fresh = SHELVED not in drawer
        coming = _shelve(records, drawer, size) if fresh else (n for n in range(parts_in(drawer)) if ("records", n) in drawer)
        _work("repairing", run, partial(_sort_lines, drawer, rules), coming, drawer, settings)
        numbers = range(parts_in(drawer))
        repeated = find_repeated(lambda n: drawer["lines", n]["lines"], numbers)
        _work(
            "cleaning", run, partial(_make, drawer, settings, repeated), (n for n in numbers if ("drafts", n) in drawer), drawer, settings
        )
        mark_duplicates(_parted(drawer, settings))
        drawer[READ] = drawer[SHELVED]
        for n in numbers:
            del drawer["lines", n]
    return _parted(drawer, settings)


def read_again(drawer: AnyDrawer) -> None:
    """Forget a corpus of which a part could not be read: what its lines, dates and texts tell of the others is not known either."""
    if READ in drawer and unread_parts(drawer):
        for key in list(drawer):
            del drawer[key]


def _parted(drawer: AnyDrawer, settings: Settings) -> Parted:
    made = [drawer["made", n] for n in range(parts_in(drawer))]
    sizes = [tuple(one["sizes"].loc[0, ["articles", "sentences"]].tolist()) for one in made]
    return Parted(drawer, settings, sizes, find_orders([one["orders"] for one in made]))


def _work(what: str, run: Run, stage: Callable[[int], int], numbers: Iterable[int], drawer: AnyDrawer, settings: Settings) -> None:
    """Take parts through a stage; those at which it fails become rows of the ledger."""
    done = run(stage, numbers)
    for result in each(done, what, parts_in(drawer)) if SHELVED in drawer else done:
        if isinstance(result, Failure):
            records = drawer[next(form for form in FORMS if (form, result.part) in drawer), result.part]  # it stays, and tells
            for record in records:
                record.text, record.removed = "", []
                if not record.reason:
                    record.reason, record.fix = result.reason, RETRY
            drawer["lines", result.part] = {"lines": list_lines([])}
            _put(drawer, result.part, make_part(records, {}, settings))


def _shelve(records: Iterable[Record], drawer: AnyDrawer, size: int) -> Iterator[int]:
    """Put records into the drawer, a part at a time, and yield the number of each part when it is there; at least one."""
    number = -1
    for number, some in enumerate(_cut(records, size)):
        drawer["records", number] = some
        yield number
    drawer[SHELVED] = {"parts": pd.DataFrame({"parts": [number + 1]})}


def _cut(records: Iterable[Record], size: int) -> Iterator[list[Record]]:
    """Yield the records of each part: `size` of them, or as many as have text enough for the memory; at least one part."""
    some: list[Record] = []
    length, parts = 0, 0
    for record in records:
        some.append(record)
        length += len(record.text)
        if len(some) == size or length > MOST_TEXT:
            yield some
            some, length, parts = [], 0, parts + 1
    if some or not parts:
        yield some


def _sort_lines(drawer: AnyDrawer, rules: LineRules | None, n: int) -> int:
    """Repair the texts of a part, take out what the rules name, and note its lines; a worker that was lost may have done so."""
    if ("records", n) not in drawer:
        return n
    drafts = [draft(record, rules) for record in drawer["records", n]]
    drawer["lines", n] = {"lines": list_lines((one.source, one.lines) for one in drafts if one.clean and not one.reason)}
    drawer["drafts", n] = drafts
    del drawer["records", n]
    return n


def _make(drawer: AnyDrawer, settings: Settings, repeated: Repeated, n: int) -> int:
    """Make the tables of a part."""
    if ("drafts", n) not in drawer:
        return n
    _put(drawer, n, make_part(drawer["drafts", n], repeated, settings))
    del drawer["drafts", n]
    return n


def _put(drawer: AnyDrawer, n: int, tables: Tables) -> None:
    """Put the tables of a part into the drawer; apart from them their sizes, what their dates show, and what they are compared by."""
    for name in ("sketches", "signatures"):
        drawer[name, n] = {name: tables.pop(name)}
    sizes = pd.DataFrame({name: [len(tables[name])] for name in ("articles", "sentences", "ledger")})
    drawer["made", n] = {"sizes": sizes, "orders": list_orders(tables["articles"])}
    drawer["tables", n] = tables


def mark_duplicates(parted: Parted) -> None:
    """Find the duplicates among the articles of all parts, and put them into the drawer, part by part."""
    found = find_duplicates(parted, Words())
    found = found[found["doc"] != found["cluster"]]
    for n, docs in parted.by_part(found["doc"].to_numpy()):
        parted.drawer[DOUBLE, n] = {DOUBLE: found[found["doc"].isin(docs)].reset_index(drop=True)}
