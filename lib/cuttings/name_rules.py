"""Runs of capitalised words, cut into names, and what tells their kind: the rules that `cuttings.names` is made of."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import pandas as pd
import regex

from cuttings.actors import list_names
from cuttings.knowledge import files, load_lines, load_stopwords, load_titles, read_rows
from cuttings.linking import list_calendar

LONGEST = 12  # words of a name
Token = tuple[int, int, str, str]  # start, end, text, and whether it is a word with a capital (cap), another (low), a number or a sign
_L = r"[\p{L}\p{M}\p{N}]"
_CAPITAL = (
    rf"(?:\p{{Lu}}\.){{2,}}|(?:[Oo]['’]|[Dd]['’]|(?:al|el|bin|ul|as|ash|ad|an|ar)-)?\p{{Lu}}{_L}*"
    rf"(?:['’](?=\p{{Lu}}){_L}+|[-‐‑/&.](?=[\p{{L}}\p{{N}}]){_L}+)*"
)
TOKEN = regex.compile(
    rf"(?P<cap>(?<!{_L})(?:{_CAPITAL}))|(?P<num>(?<!{_L})\p{{N}}{_L}*)|(?P<low>\p{{L}}[\p{{L}}\p{{M}}\p{{N}}'’-]*)|(?P<sign>\S)"
)
_ORDINAL = regex.compile(r"\p{N}+(?:st|nd|rd|th|d)")
_PARTICLES = frozenset("de del della der des di da do dos du la le van von bin binti ibn al el ben y zu af ter den".split())
_QUOTES = frozenset("“ ” \" ‘ ’ ' ` `` ''".split())
_SIDES = frozenset("North South East West Northern Southern Eastern Western Upper Lower New Central".split())
_NEAR = frozenset("in at near from across outside throughout".split())
_INITIALS = frozenset("St Mt Dr Mr Mrs Ms Gen Col Lt Sen Rep Gov Sgt Capt Jr Ft Maj Adm Brig Prof".split())


@dataclass(frozen=True)
class Lexicon:
    """What the rules know of words: all from the editable files, none from a model."""

    stop: frozenset[str]
    roles: frozenset[str]  # minister, president; also honorifics: what is said before a person's name
    modifiers: frozenset[str]  # deputy, prime
    heads: dict[str, str]  # Ministry, River: the kind of what they name
    given: frozenset[str]  # John, Ayşe
    known: dict[str, str]  # names of the actor file and of places: their kind, or "demonym"
    calendar: frozenset[str]


def load_lexicon(actors: pd.DataFrame, folder: Path | None = None) -> Lexicon:
    """Return what the rules know, with the corpus's own additions."""
    titles = load_titles()
    roles = {word.lower().rstrip(".") for kind in ("role", "honorific") for word in titles[kind]}
    heads = {row["term"]: row["kind"] for path in files("heads.csv", folder) for row in read_rows(path, ("term", "kind"), ("term", "kind"))}
    given, places = (
        {name for path in files(f"{file}.txt", folder) for line in load_lines(path) for name in line.split(sign)}
        for file, sign in (("given_names", None), ("places", "|"))
    )
    known = dict.fromkeys(places, "place")
    for row in list_names(actors).itertuples():
        known[row.term] = "demonym" if row.via == "demonym" else row.kind
    for capital in actors["capital"]:
        known.setdefault(capital, "place")
    calendar = {*list_calendar(), "I"}
    return Lexicon(
        load_stopwords("en"), frozenset(roles), frozenset(titles["modifier"]), heads, frozenset(given), known, frozenset(calendar)
    )


@dataclass(slots=True)
class Name:
    """A name in its place; `near` says that "in" or "at" stands before it, as before places."""

    doc: int
    sent: int
    start: int
    end: int
    words: tuple[str, ...]
    kind: str
    ground: str
    near: bool


@dataclass(slots=True)
class Run:
    """Capitalised words that belong together: their places among the tokens of a sentence, and whether they begin it."""

    doc: int
    sent: int
    tokens: Sequence[Token]
    members: list[int]
    initial: bool


class Evidence:
    """How often words stand in small letters, and with a capital where nothing but a name asks for it."""

    def __init__(self) -> None:
        self.small: Counter[str] = Counter()
        self.capital: Counter[str] = Counter()

    def is_common(self, word: str) -> bool:
        """Say whether a word is found at least half as often in small letters as with its capital."""
        return not (word.isupper() and len(word) < 5) and self.small[word.lower()] > 0.5 * self.capital[word]


def is_headline(tokens: Sequence[Token], lexicon: Lexicon) -> bool:
    """Say whether all but the smallest words have capitals, which then tell nothing."""
    small = [token for token in tokens if token[3] == "low" and token[2] not in lexicon.stop]
    return sum(token[3] == "cap" for token in tokens) > 4 and not small and sum(token[3] == "sign" for token in tokens) < 3


def find_runs(tokens: Sequence[Token], lexicon: Lexicon) -> Iterator[list[int]]:
    """Yield the places of capitalised words that belong together."""
    at = 0
    while at < len(tokens):
        if tokens[at][3] == "cap":
            members = [at]
            while len(members) < LONGEST and (following := _next_member(tokens, members, lexicon)) is not None:
                members.append(following)
            yield members
            at = members[-1]
        at += 1


def _next_member(tokens: Sequence[Token], members: list[int], lexicon: Lexicon) -> int | None:
    """Return the place of the next word of a run: behind a space, the point of an initial, or small words such as "of the"."""
    at = members[-1] + 1
    if at < len(tokens) and tokens[at][2] == "." and (len(tokens[at - 1][2]) == 1 or tokens[at - 1][2] in _INITIALS):
        at += 1
    between: list[str] = []
    while at < len(tokens) and len(between) < 3 and tokens[at][3] != "cap":
        if tokens[at][2] not in _PARTICLES and tokens[at][2] not in ("of", "for", "the", "&"):
            return None
        between.append(tokens[at][2])
        at += 1
    if at >= len(tokens) or tokens[at][3] != "cap" or any(tokens[k][0] - tokens[k - 1][1] > 1 for k in range(members[-1] + 1, at + 1)):
        return None
    if not between and tokens[at - 1][2] != "." and tokens[at][0] == tokens[at - 1][1]:
        return None
    return at if _joins([tokens[member][2] for member in members], between, lexicon) else None


def _joins(left: list[str], between: list[str], lexicon: Lexicon) -> bool:
    """Say whether small words join what stands on either side to one name: "Ministry of Defence", not "Smith of Canada"."""
    if all(word in _PARTICLES or word == "&" for word in between):
        return True
    last = left[-1]
    if between[0] not in ("of", "for") or last.lower() in lexicon.roles or last in lexicon.known or last in lexicon.calendar:
        return False
    if last in lexicon.heads or last.removesuffix("s") in lexicon.heads:
        return True
    return len(left) <= 3 and last.lower() not in lexicon.stop and not any(w in lexicon.given or len(w) == 1 or w.isupper() for w in left)


def cut_run(run: Run, evidence: Evidence, lexicon: Lexicon) -> Iterator[Name]:
    """Yield the names of a run: what its titles, days and sentence-initial words leave of it."""
    for members, titled in _pieces(run, evidence, lexicon):
        first, rest = run.tokens[members[0]][2], [run.tokens[member][2] for member in members[1:]]
        listed = lexicon.known.get(first, "") if rest and not titled else ""
        if (listed == "demonym" and _is_apart(rest, evidence, lexicon)) or (
            listed in ("state", "place") and first not in lexicon.given and rest[0] in lexicon.given
        ):
            yield _name(run, members[:1], listed, "demonym" if listed == "demonym" else "list")
            members = members[1:]
        kind, ground = ("person", "title") if titled else _guess(run, members, lexicon)
        if (ground and ground != "acronym") or not _is_doubtful(run, members, evidence):
            yield _name(run, members, kind, ground)


def _pieces(run: Run, evidence: Evidence, lexicon: Lexicon) -> Iterator[tuple[list[int], bool]]:
    """Yield the stretches of a run between titles and words that belong to no name, and whether a title stands before each."""
    words, piece, titled, at = [run.tokens[member][2] for member in run.members], list[int](), False, 0
    while at < len(words):
        word, title = words[at], _title_end(words, at, lexicon)
        apart = word in lexicon.calendar or (word.lower() in lexicon.stop and not (word.isupper() and len(word) > 1))
        if not apart and title == at:
            first = at == 0 and run.initial and word not in lexicon.known
            if not (first and evidence.small[word.lower()] > evidence.capital[word]):
                piece.append(run.members[at])
            at += 1
            continue
        if piece:
            yield piece, titled
        piece, titled, at = [], not apart, max(at + 1, title)
    if piece:
        yield piece, titled


def _title_end(words: list[str], at: int, lexicon: Lexicon) -> int:
    """Return where a title that begins there ends ("Deputy Prime Minister"); the same place if none does."""
    if words[at] in lexicon.given:  # Emir is a name, too
        return at
    if " ".join(words[at : at + 2]).lower() in lexicon.roles:
        return at + 2
    end = at
    while end < len(words) and end - at < 4 and words[end].lower() in lexicon.modifiers:
        end += 1
    if end == len(words) or words[end].lower().rstrip(".") not in lexicon.roles:
        return at
    follows = lexicon.heads.get(words[end + 1]) if end + 1 < len(words) else None
    return at if follows and follows != "event" else end + 1  # "General Motors" is no general


def _is_apart(rest: list[str], evidence: Evidence, lexicon: Lexicon) -> bool:
    """Say whether a demonym before these words is a name of its own: before a person, an acronym or what is named without it."""
    if any(word in lexicon.heads for word in rest):
        return False
    return rest[0] in lexicon.given or rest[0].isupper() or len(rest) > 1 or evidence.capital[rest[0]] > 1


def _guess(run: Run, members: list[int], lexicon: Lexicon) -> tuple[str, str]:
    """Return the kind of a name and what tells it; ("", "") where nothing does."""
    tokens, heads, known, given = run.tokens, lexicon.heads, lexicon.known, lexicon.given
    words = [tokens[member][2] for member in members]
    whole = " ".join(token[2] for token in tokens[members[0] : members[-1] + 1])
    before = tokens[members[0] - 1][2].lower() if members[0] else ""
    behind = tokens[members[-1] + 1][2].lower() if members[-1] + 1 < len(tokens) else ""
    listed = known.get(whole) or (known.get(whole.title()) if whole.isupper() and len(whole) > 4 else None)
    if listed:
        return listed, "demonym" if listed == "demonym" else "list"
    if len(words) > 1:
        governed = [tokens[k][2] for k in range(members[0], members[-1]) if tokens[k + 1][2] in ("of", "for") and tokens[k][2] in heads]
        places = [word for word in words[:1] if heads.get(word) == "place"]
        bodies = [word for word in words if word in heads and heads[word] not in ("place", "event")]
        for head in (*governed[:1], *(words[-1:] if words[-1] in heads else ()), *places, *bodies):
            return heads[head], f"head: {head}"
        if known.get(words[-1]) in ("place", "state") and words[0] in _SIDES:
            return "place", "part of a place"
        opens = known.get(words[0]) in ("place", "state") and words[1] not in known
        if opens or known.get(words[0]) == "demonym" or (len(words) > 2 and known.get(" ".join(words[:2])) in ("place", "state")):
            return "organisation", "begins with a place"
    if words[0] in given:
        return "person", "given name"
    if before in _QUOTES and behind in _QUOTES:
        return "other", "in quotation marks"
    return ("organisation", "acronym") if len(words) == 1 and len(words[0]) > 1 and words[0].isupper() else ("", "")


def _is_doubtful(run: Run, members: list[int], evidence: Evidence) -> bool:
    """Say whether a single word is rather no name: common in small letters, or the first of its sentence and nowhere else."""
    word = run.tokens[members[0]][2]
    return len(members) == 1 and (evidence.is_common(word) or (run.initial and members[0] == run.members[0] and not evidence.capital[word]))


def _name(run: Run, members: list[int], kind: str, ground: str) -> Name:
    first, last = members[0], members[-1]
    start, before = run.tokens[first][0], run.tokens[first - 1] if first else None
    if before and kind == "military" and _ORDINAL.fullmatch(before[2]):
        start = before[0]
    words = tuple(run.tokens[member][2] for member in members)
    return Name(run.doc, run.sent, start, run.tokens[last][1], words, kind, ground, bool(before and before[2].lower() in _NEAR))
