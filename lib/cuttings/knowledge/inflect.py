"""The forms of English verbs and nouns, by rule, and of irregular verbs by a file."""

from functools import cache

import regex

from cuttings.knowledge.reading import HERE, load_lines

_DOUBLES = regex.compile(r"[^aeiou]*(?:qu)?[aeiou][bdfgklmnprtvz]")  # one syllable that ends in a vowel and a consonant: stop, grab
_SIBILANT = ("s", "sh", "ch", "x", "z")


def inflect_verb(term: str) -> tuple[str, ...]:
    """Return the forms of a verb, the base first; of several words, the first is the verb.

    >>> inflect_verb("carry out"), inflect_verb("stop")
    (('carry out', 'carries out', 'carried out', 'carrying out'), ('stop', 'stops', 'stopped', 'stopping'))
    """
    base, space, rest = term.partition(" ")
    forms = _irregular().get(base) or (base, _third(base), _past(base), _participle(base))
    return tuple(f"{form}{space}{rest}" for form in forms)


def inflect_noun(term: str) -> tuple[str, str]:
    """Return a noun and its regular plural.

    >>> inflect_noun("joint exercise"), inflect_noun("treaty")
    (('joint exercise', 'joint exercises'), ('treaty', 'treaties'))
    """
    return term, _third(term)


def _third(word: str) -> str:
    if word.endswith("y") and word[-2:-1] not in "aeiou":
        return f"{word[:-1]}ies"
    return f"{word}es" if word.endswith(_SIBILANT) else f"{word}s"


def _past(base: str) -> str:
    if base.endswith("y") and base[-2:-1] not in "aeiou":
        return f"{base[:-1]}ied"
    return f"{base}d" if base.endswith("e") else f"{_doubled(base)}ed"


def _participle(base: str) -> str:
    if base.endswith("ie"):
        return f"{base[:-2]}ying"
    return f"{base[:-1]}ing" if base.endswith("e") and not base.endswith(("ee", "oe", "ye")) else f"{_doubled(base)}ing"


def _doubled(base: str) -> str:
    return f"{base}{base[-1]}" if _DOUBLES.fullmatch(base) else base


@cache
def _irregular() -> dict[str, tuple[str, ...]]:
    """Return the forms of verbs that follow no rule, by their base."""
    return {line.split()[0]: tuple(line.split()) for line in load_lines(HERE / "irregular_verbs.txt")}
