"""The actor file: its rows, the services of every state by template, and the states' names in other languages."""

from collections.abc import Iterable, Iterator
from functools import cache, partial
from pathlib import Path

import pandas as pd
from babel import Locale, UnknownLocaleError

from cuttings.knowledge.reading import Report, fault, files, keep, one_of, read_rows, split_cell, stop
from cuttings.phrases import variants

KINDS = ("state", "ministry", "military", "company", "person", "event", "igo", "organisation", "place", "ambiguous", "ignore")
ACTOR_COLUMNS = ("id", "name", "kind", "country", "aliases", "demonyms", "capital", "note", "wikidata")
SERVICE_COLUMNS = ("kind", "id", "forms", "note")
SLOTS = ("state", "demonym", "capital")
LANGUAGES = ("tr", "ms")
BY_TEMPLATE = "by template"  # the note of a row that nobody wrote
FOREIGN = {"id": "str", "term": "str", "lang": "str"}

Rows = dict[str, dict[str, str]]


def load_actors(folder: Path | None = None) -> pd.DataFrame:
    """Return the actor file, a row an actor: id, name, kind, country, aliases, demonyms, capital, note, wikidata.

    The corpus's own rows add actors, or replace the shipped row of the same id. Every state has its ministries and
    services besides ("Türkiye Navy"), by the templates of ``services.csv``; a row that nobody wrote is noted "by template".
    """
    rows = _written_rows(folder, stop)
    _add_services(rows, _templates(folder, stop))
    table = pd.DataFrame(list(rows.values()), columns=list(ACTOR_COLUMNS))
    return table.sort_values("id", ignore_index=True)


def _written_rows(folder: Path | None, report: Report) -> Rows:
    """Return the rows that somebody wrote, by id, each with the ``file`` and ``line`` that it is from."""
    rows: Rows = {}
    for path in files("actors.csv", folder):
        seen: set[str] = set()
        for row in keep(read_rows(path, ACTOR_COLUMNS, ("id", "kind"), report), partial(_check_actor, seen=seen, path=path), report):
            rows.pop(row["id"], None)  # an overlay's row comes last, so that a clash is told of that file
            rows[row["id"]] = row | {"name": row["name"] or row["id"], "file": str(path)}
    return rows


def _check_actor(row: dict[str, str], seen: set[str], path: Path) -> None:
    """Raise for an unknown kind, and for an id that this file has had; remember the id."""
    one_of(row, "kind", KINDS, path)
    if row["id"] in seen:
        raise fault(path, int(row["line"]), f"id {row['id']!r} stands twice", "Join the two rows, or rename one.")
    seen.add(row["id"])


def _templates(folder: Path | None, report: Report) -> Rows:
    """Return the templates of services by their id: ``{state} Navy``."""
    templates: Rows = {}
    for path in files("services.csv", folder):
        read = read_rows(path, SERVICE_COLUMNS, ("kind", "id", "forms"), report)
        for row in keep(read, partial(_check_template, path=path), report):
            templates[row["id"]] = row | {"file": str(path)}
    return templates


def _check_template(row: dict[str, str], path: Path) -> None:
    """Raise where a form has no slot, and would be of every state, or more than one, or an unknown one."""
    one_of(row, "kind", KINDS, path)
    for form in (row["id"], *split_cell(row["forms"])):
        slots = [part.partition("}")[0] for part in form.split("{")[1:]]
        if len(slots) != 1 or slots[0] not in SLOTS:
            raise fault(path, int(row["line"]), f"{form!r} has not one slot", "Put {state}, {demonym} or {capital} into it, once.")


def _add_services(rows: Rows, templates: Rows) -> None:
    """Give every state the services of the templates.

    Who wrote a name has it: where one of a service's forms is a name of a written row ("British Navy" of the Royal Navy), the
    row takes the other forms too. Else the service is a row of its own. A form that is another row's is left to that row.
    """
    terms = ((row["id"], term.replace("’", "'")) for row in rows.values() for term in _own_terms(row))
    owners = {form: ident for ident, term in terms for form in (term, term.upper())}
    for state in [row for row in rows.values() if row["kind"] == "state"]:
        words = _slots(state)
        for template in templates.values():
            ident = next(_fill(template["id"], words), f"{state['id']}: {template['id']}")
            forms = [form for pattern in split_cell(template["forms"]) for form in _fill(pattern, words)]
            claims = {form: owners.get(form) or owners.get(form.upper()) for form in forms}
            owner = ident if ident in rows else _owner(claims.values(), rows) or ident
            free = [form for form, claimant in claims.items() if claimant in (None, owner)]
            owners.update(dict.fromkeys(free, owner))
            row = rows.setdefault(owner, _service(ident, template, state))
            row["aliases"] = "|".join(dict.fromkeys([*split_cell(row["aliases"]), *free]))


def _service(ident: str, template: dict[str, str], state: dict[str, str]) -> dict[str, str]:
    """Return the row of a service that nobody wrote, without its names."""
    made = {"id": ident, "name": ident, "kind": template["kind"], "country": state["country"], "note": BY_TEMPLATE}
    return dict.fromkeys(ACTOR_COLUMNS, "") | made | {"file": template["file"], "line": template["line"]}


def _own_terms(row: dict[str, str]) -> list[str]:
    return [row["name"], *split_cell(row["aliases"]), *split_cell(row["demonyms"])]


def _slots(state: dict[str, str]) -> dict[str, list[str]]:
    """Return what a template's slots stand for: the state's name and short aliases (not "Republic of ..."), its first demonym."""
    short = [name for name in split_cell(state["aliases"]) if len(name.split()) <= 2]
    return {"state": [state["name"], *short], "demonym": split_cell(state["demonyms"])[:1], "capital": split_cell(state["capital"])[:1]}


def _fill(pattern: str, words: dict[str, list[str]]) -> Iterator[str]:
    """Yield the forms of a pattern: one for each name of the state; none where it asks for a demonym that there is not."""
    slot = pattern.partition("{")[2].partition("}")[0]
    for word in words[slot]:
        whose = f"{word}'" if word.endswith("s") else f"{word}'s"
        yield pattern.replace(f"{{{slot}}}'s", whose).replace(f"{{{slot}}}", word)


def _owner(claimants: Iterable[str | None], rows: Rows) -> str | None:
    """Return the id of the written row that has one of a service's forms: the first, in the order of the forms."""
    return next((ident for ident in claimants if ident and rows[ident]["kind"] not in ("ambiguous", "ignore", "state")), None)


def check_actors(folder: Path | None, report: Report) -> None:
    """Report all that is wrong in the actor file: what no reader would miss, too, and names of two actors."""
    rows = _written_rows(folder, report)
    for check in (_check_cells, _check_country):
        keep(rows.values(), check, report)
    _add_services(rows, _templates(folder, report))
    for first, second, name in _clashes(rows.values()):
        shipped = "" if first["file"] == second["file"] else f"{Path(first['file']).name} as shipped, "
        here = f"{shipped}line {first['line']}"
        wrong = f"{name!r} is a name of {first['id']!r} ({here}) and of {second['id']!r}"
        mend = "Take it from one of them, or give it a row of its own of kind 'ambiguous'."
        report(fault(Path(second["file"]), int(second["line"]), wrong, mend))


def _check_cells(row: dict[str, str]) -> None:
    path, line = Path(row["file"]), int(row["line"])
    for column in ("aliases", "demonyms", "capital"):
        parts = [part.strip() for part in row[column].split("|")]
        if row[column] and "" in parts:
            raise fault(path, line, f"{column} holds an empty one, between two signs |", "Take out one sign |.")
        for part in parts:
            if len(part) == 1:
                raise fault(path, line, f"{column}: {part!r} is a single letter", "Take it out: it would be found all over.")


def _check_country(row: dict[str, str]) -> None:
    code = row["country"]
    if code and (len(code) != 2 or code not in _english()):
        wrong = f"country {code!r} is no ISO 3166 code"
        raise fault(Path(row["file"]), int(row["line"]), wrong, "Write the two capital letters, such as MY for Malaysia.")


def _clashes(rows: Iterable[dict[str, str]]) -> Iterator[tuple[dict[str, str], dict[str, str], str]]:
    """Yield each two rows that claim one name, as written or in capitals, and the first such name."""
    owners: dict[str, dict[str, str]] = {}
    told: set[tuple[str, str]] = set()
    for row in rows:
        for term in _own_terms(row):
            for form in sorted(variants(term, cased=True), key=lambda form: (form != term, form)):
                owner = owners.setdefault(form, row)
                if owner is not row and (owner["id"], row["id"]) not in told:
                    told.add((owner["id"], row["id"]))
                    yield owner, row, form


@cache
def _english() -> dict[str, str]:
    """Return the English names of all territories of CLDR by their code: the codes of ISO 3166, and a few more."""
    return dict(Locale("en").territories)


def load_foreign_names(actors: pd.DataFrame, languages: Iterable[str] = LANGUAGES) -> pd.DataFrame:
    """Return the names of the states in other languages (Babel's CLDR), a row a name: id, term, lang.

    They are for articles in that language only: in another they may be ordinary words. Names that the actor file has
    anyway are left out, and so are those that it has for another actor.

    >>> load_foreign_names(load_actors(), ["tr"]).query("id == 'Malaysia'").values.tolist()
    [['Malaysia', 'Malezya', 'tr']]
    """
    states = actors.loc[(actors["kind"] == "state") & (actors["country"] != ""), ["id", "country"]].itertuples(index=False)
    codes = {state.country: state.id for state in states}
    taken = {term for row in actors.to_dict("records") for term in _own_terms(row)}
    rows = [
        (codes[code], name, lang)
        for lang in languages
        for code, full in sorted(_territories(lang).items())
        if code in codes and (name := _plain(full)) not in taken
    ]
    return pd.DataFrame(rows, columns=list(FOREIGN)).astype(FOREIGN).sort_values(["lang", "id"], ignore_index=True)


def _territories(lang: str) -> dict[str, str]:
    try:
        return dict(Locale.parse(lang, sep="-").territories)
    except (UnknownLocaleError, ValueError):
        raise ValueError(f"languages holds {lang!r}, which CLDR does not know. Give codes of ISO 639-1, such as 'tr'.") from None


def _plain(name: str) -> str:
    """Return a name as running text has it: without what is in brackets, and with a straight apostrophe.

    >>> _plain("Myanmar (Burma)"), _plain("Kongo - Kinşasa")
    ('Myanmar', 'Kongo-Kinşasa')
    """
    return name.partition(" (")[0].replace(" - ", "-").replace("’", "'")
