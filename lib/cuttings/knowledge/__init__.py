"""What the analyst may edit: the files beside this one, overlaid by a corpus's own ``knowledge/`` folder.

Every reader says, on a wrong file, where it is wrong and how to mend it (`KnowledgeError`); `check_knowledge` says all of it.
"""

from functools import cache, partial
from pathlib import Path

import pandas as pd
import regex

from cuttings.knowledge.acts import check_acts
from cuttings.knowledge.names import (
    ACTOR_COLUMNS,
    BY_TEMPLATE,
    KINDS,
    LANGUAGES,
    check_actors,
    load_actors,
    load_foreign_names,
)
from cuttings.knowledge.reading import (
    HERE,
    MAX_BYTES,
    KnowledgeError,
    Report,
    fault,
    files,
    keep,
    load_lines,
    number_lines,
    one_of,
    read_rows,
    read_text,
    split_cell,
    stop,
)
from cuttings.knowledge.speech import check_speech
from cuttings.tables import make_table, refuse

__all__ = [
    "ACTOR_COLUMNS", "BY_TEMPLATE", "HERE", "KINDS", "LANGUAGES", "MAX_BYTES", "SAME", "KnowledgeError", "check_knowledge", "files",
    "load_abbreviations", "load_actors", "load_agencies", "load_boilerplate", "load_codebook", "load_foreign_names", "load_lines",
    "load_stopwords", "load_titles", "one_of", "read_rows", "read_text", "small_letters", "split_cell",
]  # fmt: skip

SAME = (("’", "'"), ("ʼ", "'"), ("‐", "-"), ("‑", "-"))  # sign for sign, so that places stay the same
_DOTLESS = str.maketrans("Iİ", "ıi")
STATUSES = ("negated", "rejected", "prospective", "asserted")
MATCHES = ("word", "prefix", "phrase")
SHIPPED = ("defence", "generic")
RESERVED = frozenset("unit doc sent sentence text note actors speakers acts all coder".split()) | {"no cue"}
POLICY_FRAMES = (  # Boydstun et al. 2014, under the names of Card et al. 2015
    "economic", "capacity_and_resources", "morality", "fairness_and_equality", "legality_constitutionality_jurisdiction",
    "policy_prescription_and_evaluation", "crime_and_punishment", "security_and_defense", "health_and_safety", "quality_of_life",
    "cultural_identity", "public_sentiment", "political", "external_regulation_and_reputation", "other",
)  # fmt: skip
FRAME_COLUMNS = ("set", "frame", "definition", "source", "counts", "does_not_count", "crosswalk")
CUE_COLUMNS = ("set", "frame", "term", "match", "note", "source")
FAULTS = {"file": "str", "line": "Int64", "wrong": "str", "mend": "str"}


def check_knowledge(folder: str | Path | None = None) -> pd.DataFrame:
    """Say all that is wrong in the files that the analyst may edit: the shipped ones, and those of a corpus's ``knowledge/``.

    Returns
    -------
    DataFrame
        ``file, line`` (missing where it is the whole file)``, wrong, mend``: a row a fault. Empty, with the reason in
        ``attrs["why"]``, where nothing is wrong.

    Examples
    --------
    >>> check_knowledge().attrs["why"]
    'Nothing is wrong in the shipped knowledge files.'
    """
    folder = None if folder is None else Path(folder)
    if folder is not None and not folder.is_dir():
        raise FileNotFoundError(f"There is no folder {str(folder)!r}. Give the folder of the corpus, in which knowledge/ stands.")
    found: list[KnowledgeError] = []
    for check in (check_actors, _check_codebooks, _check_stopwords, load_boilerplate, check_speech, check_acts, _check_names):
        try:
            check(folder, found.append)
        except KnowledgeError as error:  # a file that cannot be read at all
            found.append(error)
    rows = sorted({(error.file, error.line, error.wrong, error.mend) for error in found})
    if rows:
        return make_table([(file, line or None, wrong, mend) for file, line, wrong, mend in rows], FAULTS)
    own = folder is not None and (folder / "knowledge").is_dir()
    return refuse(FAULTS, f"Nothing is wrong in the {'' if own else 'shipped '}knowledge files.")


def _check_names(folder: Path | None, report: Report) -> None:
    """Report a file that no reader would open, since its name is none of ours."""
    known = sorted(path.name for path in HERE.iterdir() if path.suffix in (".csv", ".txt"))
    for path in sorted((folder / "knowledge").iterdir()) if folder and (folder / "knowledge").is_dir() else ():
        if path.name not in known and not path.name.startswith("."):
            report(fault(path, 0, "is read by nobody", f"Name it one of: {', '.join(known)}."))


def _check_stopwords(folder: Path | None, report: Report) -> None:
    """Report a heading of stop words that is no language's code, since its words would never be used."""
    for path in files("stopwords.txt", folder):
        for number, line in number_lines(path):
            if line.startswith("[") and not regex.fullmatch(r"\[[a-z]{2,3}\]", line):
                report(fault(path, number, f"{line!r} is no language's code", "Write the ISO 639-1 code, such as [en]."))


def _check_codebooks(folder: Path | None, report: Report) -> None:
    """Report what is wrong in the frames and cues of all codebooks."""
    _read_cues(folder, _read_frames(folder, report), report)


def load_codebook(name: str | None = None, folder: Path | None = None) -> pd.DataFrame:
    """Return the cues of a codebook, a row a cue: set, frame, definition, crosswalk, term, match, note, source.

    Besides the codebook's own, it holds the cues of the set ``status`` (negated, rejected, prospective, asserted), which tell
    whether a frame is asserted. `crosswalk` names the policy frames (Boydstun et al. 2014) that a frame comes near to, set
    apart by ``|``; `note` is the concept that a cue stands for. Raises `KnowledgeError` for an unknown codebook, and says
    which there are.

    Notes
    -----
    A codebook of your own is rows in your corpus's ``knowledge/``; only the columns shown are needed. ``frames.csv``::

        set,frame,definition
        mine,boats,Fun on the water

    and ``cues.csv``, where ``match`` is "word", "phrase" (several words) or "prefix" (four letters or more, and what follows)::

        set,frame,term,match
        mine,boats,yacht,word

    Then it is ``read_codebook("mine", corpus)``, and the default for that corpus. Rows of a shipped set add
    to it; those of the same frame or the same term take the place of the shipped ones.

    Examples
    --------
    >>> load_codebook("generic").query("term == 'deadlock'")[["frame", "match", "note"]].values.tolist()
    [['conflict', 'prefix', 'standoff']]
    """
    frames = _read_frames(folder, stop)
    sets = sorted({row["set"] for row in frames})
    if name is None:
        own = [one for one in sets if one not in SHIPPED]
        name = own[0] if len(own) == 1 else SHIPPED[0]
    if name not in sets:
        raise KnowledgeError(f"There is no codebook {name!r}. There are: {', '.join(sets)}.")
    told = {row["frame"]: row for row in frames if row["set"] == name}
    cues = {
        (row["set"], row["frame"], row["term"]): row | {key: told.get(row["frame"], {}).get(key, "") for key in ("definition", "crosswalk")}
        for row in _read_cues(folder, frames, stop)
        if row["set"] in (name, "status")
    }
    table = pd.DataFrame(list(cues.values()))[["set", "frame", "definition", "crosswalk", "term", "match", "note", "source"]]
    return table.sort_values(["set", "frame", "term"], ignore_index=True)


def list_codebooks(folder: Path | None = None) -> list[str]:
    """Return the names of all codebooks: the shipped ones and a corpus's own.

    >>> list_codebooks()
    ['defence', 'generic']
    """
    return sorted({row["set"] for row in _read_frames(folder, stop)})


def _read_frames(folder: Path | None, report: Report) -> list[dict[str, str]]:
    rows = []
    for path in files("frames.csv", folder):
        read = read_rows(path, FRAME_COLUMNS, ("set", "frame"), report)
        rows += keep(read, partial(_check_frame, path=path), report)
    return rows


def _check_frame(row: dict[str, str], path: Path) -> None:
    """Raise where a frame's name is one that sheets and tables need themselves, or its crosswalk names no policy frame."""
    if row["frame"].lower() in RESERVED:
        raise fault(path, int(row["line"]), f"{row['frame']!r} is a name that sheets and tables use themselves", "Give the frame another.")
    for policy in split_cell(row["crosswalk"]):
        one_of({"crosswalk": policy, "line": row["line"]}, "crosswalk", POLICY_FRAMES, path)


def _read_cues(folder: Path | None, frames: list[dict[str, str]], report: Report) -> list[dict[str, str]]:
    known = {name: tuple(sorted({row["frame"] for row in frames if row["set"] == name})) for name in sorted({row["set"] for row in frames})}
    cues = []
    for path in files("cues.csv", folder):
        rows = read_rows(path, CUE_COLUMNS, ("set", "frame", "term", "match"), report)
        cues += keep(rows, partial(_check_cue, path=path, known=known | {"status": STATUSES}), report)
    return cues


def _check_cue(row: dict[str, str], path: Path, known: dict[str, tuple[str, ...]]) -> None:
    """Raise where a cue cannot be used: an unknown set, frame or match, a prefix that would match half the language."""
    one_of(row, "match", MATCHES, path)
    one_of(row, "set", tuple(known), path)
    one_of(row, "frame", known[row["set"]], path)
    if row["match"] == "prefix" and len(row["term"]) < 4:
        raise fault(path, int(row["line"]), f"the prefix {row['term']!r} is too short", "Give four letters or more.")


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


def load_boilerplate(folder: Path | None = None, report: Report = stop) -> list[tuple[str, regex.Pattern]]:
    """Return the rules for lines that are not the article: pairs of a name and a compiled pattern for a whole line."""
    rules = []
    for path in files("boilerplate.txt", folder):
        for number, line in number_lines(path):
            name, _, pattern = line.partition(":")
            try:
                rules.append((name.strip(), regex.compile(pattern.strip(), regex.IGNORECASE)))
                wrong, mend = ("", "") if pattern.strip() else ("no pattern", "Write a name, a colon and a pattern.")
            except regex.error as error:
                wrong, mend = str(error), "Mend the regular expression."
            if wrong:
                report(fault(path, number, wrong, mend, f"boilerplate.txt, {line!r}: {wrong}. {mend}"))
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
