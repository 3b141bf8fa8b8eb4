"""Verbs over a survey: rows are found part by part, when they are asked for, and what is counted is added up from the parts.

`by_parts` marks a verb that finds rows: given a `Survey` in the place of a corpus, it returns `Rows`, which are a promise. `over`
calls a ``sum_*`` for one part or for each of many, and keeps what it gave: a notebook that asks again, or a survey that was cut
short, goes on from there. So one call serves one article and a million, with the same figures.
"""

import inspect
import threading
from collections.abc import Callable, Iterable, Iterator
from functools import cached_property, partial, wraps
from typing import Any

import pandas as pd

from cuttings.articles import NOWHERE, Corpus, Survey
from cuttings.corpus import collector_at_rest
from cuttings.files import PlainError
from cuttings.given import Keyed, digest, key_of, made_with, name_in_drawer, open_given, put_given
from cuttings.loading.parted import Failure, attempt
from cuttings.progress import bar, each
from cuttings.tables import Sums

Join = Callable[[list[Any]], Any]
Keep = tuple[Callable[[Any], dict[str, pd.DataFrame]], Callable[[Corpus, dict[str, pd.DataFrame]], Any]]


class SurveyError(PlainError):
    """A part of a survey could not be counted: a figure without it would be wrong."""


class Rows(Keyed):
    """Rows of evidence of a survey: found in a part when they are asked for (`part`), and as one table (`table`) like any other.

    Whatever a table has, it has too: that reads the rows of all parts into the memory.
    """

    def __init__(self, survey: Survey, verb: Callable, args: tuple, options: dict[str, Any], join: Join) -> None:
        self.survey, self.verb, self.args, self.options, self.join = survey, verb, args, options, join

    @cached_property
    def key(self) -> str:  # type: ignore[override]  # it takes its value when it is asked for
        """Return what tells these rows from all others: the verb and what it was given."""
        of = [self.survey.duplicates, self.verb.__qualname__]
        return digest([*of, *map(key_of, self.args), *((name, key_of(value)) for name, value in self.options.items())])

    def part(self, n: int) -> Any:
        """Return the rows of one part."""
        desk = _desk(self.survey, n)
        if self.key not in desk:
            desk[self.key] = self._kept(desk["corpus"], n)
        return desk[self.key]

    def _kept(self, corpus: Corpus, n: int) -> Any:
        """Return the rows of a part, from the drawer if they lie there: those of verbs that say how to keep them."""
        keep: Keep | None = getattr(self.verb, "keep", None) if n != NOWHERE else None
        at, drawer = (name_in_drawer("rows", self.survey.folder, self.key), n), self.survey.parted.drawer
        if keep and at in drawer:
            return keep[1](corpus, drawer[at])
        options = {name: _part(value, n) for name, value in self.options.items()}
        rows = self.verb(corpus, *(_part(value, n) for value in self.args), **options)
        if keep:
            drawer[at] = keep[0](rows)
        return rows

    @cached_property
    def table(self) -> Any:
        """Return the rows of all parts as one."""
        return self.join([self.part(n) for n in each(range(len(self.survey.parted)), "fetching rows")])

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        if name in ("articles", "sentences"):  # those of tokens are the corpus's
            return getattr(self.survey, name)
        return getattr(self.table, name)

    def __getitem__(self, key: Any) -> Any:
        return self.table[key]

    def __iter__(self) -> Iterator:
        return iter(self.table)

    def __len__(self) -> int:
        return len(self.table)

    def __contains__(self, key: object) -> bool:
        return key in self.table

    def __repr__(self) -> str:
        return repr(self.table)

    def _repr_html_(self) -> Any:
        return self.table._repr_html_()

    def __reduce__(self) -> tuple:
        args = tuple(put_given(self.survey, value) for value in self.args)
        options = {name: put_given(self.survey, value) for name, value in self.options.items()}
        return Rows, (self.survey, self.verb, args, options, self.join)


def _join_rows(parts: list[pd.DataFrame]) -> pd.DataFrame:
    """Return rows of several parts as one table; where there is none, it says why."""
    filled = [part for part in parts if len(part)]
    table = pd.concat(filled, ignore_index=True) if filled else parts[0].copy()
    table.attrs = (filled or parts)[0].attrs
    return table


def by_parts(join: Join = _join_rows, unless: str = "", keep: Keep | None = None) -> Callable[[Callable], Any]:
    """Mark a verb that finds rows in a corpus: of a survey it finds them part by part; `join` makes one table of them.

    With the option `unless` it asks for the whole. `keep` makes tables of its rows and rows of these tables again: then they are
    kept, since several passes need them.
    """

    def mark(verb: Callable) -> Callable:
        @wraps(verb)
        def either(corpus: Corpus, *args: Any, **options: Any) -> Any:
            if isinstance(corpus, Survey) and not options.get(unless) and _lazy([*args, *options.values()]):
                given = {name: _fixed(value) for name, value in options.items()}
                rows = Rows(corpus, either, tuple(map(_fixed, args)), given, join)
                rows.part(NOWHERE)  # a wrong argument is told at once, as it is of a corpus
                return rows
            return verb(whole(corpus), *map(whole, args), **{name: whole(value) for name, value in options.items()})

        vars(either)["keep"] = keep
        return either

    return mark


def _fixed(value: Any) -> Any:
    """Return a value as it can be read again for every part."""
    return tuple(value) if isinstance(value, Iterator) else tuple(sorted(value)) if isinstance(value, (set, frozenset)) else value


def whole(value: Any) -> Any:
    """Return a value; a survey and its rows in the memory."""
    return value.table if isinstance(value, Rows) else value._whole if isinstance(value, Survey) else value


def sample(value: Any) -> Any:
    """Return a value, or of a survey and its rows a part without an article, which tells their columns and how they were found."""
    return value.part(NOWHERE) if isinstance(value, (Survey, Rows)) else value


def over(function: Callable[..., Sums], *tables: Any, **options: Any) -> Iterable[Sums]:
    """Return the sums that `function` makes of these tables: of each part of a survey, or of all there is.

    Raises `SurveyError` where a part cannot be counted; of wrong arguments what it raises of a corpus.
    """
    surveys = [table if isinstance(table, Survey) else table.survey for table in tables if isinstance(table, (Survey, Rows))]
    if not surveys or not all(isinstance(table, (Survey, Rows)) for table in tables):
        first, *others = map(whole, tables)
        parts = first.parts() if hasattr(first, "parts") else [first]  # tokens come in parts
        yield from (function(part, *others, **options) for part in parts)
        return
    call = Call(function, tables, options)
    for result in count_parts(surveys[0], [call]):
        if isinstance(result, Failure):
            call.part(NOWHERE)  # a wrong argument is the fault of no part
            raise SurveyError(f"Part {result.part} could not be counted: {result.reason.rstrip('.')}.")
        yield surveys[0].parted.drawer[call.name, result]


class Call:
    """A sum that is asked of a survey: a function, its tables, and its options."""

    def __init__(self, function: Callable[..., Sums], tables: tuple, options: dict[str, Any]) -> None:
        self.function, self.tables, self.options = function, tables, options

    @cached_property
    def name(self) -> str:
        """Return the name under which the sums are kept: it tells of all that they are made with."""
        bound = inspect.signature(self.function).bind(*self.tables, **self.options)
        bound.apply_defaults()
        survey = next(table if isinstance(table, Survey) else table.survey for table in self.tables)
        given = [(name, key_of(value)) for name, value in bound.arguments.items()]
        return name_in_drawer("sums", survey.folder, digest([survey.duplicates, self.function.__qualname__, *given]))

    def part(self, n: int) -> Sums:
        """Return the sums of one part."""
        tables = [_desk(table, n)["corpus"] if isinstance(table, Survey) else table.part(n) for table in self.tables]
        return self.function(*tables, **{name: open_given(value) for name, value in self.options.items()})

    def __reduce__(self) -> tuple:
        survey = next(table if isinstance(table, Survey) else table.survey for table in self.tables)
        return _called, (self.function, self.tables, {name: put_given(survey, value) for name, value in self.options.items()}, self.name)


def _called(function: Callable[..., Sums], tables: tuple, options: dict[str, Any], name: str) -> Call:
    call = Call(function, tables, options)
    call.__dict__["name"] = name
    return call


def count_parts(survey: Survey, calls: list[Call]) -> Iterator[int | Failure]:
    """Yield the number of each part when the sums of all calls are kept for it; those that are kept already come first."""
    drawer, parts = survey.parted.drawer, range(len(survey.parted))
    left = [n for n in parts if any((call.name, n) not in drawer for call in calls)]
    yield from sorted(set(parts) - set(left))
    with bar("counting", " articles", sum(survey.parted.sizes[n][0] for n in left)) as shown:
        for n, result in zip(left, survey.run(partial(_count_part, survey, calls, made_with(survey.folder)), left), strict=True):
            shown.update(survey.parted.sizes[n][0])
            yield result


def _count_part(survey: Survey, calls: list[Call], made: str, n: int) -> int | Failure:
    """Count what is missing of a part, and keep it when all of it is there."""
    if made_with(survey.folder) != made:
        raise SurveyError("A worker has another version of cuttings, or sees other files in knowledge/. Give all of them the same.")
    return attempt(partial(_count, survey, calls), n)


def _count(survey: Survey, calls: list[Call], n: int) -> int:
    drawer = survey.parted.drawer
    try:
        with collector_at_rest():
            made = {call.name: call.part(n) for call in calls if (call.name, n) not in drawer}
    finally:
        vars(_desks).clear()
    for name, sums in made.items():
        drawer[name, n] = sums
    return n


_desks = threading.local()  # a worker may have several threads


def _desk(survey: Survey, n: int) -> dict[str, Any]:
    """Return what was found so far in the part that this thread works on."""
    at = (f"{survey.parted.drawer} {survey.folder} {survey.duplicates}", n)
    if vars(_desks).get("at") != at:
        vars(_desks).update(at=at, found={"corpus": survey.part(n)})
    return _desks.found


def _part(value: Any, n: int) -> Any:
    return value.part(n) if isinstance(value, Rows) else open_given(value)


def _lazy(values: list[Any]) -> bool:
    """Say whether a verb with these arguments can be put off: none of them is made of rows of the survey."""
    return all(not isinstance(value, pd.DataFrame) or "sent" not in value for value in values)
