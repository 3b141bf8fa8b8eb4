"""Which language an article is in."""

import re
from functools import cache, lru_cache

from babel import Locale
from py3langid.langid import MODEL_FILE, LanguageIdentifier

FIRST = 200  # characters: enough in most cases, and by far the slowest step of loading otherwise
MORE = 2_000
SURE = 0.9  # below it more of the text is looked at
LIKELY = 0.5  # below it the language stays unknown
# words of which English texts are full, and others are not: one in six, "the" or "and" among them, spares a text the model
_ENGLISH = frozenset(
    "the of and to in that with which from by as at an is it its for on said has was have were will would their his be are not a he".split()
)
SPARSE = 6  # words to one of these


def find_language(text: str) -> str | None:
    """Return the language of a text (ISO 639-1), by py3langid; None where even 2,000 characters leave doubt.

    >>> find_language("The ministers met and said that they would go on."), find_language("Bakanlar dün Ankara'da bir araya geldi.")
    ('en', 'tr')
    >>> find_language("12:30") is None
    True
    """
    for start in (text[:FIRST], text[:MORE]):
        words = start.split()
        known = sum(map(_ENGLISH.__contains__, words))
        if len(start) >= FIRST and known * SPARSE >= len(words) and ("the" in words or "and" in words):
            return "en"
    lang, sure = _identifier().classify(text[:FIRST])
    if sure < SURE and len(text) > FIRST:
        lang, sure = _identifier().classify(text[:MORE])
    return lang if sure >= LIKELY else None


@cache
def _identifier() -> LanguageIdentifier:
    identifier = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
    identifier.nb_ptc = identifier.nb_ptc.astype("float32")  # else a good half of the time goes into doing so, text by text
    return identifier


@lru_cache(10_000)
def language_code(name: str) -> str | None:
    """Return the code of a language that a source names by code or in English; None for what is neither.

    >>> language_code("ENGLISH"), language_code("en-GB"), language_code("tr"), language_code("words")
    ('en', 'en', 'tr', None)
    """
    plain = name.strip().lower()
    code = re.split(r"[-_]", plain)[0]
    return _codes().get(plain) or (code if code in _codes().values() else None)


@cache
def _codes() -> dict[str, str]:
    """Return the code of each language by its English name."""
    names = sorted(Locale("en").languages.items(), reverse=True)
    return {str(label).lower(): code for code, label in names if len(code) < 4}
