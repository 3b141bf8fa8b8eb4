"""What the analyst may edit: the files beside this one, overlaid by a corpus's own ``knowledge/`` folder.

Every reader says, on a wrong file, where it is wrong and how to mend it (`KnowledgeError`).
"""

import csv
import io
import unicodedata
from collections.abc import Iterable
from functools import cache
from pathlib import Path

import pandas as pd
import regex

from cuttings.files import printable, read_regular

SAME = (("’", "'"), ("ʼ", "'"), ("‐", "-"), ("‑", "-"))  # sign for sign, so that places stay the same
_DOTLESS = str.maketrans("Iİ", "ıi")
MAX_BYTES = 20_000_000
HERE = Path(__file__).parent
STATUSES = ("negated", "rejected", "prospective", "asserted")
MATCHES = ("word", "prefix", "phrase")
KINDS = ("state", "ministry", "military", "company", "person", "event", "igo", "place", "ambiguous", "ignore")
ACTOR_COLUMNS = ("id", "name", "kind", "country", "aliases", "demonyms", "capital", "note", "wikidata")
FRAME_COLUMNS = ("set", "frame", "definition", "source", "counts", "does_not_count")
CUE_COLUMNS = ("set", "frame", "term", "match", "note", "source")


class KnowledgeError(ValueError):
    """A knowledge file is wrong; the message names the file, the line, what is wrong and how to mend it."""


def files(name: str, folder: Path | None) -> list[Path]:
    """Return the shipped file of that name and, where there is one, the corpus's own (read last: it overrides)."""
    own = [folder / "knowledge" / name] if folder else []
    if folder and (folder / "knowledge").is_symlink():
        raise KnowledgeError("knowledge/ is a link. Put the folder itself there.")
    return [HERE / name, *(path for path in own if path.is_symlink() or path.exists())]


def read_text(path: Path) -> str:
    """Return the text of a knowledge file: a regular one, in UTF-8 (a byte order mark is allowed), composed (NFC)."""
    try:
        raw = read_regular(path, MAX_BYTES)
    except OSError as error:
        raise KnowledgeError(f"{printable(path.name)} cannot be read: {error.strerror}. Put the file itself there.") from None
    if raw is None or len(raw) > MAX_BYTES:
        raise KnowledgeError(f"{printable(path.name)} is no plain file of at most {MAX_BYTES // 1_000_000} MB. Put such a file there.")
    try:
        return unicodedata.normalize("NFC", raw.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        raise KnowledgeError(f"{printable(path.name)}: byte {error.start} is not UTF-8. Save the file as UTF-8.") from None


def read_rows(path: Path, columns: Iterable[str], required: Iterable[str]) -> list[dict[str, str]]:
    """Return the rows of a CSV file as dicts of stripped text, each with its ``line``, checked against its columns (if any are given)."""
    reader = csv.DictReader(io.StringIO(read_text(path)), strict=True)
    rows, begins = [], 1
    try:
        reader.fieldnames = header = [name.strip() for name in reader.fieldnames or ()]
        while True:
            begins = reader.line_num + 1
            if (row := next(reader, None)) is None:
                break
            rows.append((reader.line_num, row))
    except csv.Error as error:
        where = f"{printable(path.name)}, line {begins}"
        raise KnowledgeError(f"{where}: {error}. Close the quotation mark.") from None
    known = tuple(columns) or tuple(header)
    unknown = [name for name in header if name not in known]
    missing = [name for name in required if name not in header]
    if unknown or missing:
        wrong = f"unknown column {unknown[0]!r}" if unknown else f"column {missing[0]!r} is missing"
        raise KnowledgeError(f"{printable(path.name)}, line 1: {wrong}. The columns are: {', '.join(known)}.")
    return [_check_row(row, path, line, known, required) for line, row in rows]


def _check_row(row: dict, path: Path, line: int, known: tuple[str, ...], required: Iterable[str]) -> dict[str, str]:
    """Return one row with all columns, stripped; raise where it has too many cells or lacks one that it needs."""
    if None in row:
        raise KnowledgeError(f"{printable(path.name)}, line {line}: too many cells. Put a cell with a comma in double quotes.")
    clean = {name: (row.get(name) or "").strip() for name in known} | {"line": str(line)}
    for name in required:
        if not clean[name]:
            raise KnowledgeError(f"{printable(path.name)}, line {line}: {name!r} is empty. Fill it in, or delete the line.")
    return clean


def one_of(row: dict[str, str], column: str, allowed: tuple[str, ...], path: Path) -> None:
    """Raise unless the cell holds one of the allowed words."""
    if row[column] not in allowed:
        where = f"{printable(path.name)}, line {row['line']}: {column} {row[column]!r} is unknown"
        raise KnowledgeError(f"{where}. It is one of: {', '.join(allowed)}.")


def split_cell(cell: str) -> list[str]:
    """Return the parts of a cell that are set apart by ``|``.

    >>> split_cell("Turkey | Turkiye")
    ['Turkey', 'Turkiye']
    """
    return [part.strip() for part in cell.split("|") if part.strip()]


def load_actors(folder: Path | None = None) -> pd.DataFrame:
    """Return the actor file, a row an actor: id, name, kind, country, aliases, demonyms, capital, note, wikidata.

    The corpus's own rows add actors, or replace the shipped row of the same id.
    """
    rows: dict[str, dict[str, str]] = {}
    for path in files("actors.csv", folder):
        seen: set[str] = set()
        for row in read_rows(path, ACTOR_COLUMNS, ("id", "kind")):
            one_of(row, "kind", KINDS, path)
            if row["id"] in seen:
                where = f"{printable(path.name)}, line {row['line']}: id {row['id']!r} stands twice"
                raise KnowledgeError(f"{where}. Join the two rows, or rename one.")
            seen.add(row["id"])
            rows[row["id"]] = row | {"name": row["name"] or row["id"]}
    table = pd.DataFrame(list(rows.values()), columns=list(ACTOR_COLUMNS))
    return table.sort_values("id", ignore_index=True)


def load_codebook(name: str = "defence", folder: Path | None = None) -> pd.DataFrame:
    """Return the cues of a codebook, a row a cue: set, frame, definition, term, match, note, source.

    Besides the codebook's own, it holds the cues of the set ``status`` (negated, rejected, prospective), which tell
    whether a frame is asserted. Raises `KnowledgeError` for an unknown codebook, and says which there are.
    """
    frames = [row for path in files("frames.csv", folder) for row in read_rows(path, FRAME_COLUMNS, ("set", "frame"))]
    sets = sorted({row["set"] for row in frames})
    if name not in sets:
        raise KnowledgeError(f"There is no codebook {name!r}. There are: {', '.join(sets)}.")
    definitions = {row["frame"]: row["definition"] for row in frames if row["set"] == name}
    cues: dict[tuple[str, str, str], dict[str, str]] = {}
    for path in files("cues.csv", folder):
        for row in read_rows(path, CUE_COLUMNS, ("set", "frame", "term", "match")):
            _check_cue(row, path, {frame["frame"] for frame in frames if frame["set"] == row["set"]}, sets)
            if row["set"] in (name, "status"):
                row["definition"] = definitions.get(row["frame"], "")
                cues[row["set"], row["frame"], row["term"]] = row
    table = pd.DataFrame(list(cues.values()))[["set", "frame", "definition", "term", "match", "note", "source"]]
    return table.sort_values(["set", "frame", "term"], ignore_index=True)


def _check_cue(row: dict[str, str], path: Path, frames: set[str], sets: list[str]) -> None:
    """Raise where a cue cannot be used: an unknown set, frame or match, a prefix that would match half the language."""
    one_of(row, "match", MATCHES, path)
    one_of(row, "set", (*sets, "status"), path)
    one_of(row, "frame", STATUSES if row["set"] == "status" else tuple(sorted(frames)), path)
    if row["match"] == "prefix" and len(row["term"]) < 4:
        where = f"{printable(path.name)}, line {row['line']}"
        raise KnowledgeError(f"{where}: the prefix {row['term']!r} is too short. Give four letters or more.")


def load_lines(path: Path) -> list[str]:
    """Return the lines of a text file of knowledge, without comments (``#``) and blank lines."""
    lines = (line.strip() for line in read_text(path).splitlines())
    return [line for line in lines if line and not line.startswith("#")]


def small_letters(text: str, lang: str) -> str:
    """Return a text in small letters, as its language writes them, with one sign for all apostrophes and one for all hyphens.

    >>> small_letters("IRAK’ta İran", "tr"), small_letters("IRAQ’s İstanbul", "en")
    ("ırak'ta iran", "iraq's istanbul")
    """
    for same, sign in SAME:
        text = text.replace(same, sign)
    return (text.replace("I\u0307", "İ").translate(_DOTLESS) if lang == "tr" else text).lower().replace("i\u0307", "i")


def load_stopwords(lang: str = "en", folder: Path | None = None) -> frozenset[str]:
    """Return the stop words of a language (ISO 639-1), in lower case; none for a language that has no list.

    Words before the first ``[language]`` of a file are English.
    """
    words: set[str] = set()
    for path in files("stopwords.txt", folder):
        block = "en"
        for line in load_lines(path):
            if line.startswith("["):
                block = line.strip("[]")
            elif block == lang:
                words.update(small_letters(line, lang).split())
    return frozenset(words)


def load_boilerplate(folder: Path | None = None) -> list[tuple[str, regex.Pattern]]:
    """Return the rules for lines that are not the article: pairs of a name and a compiled pattern for a whole line."""
    rules = []
    for line in (line for path in files("boilerplate.txt", folder) for line in load_lines(path)):
        name, colon, pattern = line.partition(":")
        try:
            rules.append((name.strip(), regex.compile(pattern.strip(), regex.IGNORECASE)))
        except regex.error as error:
            raise KnowledgeError(f"boilerplate.txt, {line!r}: {error}. Mend the regular expression.") from None
        if not colon or not pattern.strip():
            raise KnowledgeError(f"boilerplate.txt, {line!r}: no pattern. Write a name, a colon and a pattern.")
    return rules


@cache
def load_abbreviations() -> frozenset[str]:
    """Return the words before a full stop that does not end a sentence."""
    return frozenset(load_lines(HERE / "abbreviations.txt"))


@cache
def load_titles() -> dict[str, list[str]]:
    """Return the words of people's titles: ``honorific`` (Datuk Seri), ``role`` (minister), ``modifier`` (deputy)."""
    rows = read_rows(HERE / "honorifics.csv", ("term", "kind"), ("term", "kind"))
    kinds = ("honorific", "role", "modifier")
    for row in rows:
        one_of(row, "kind", kinds, HERE / "honorifics.csv")
    return {kind: [row["term"] for row in rows if row["kind"] == kind] for kind in kinds}


@cache
def load_agencies() -> frozenset[str]:
    """Return the news agencies and broadcasters that stand in datelines: a source, and no place."""
    return frozenset(load_lines(HERE / "agencies.txt"))
