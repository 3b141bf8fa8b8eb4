"""A cheap look at the characters around a form of a verb of speech, which spares most sentences that say nothing."""

import re

from cuttings.knowledge.speech import Verb
from cuttings.small_words import BE, DENIED, NO_VERB

NEAR = 100  # characters within which a quotation or "that" is near a verb
_SIGN = re.compile(r"[\"“”„«»‘:,.!?…'`](?:(?<=[\"“”„«»‘:])|(?<=[,.!?…])’|(?<=')'|(?<=`)`)")  # one set first, which is quick to look for


class Look:
    """Whether a form can be a verb of speech that counts, by what stands around it.

    No verb stands behind an article, a preposition or beside a hyphen ("the report", "so-called"), and none that `read_verb` takes
    behind "would", "not" or "was", or with a capital amid a sentence. What strict takes besides are participles behind a form of
    "be", and, of verbs that want it, those with a quotation or "that" near, or a sign right behind.
    """

    def __init__(self, form: str, verb: Verb, mode: str) -> None:
        self.is_source, self.is_clause, self.broad = verb.takes == "source", verb.takes == "clause", mode == "broad"
        self.denying = DENIED if "ing" in form else DENIED | BE
        self.is_participle = form.endswith("ing") and not self.broad

    def may_count(self, text: str, start: int, end: int) -> bool:
        """Say whether the form that stands here can count."""
        line = text[max(0, start - 12) : start].rpartition("\n")[2]  # a headline above says nothing of it
        behind = text[end : end + 1]
        if line[-1:] == "-" or behind == "-":
            return False
        before = f" {line}".rsplit(" ", 2)[-2].lower()
        if before in NO_VERB:
            return False
        if self.is_source:
            return True
        if (before in self.denying or text[start].isupper()) and line[-1:] == " " and before[-1:].isalnum():
            return False
        if self.broad:
            return True
        if self.is_participle and before not in BE:
            return False
        if self.is_clause or behind in (",", ".") or text.find("that", end, end + NEAR) >= 0:
            return True
        return _SIGN.search(text, max(0, start - NEAR), end + NEAR) is not None
