"""Who says it: quotations and reported speech, each with its speaker."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from functools import cache
from itertools import groupby, islice, pairwise, takewhile
from operator import attrgetter, itemgetter
from typing import Literal, NamedTuple

import numpy as np
import pandas as pd
import regex

from cuttings.corpus import Corpus
from cuttings.knowledge import load_titles
from cuttings.knowledge.speech import SpeechLexicon, load_speech
from cuttings.loading.sentences import Span, find_quotations, overlap
from cuttings.phrases import matcher
from cuttings.speech_quotes import Sentence, find_owners, find_pieces
from cuttings.speech_rules import may_count
from cuttings.statements import Statement, read_statements
from cuttings.tables import make_table, refuse

Mode = Literal["strict", "broad"]
SPEECH = {
    "doc": "int64", "sent": "int64", "start": "int64", "end": "int64", "cue_start": "Int64", "cue_end": "Int64", "surface": "str",
    "speaker_start": "Int64", "speaker_end": "Int64", "speaker": "str", "named": "str", "speaker_id": "str", "form": "str",
    "resolved": "str", "provisional": "bool",
}  # fmt: skip
SPEAKERS = {
    "speaker": "str", "known": "bool", "sentences": "int64", "quotes": "int64", "indirect": "int64", "articles": "int64",
    "share": "float64", "provisional": "bool",
}  # fmt: skip
UNRESOLVED = "(a pronoun)"
FEW = 3  # so few words beside a quotation are no reported speech of their own
NOT_OF = {  # words of speakers whom the pronoun cannot mean
    "he": frozenset("mrs ms miss madam lady queen princess mother wife sister daughter woman spokeswoman chairwoman congresswoman".split()),
    "she": frozenset("mr sir lord king prince father husband brother son man spokesman chairman congressman businessman".split()),
}
_OF = regex.compile(r"^\S+ (?:of|for|from)\b")
_WORD = regex.compile(r"[\p{L}\p{M}\p{N}]+")


class Named(NamedTuple):
    """A mention of an actor in an article."""

    start: int
    end: int
    actor: str
    kind: str
    in_role: bool
    provisional: bool


class Voice(NamedTuple):
    """Who speaks: the words that name him, the actor that he is, by what that is known, and whether it is provisional."""

    named: str | None = None
    actor: str | None = None
    kind: str | None = None
    resolved: str = "none"
    provisional: bool = False

    @property
    def may_be_he(self) -> bool:
        """Say whether a later "he" or "she" can mean this speaker: a person, or somebody of whom no more is known."""
        return self.kind == "person" or self.resolved != "name"


def find_speech(corpus: Corpus, mentions: pd.DataFrame, *, mode: Mode = "strict") -> pd.DataFrame:
    """Find what the texts give to somebody: quotations and reported speech, with the speaker. English rules.

    Parameters
    ----------
    mentions : DataFrame
        From `cuttings.find_actors`: a speaker who is one of them is linked.
    mode : {"strict", "broad"}
        Strict takes verbs of saying with a quotation, "that" or a bare clause, and "according to". Broad also takes what people
        think, want and judge, participles ("..., adding that") and verbs with an object ("condemned the attack"): it finds
        half as much again, and errs more.

    Returns
    -------
    DataFrame
        A row for each stretch of a sentence: ``doc, sent, start, end`` (what is said, without quotation marks)``, cue_start,
        cue_end`` (the verb; missing in a quotation that goes on, or has none)``, surface, speaker_start, speaker_end, speaker``
        (text)``, named`` (the words that name him: another's, where `speaker` is "he")``, speaker_id`` (actor)``, form`` (quote,
        indirect)``, resolved, provisional``. `resolved` is "name" (the speaker
        is named), "role" ("Turkish officials": somebody who speaks for that actor), "pronoun" (he or she: the latest person who
        spoke in this or the preceding paragraph) or "none". A quotation without a speaker stands there without one.
        A quotation inside reported speech has a row of its own.

    Examples
    --------
    >>> from cuttings.actors import find_actors, read_actors
    >>> from cuttings.corpus import make_corpus
    >>> corpus = make_corpus(["NATO said it would help. They call it “a long war”."])
    >>> speech = find_speech(corpus, find_actors(corpus, read_actors()))
    >>> speech[["surface", "speaker", "form"]].fillna("").values.tolist()
    [['it would help', 'NATO', 'indirect'], ['a long war', '', 'quote']]
    """
    if mode not in ("strict", "broad"):
        raise ValueError(f"mode={mode!r} is unknown. Give 'strict' or 'broad'.")
    lexicon = load_speech(corpus.folder)
    texts = corpus.texts()
    cues, places = _find_cues(texts, lexicon, mode), _by_article(corpus.sentences[["doc", *Sentence._fields]])
    known = mentions.loc[mentions["actor"].notna() & mentions["doc"].isin(cues), ["doc", *Named._fields]]
    named = _by_article(known.sort_values(["doc", "start"]))
    rows: list[tuple] = []
    for doc, text in texts.items():
        quotations = find_quotations(text)
        if doc in cues or quotations:
            sentences = list(map(Sentence._make, places.get(doc, ())))
            statements = list(_read(text, sentences, quotations, cues.get(doc, []), lexicon, mode))
            mentioned = list(map(Named._make, named.get(doc, ()))) if statements else []
            voices = _voices(text, sentences, quotations, statements, mentioned)
            rows += [(doc, *row) for row in _rows(text, sentences, quotations, statements, voices)]
    return make_table(rows, SPEECH) if rows else refuse(SPEECH, "Nobody is quoted in these texts, or said to have said something.")


def count_speakers(speech: pd.DataFrame) -> pd.DataFrame:
    """Count how often each speaker is quoted or reported.

    Returns
    -------
    DataFrame
        ``speaker`` (the actor's id; as written where the actor file lacks him: "analysts")``, known`` (the actor file has
        him)``, sentences, quotes, indirect`` (rows of `speech`)``, articles, share`` (of the sentences with a speaker)``,
        provisional``; the most frequent first. Pronouns that are nobody's in sight are one row. ``attrs["quotes"]`` and
        ``attrs["unattributed"]`` are the numbers of quotations, and of those without a speaker.

    Examples
    --------
    >>> from cuttings.actors import find_actors, read_actors
    >>> from cuttings.corpus import make_corpus
    >>> corpus = make_corpus(["NATO said it would help. Analysts said that it would not."])
    >>> speech = find_speech(corpus, find_actors(corpus, read_actors()))
    >>> count_speakers(speech)[["speaker", "known", "indirect"]].values.tolist()
    [['NATO', True, 1], ['analysts', False, 1]]
    """
    quotes = speech[speech["form"] == "quote"]
    told = speech.dropna(subset=["speaker"])
    if not len(told):
        return refuse(SPEAKERS, speech.attrs.get("why", "No speaker was found in these texts."))
    names = told["speaker_id"].where(
        told["speaker_id"].notna(), told["named"].map(_plain_speaker, na_action="ignore").astype("object").fillna(UNRESOLVED)
    )
    told = told.assign(speaker=names, known=told["speaker_id"].notna(), quote=told["form"] == "quote")
    groups = told.groupby(["speaker", "known"])
    table = groups.agg(
        sentences=("sent", "nunique"),
        quotes=("quote", "sum"),
        rows=("sent", "size"),
        articles=("doc", "nunique"),
        provisional=("provisional", "any"),
    ).reset_index()
    table = table.assign(indirect=table["rows"] - table["quotes"], share=table["sentences"] / told["sent"].nunique())
    table = table.sort_values(["sentences", "speaker"], ascending=[False, True], ignore_index=True)
    counted = make_table(table[list(SPEAKERS)], SPEAKERS)
    counted.attrs = {"quotes": len(quotes), "unattributed": int(quotes["speaker"].isna().sum())}
    return counted


def _plain_speaker(named: str) -> str:
    """Return a speaker who is no known actor, as he is counted: without articles and honorifics; nouns in small letters."""
    words = named.split()
    while len(words) > 1 and words[0].rstrip(".").lower() in _before_speakers():
        words = words[1:]
    return " ".join(words).lower() if words[0].lower() in load_speech().sources else " ".join(words)


@cache
def _before_speakers() -> frozenset[str]:
    """Return the words that may stand before a speaker and are no part of him: articles, honorifics."""
    return frozenset({"the", "a", "an"} | {title.lower().rstrip(".") for title in load_titles()["honorific"]})


def _by_article(table: pd.DataFrame) -> dict[int, list[tuple]]:
    """Return the rows of a table by the article in its first column, without it; they are in the order of the articles."""
    docs, bounds = np.unique(table.iloc[:, 0].to_numpy(), return_index=True)
    rows = list(zip(*(table[name].tolist() for name in table.columns[1:]), strict=True))
    return {doc: rows[first:end] for doc, (first, end) in zip(docs.tolist(), pairwise([*bounds.tolist(), len(rows)]), strict=True)}


def _find_cues(texts: dict[int, str], lexicon: SpeechLexicon, mode: Mode) -> dict[int, list[Span]]:
    """Return the places of forms of verbs of speech, by article, but for those that cannot count by what stands beside them."""
    forms = lexicon.select(mode)
    found = matcher(tuple((form, "phrase", False) for form in forms)).find(texts.values())
    found["doc"] = np.array(list(texts))[found["text"]]
    verbs = list(forms.values())
    hits = _by_article(found[["doc", "start", "end", "entry"]])
    cues = {
        doc: [(start, end) for start, end, entry in rows if may_count(texts[doc], start, end, verbs[entry], mode)]
        for doc, rows in hits.items()
    }
    return {doc: places for doc, places in cues.items() if places}


def _read(
    text: str, sentences: list[Sentence], quotations: list[Span], cues: list[Span], lexicon: SpeechLexicon, mode: Mode
) -> Iterator[tuple[int, Statement]]:
    """Yield the statements of an article, each with the row of its sentence; what stands in quotation marks is not read."""
    starts = [sentence.start for sentence in sentences]
    outside = (cue for cue in cues if not overlap(cue, quotations))
    for row, group in groupby(outside, key=lambda cue: bisect_right(starts, cue[0]) - 1):
        if row >= 0:
            span = (sentences[row].start, sentences[row].end)
            inside = [cue for cue in group if cue[1] <= span[1]]
            yield from ((row, statement) for statement in read_statements(text, span, inside, lexicon, mode))


def _voices(
    text: str, sentences: list[Sentence], quotations: list[Span], statements: list[tuple[int, Statement]], mentions: list[Named]
) -> list[Voice]:
    """Return who speaks in each statement; he and she are the latest person who spoke in this or the preceding paragraph.

    Paragraphs that open with a quotation go on with it, and do not part the two.
    """
    opened = {start for start, _ in quotations}
    goes_on = {sentence.paragraph for sentence in sentences if sentence.start in opened}
    voices: list[Voice] = []
    latest: dict[str, tuple[Voice, int]] = {}  # whom "he" and "she" mean, and the paragraph in which he was last heard
    for row, statement in statements:
        paragraph = sentences[row].paragraph
        voice = Voice()
        if statement.kind != "pronoun":
            voice = _link(text, statement, mentions)
            if statement.kind in ("name", "official", "people") and voice.may_be_he:
                latest |= dict.fromkeys(_pronouns(voice), (voice, paragraph))
        else:
            pronoun = text[slice(*statement.speaker)].lower()
            meant, where = latest.get(pronoun, (voice, -2))
            if where >= 0 and goes_on.issuperset(range(where + 1, paragraph)):
                voice = meant._replace(resolved="pronoun")
                latest = {one: known for one, known in latest.items() if known[0] != meant} | {pronoun: (meant, paragraph)}
        voices.append(voice)
    return voices


def _pronouns(voice: Voice) -> list[str]:
    """Return the pronouns that can mean a speaker: both, unless a word that names him tells."""
    words = (voice.named or "").lower().replace(".", " ").split()
    return [pronoun for pronoun, others in NOT_OF.items() if others.isdisjoint(words)]


def _link(text: str, statement: Statement, mentions: list[Named]) -> Voice:
    """Return the actor that a speaker is: the one who is named, or the one for whom an official speaks."""
    named = text[slice(*statement.speaker)]
    first = bisect_left(mentions, statement.speaker[0], key=attrgetter("start"))
    inside = list(takewhile(lambda one: one.end <= statement.speaker[1], mentions[first:]))
    people = [mention for mention in inside if mention.kind == "person"]
    heads = [mention for mention in inside if mention.start <= statement.head < mention.end]
    if people or heads:
        one = (people or heads)[-1]
        return Voice(named, one.actor, one.kind, "name", one.provisional)
    before = [mention for mention in inside if mention.end <= statement.head]  # "Turkish officials", else "officials of Turkey"
    served = before or [one for one in inside if one.end == statement.speaker[1] and _OF.search(text[statement.head : one.start])]
    official = statement.kind in ("official", "office") or any(mention.in_role for mention in before)
    if official and len({mention.actor for mention in served}) == 1:
        return Voice(named, served[0].actor, served[0].kind, "role", served[0].provisional)
    return Voice(named)


def _rows(
    text: str, sentences: list[Sentence], quotations: list[Span], statements: list[tuple[int, Statement]], voices: list[Voice]
) -> Iterator[tuple]:
    """Yield the rows of an article in the order of its text."""
    pieces = list(find_pieces(text, sentences, quotations))
    owners = find_owners(sentences, pieces, statements)
    rows: list[tuple] = []
    for (row, statement), voice in zip(statements, voices, strict=True):
        words = sum(1 for _ in islice(_WORD.finditer(_unquoted(text, statement.said, quotations)), FEW))  # no more matter
        if words == FEW or (words and not overlap(statement.said, quotations)):
            rows.append(_row(text, sentences[row].sent, statement.said, statement, voice, "indirect"))
    for piece, owner in zip(pieces, owners, strict=True):
        place = (sentences[piece.row].sent, (piece.start, piece.end))
        if owner is None:
            rows.append(_row(text, *place, None, Voice(), "quote"))
        else:
            row, statement = statements[owner]
            rows.append(_row(text, *place, statement, voices[owner], "quote", cue=row == piece.row))
    yield from sorted(rows, key=itemgetter(1, 2))


def _row(text: str, sent: int, span: Span, statement: Statement | None, voice: Voice, form: str, cue: bool = True) -> tuple:
    """Return a row of the table of speech, without its doc."""
    verb = statement.cue if statement and cue else (None, None)
    speaker = statement.speaker if statement else (None, None)
    spoken = text[slice(*statement.speaker)] if statement else None
    return sent, *span, *verb, text[slice(*span)], *speaker, spoken, voice.named, voice.actor, form, voice.resolved, voice.provisional


def _unquoted(text: str, span: Span, quotations: list[Span]) -> str:
    """Return what a span holds outside quotation marks."""
    first = bisect_right(quotations, span[0], key=itemgetter(1))
    parts, at = [], span[0]
    for start, end in takewhile(lambda one: one[0] < span[1], quotations[first:]):
        parts.append(text[at : max(at, start)])
        at = end
    return " ".join([*parts, text[at : span[1]]])
