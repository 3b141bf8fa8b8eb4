"""The same story twice."""

import hashlib

import regex

_WORD = regex.compile(r"[\p{L}\p{M}\p{N}]+")


def fingerprint(text: str) -> str:
    """Return a digest of a text's words: the same for texts that differ in case, spaces and punctuation alone."""
    return hashlib.sha256(" ".join(_WORD.findall(text.lower())).encode()).hexdigest()
