"""Verbs of speech, and the nouns that can speak: what `cuttings.find_speech` knows of the language."""

from dataclasses import dataclass
from functools import cache, partial
from pathlib import Path

from cuttings.knowledge.reading import Report, fault, files, keep, one_of, read_rows, split_cell, stop

KINDS = ("public", "private", "evidential", "suasive", "judgement")
TAKES = ("clause", "that", "to", "object", "source")
SOURCES = ("official", "people", "office", "group", "document")
VERBS, NOUNS = "speech_verbs.csv", "sources.csv"
VERB_COLUMNS = ("verb", "forms", "kind", "takes", "noun")


@dataclass(frozen=True)
class Verb:
    """A form of a verb of speech: its kind, what it takes, and what else the form can be."""

    kind: str  # public (say), private (believe), suasive (urge): Quirk et al. 1985; evidential (suggest), judgement (condemn)
    takes: str  # clause (said it was), that (noted that), to (plans to), object (condemned it), source (according to)
    plain: bool  # the base form, which wants several who speak
    noun: bool  # the form is a noun as well: claims, reports


@dataclass(frozen=True)
class SpeechLexicon:
    """The forms of verbs of speech, and the nouns that can speak, in singular and plural; all in small letters."""

    verbs: dict[str, Verb]
    sources: dict[str, str]

    def select(self, mode: str) -> dict[str, Verb]:
        """Return the forms that a mode looks for: in strict those of verbs of saying."""
        kinds = KINDS if mode == "broad" else ("public", "evidential")
        return {form: verb for form, verb in self.verbs.items() if verb.kind in kinds}


def load_speech(folder: Path | None = None) -> SpeechLexicon:
    """Return the lexicon of speech, with the corpus's own additions (``speech_verbs.csv``, ``sources.csv``), which are read each time."""
    own = [path for name in (VERBS, NOUNS) for path in files(name, folder)[1:]]
    return _read_speech(folder) if own else _read_shipped()


@cache
def _read_shipped() -> SpeechLexicon:
    """Return the shipped lexicon, read once: a corpus in parts asks for it again and again."""
    return _read_speech(None)


def _read_speech(folder: Path | None) -> SpeechLexicon:
    return SpeechLexicon(_verbs(folder, stop), _sources(folder, stop))


def check_speech(folder: Path | None, report: Report) -> None:
    """Report what is wrong in the files of verbs and of sources."""
    _verbs(folder, report)
    _sources(folder, report)


def _verbs(folder: Path | None, report: Report) -> dict[str, Verb]:
    verbs = {}
    for path in files(VERBS, folder):
        for row in keep(read_rows(path, VERB_COLUMNS, VERB_COLUMNS[:4], report), partial(_check_verb, path=path), report):
            base, forms, noun = row["verb"].lower(), split_cell(row["forms"].lower()), row["noun"] == "yes"
            for form in (base, *forms):
                plain = form == base and base not in forms  # "forecast" is a past tense as well
                verbs[form] = Verb(row["kind"], row["takes"], plain, noun and form in (base, forms[0]))
    return verbs


def _check_verb(row: dict[str, str], path: Path) -> None:
    if not split_cell(row["forms"]):
        raise fault(path, int(row["line"]), "there is no form of the verb", "Write its forms, set apart by a bar: says|said|saying.")
    one_of(row, "kind", KINDS, path)
    one_of(row, "takes", TAKES, path)
    one_of(row, "noun", ("", "yes"), path)


def _sources(folder: Path | None, report: Report) -> dict[str, str]:
    sources: dict[str, str] = {}
    for path in files(NOUNS, folder):
        rows = read_rows(path, ("term", "kind"), ("term", "kind"), report)
        for row in keep(rows, partial(one_of, column="kind", allowed=SOURCES, path=path), report):
            sources |= dict.fromkeys(_with_plural(row["term"].lower()), row["kind"])
    return sources


def _with_plural(noun: str) -> tuple[str, ...]:
    """Return a noun and its regular plural; an irregular one is a row of its own in the file."""
    if noun.endswith("y") and noun[-2:-1] not in "aeiou":
        return noun, f"{noun[:-1]}ies"
    return noun, f"{noun}es" if noun.endswith(("s", "sh", "ch", "x")) else f"{noun}s"
