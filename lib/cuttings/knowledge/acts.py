"""Cues of acts, by root and class: what `cuttings.find_acts` knows of the language."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cache, cached_property, partial
from pathlib import Path

import numpy as np

from cuttings.knowledge.inflect import inflect_noun, inflect_verb
from cuttings.knowledge.reading import HERE, Report, fault, files, keep, one_of, read_rows, stop
from cuttings.phrases import Matcher, matcher

HELPERS = ("LIGHT", "REVERSE", "DECOY")  # empty verbs; what undoes the noun behind it; what holds a cue and is no act
MATCHES = ("verb", "noun", "phrase")
VOICES = ("", "passive", "mutual")
ACT_COLUMNS = ("root", "class", "term", "match", "voice", "note", "source")
ROOT_COLUMNS = ("root", "class", "definition", "future", "negated", "negated_future")
TRAITS = [
    ("root", "int64"), ("verbal", "bool"), ("nominal", "bool"), ("is_verb", "bool"), ("finite", "bool"), ("noun", "bool"),
    ("light", "bool"), ("reverse", "bool"), ("decoy", "bool"), ("voice", "O"),
]  # fmt: skip


@dataclass(frozen=True)
class Root:
    """A root of acts: its class, and what it turns into in the future, negated, and both."""

    name: str
    class_: str
    future: str
    negated: str
    negated_future: str


@dataclass(frozen=True)
class Cue:
    """A form of a cue: the term in the file, its root, whether it is a verb, whether a past form, and who acts on whom by it."""

    term: str
    root: str  # empty for one that is only light, or only undoes
    match: str
    voice: str
    finite: bool  # no -ing form: has a subject of its own
    noun: bool  # the form is, or may be, a noun: attack, attacks
    helper: str  # LIGHT: the noun behind it tells the act, if there is one; REVERSE: it undoes that; DECOY: no act

    @cached_property
    def is_verb(self) -> bool:
        """Whether it may be a finite verb: it then ends the reach of the verbs around it."""
        return self.match == "verb" and self.finite and self.helper != "DECOY"


class Cues:
    """Cues by each of their forms, in small letters, and what is made of them once, since a corpus in parts asks again and again."""

    def __init__(self, by_form: dict[str, Cue]) -> None:
        self.by_form = by_form

    @cached_property
    def terms(self) -> np.ndarray:
        """The term of each form."""
        return np.array([cue.term for cue in self.by_form.values()], dtype="object")

    @cached_property
    def matcher(self) -> Matcher:
        """What finds the forms."""
        return matcher(tuple((form, "phrase", False) for form in self.by_form))

    @cached_property
    def traits(self) -> np.ndarray:
        """What the rules ask of each form; its root is a place in `load_roots`, -1 where it has none."""
        roots = {name: place for place, name in enumerate(load_roots())}
        return np.array([self._list_traits(cue, roots) for cue in self.by_form.values()], dtype=TRAITS)

    @staticmethod
    def _list_traits(cue: Cue, roots: dict[str, int]) -> tuple:
        helps = (cue.helper == helper for helper in HELPERS)
        return roots.get(cue.root, -1), cue.match == "verb", cue.match == "noun", cue.is_verb, cue.finite, cue.noun, *helps, cue.voice


@cache
def load_roots() -> dict[str, Root]:
    """Return the roots by name."""
    rows = read_rows(HERE / "act_roots.csv", ROOT_COLUMNS, ROOT_COLUMNS)
    return {row["root"]: Root(row["root"], row["class"], row["future"], row["negated"], row["negated_future"]) for row in rows}


def load_acts(folder: Path | None = None) -> Cues:
    """Return the cues (do not change them: all share them); a corpus's own rows override."""
    own = files("acts.csv", folder)[1:]
    return Cues(_read(own, dict(_shipped().by_form), stop)) if own else _shipped()


@cache
def _shipped() -> Cues:
    return Cues(_read(files("acts.csv", None), {}, stop))


def check_acts(folder: Path | None, report: Report) -> None:
    """Report what is wrong in the cues of acts."""
    _read(files("acts.csv", folder), {}, report)


def _read(paths: Iterable[Path], cues: dict[str, Cue], report: Report) -> dict[str, Cue]:
    """Return the cues with those of more files."""
    roots = load_roots()
    for path in paths:
        rows = read_rows(path, ACT_COLUMNS, ("root", "term", "match"), report)
        for row in keep(rows, partial(_check_act, path=path, roots=roots), report):
            for form, finite in _forms(row["term"].lower(), row["match"]):
                cue = Cue(row["term"], row["root"], row["match"], row["voice"], finite, row["match"] == "noun", "")
                cues[form] = _join(cues.get(form), cue)
    nouns = {form for form, cue in cues.items() if cue.noun}
    return {form: replace(cue, noun=True) if form.split()[0] in nouns else cue for form, cue in cues.items()}  # "talks with"


def _join(before: Cue | None, cue: Cue) -> Cue:
    """Return a cue with what an earlier row says of the same form: a noun as well, light as well ("order", else a request)."""
    if cue.root in HELPERS:
        cue = replace(cue, root=before.root if before else "", helper=cue.root)
    if before is None:
        return cue
    helper, is_verb = cue.helper or before.helper, "verb" in (before.match, cue.match)
    finite = (before.finite and before.match == "verb") or (cue.finite and cue.match == "verb") if is_verb else cue.finite
    return replace(cue, match="verb" if is_verb else cue.match, finite=finite, noun=before.noun or cue.noun, helper=helper)


def _check_act(row: dict[str, str], path: Path, roots: dict[str, Root]) -> None:
    """Raise where a cue cannot be used."""
    one_of(row, "root", (*roots, *HELPERS), path)
    one_of(row, "match", MATCHES, path)
    one_of(row, "voice", VOICES, path)
    root = roots.get(row["root"])
    if root and row["class"] not in ("", root.class_):
        raise fault(path, int(row["line"]), f"class {row['class']!r} does not fit {root.name}", f"It is {root.class_}.")


def _forms(term: str, match: str) -> list[tuple[str, bool]]:
    """Return the forms of a term, and whether each can have a subject of its own."""
    if match == "phrase":
        return [(term, True)]
    if match == "noun":
        return [(form, False) for form in inflect_noun(term)]
    return [(form, not form.split()[0].endswith("ing")) for form in inflect_verb(term)]
