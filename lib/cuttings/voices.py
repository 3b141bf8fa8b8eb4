"""Who says it: quotations and reported speech, each with its speaker."""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterator
from itertools import islice, takewhile
from operator import itemgetter
from typing import Literal, NamedTuple

import numpy as np
import pandas as pd
import regex

from cuttings.actors import find_places
from cuttings.corpus import Corpus, collector_at_rest
from cuttings.knowledge.speech import SpeechLexicon, load_speech
from cuttings.lazy import by_parts
from cuttings.loading.sentences import Span, find_quotations, overlap
from cuttings.phrases import matcher
from cuttings.speech_cues import Sentences
from cuttings.speech_looks import Look
from cuttings.speech_quotes import find_owners, find_pieces
from cuttings.statements import Statement, read_statements
from cuttings.tables import make_table, refuse

Mode = Literal["strict", "broad"]
SPEECH = {
    "doc": "int64", "sent": "int64", "start": "int64", "end": "int64", "cue_start": "Int64", "cue_end": "Int64", "surface": "str",
    "speaker_start": "Int64", "speaker_end": "Int64", "speaker": "str", "named": "str", "speaker_id": "str", "form": "str",
    "resolved": "str", "provisional": "bool",
}  # fmt: skip
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


class Article(NamedTuple):
    """An article: its text, the rows of its sentences, what is quoted in it, and its statements, each with the row of its sentence."""

    doc: int
    text: str
    sentences: Sentences
    rows: range
    quotations: list[Span]
    statements: list[tuple[int, Statement]]


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


@by_parts()
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
    with collector_at_rest():
        rows = _read(corpus, mentions, load_speech(corpus.folder), mode)
    if not rows:
        return refuse(SPEECH, "Nobody is quoted in these texts, or said to have said something.")
    return make_table(dict(zip(SPEECH, zip(*rows, strict=True), strict=True)), SPEECH)


def _read(corpus: Corpus, mentions: pd.DataFrame, lexicon: SpeechLexicon, mode: Mode) -> list[tuple]:
    """Return the rows of the table of speech, article by article."""
    texts, sentences = corpus.texts(), Sentences(*(corpus.sentences[name].tolist() for name in Sentences._fields))
    quotations = {doc: spans for doc, text in texts.items() if (spans := find_quotations(text))}
    cues = _find_cues(corpus, texts, quotations, lexicon, mode)
    told = list(read_statements(texts, sentences, cues, lexicon, mode))
    docs = [sentences.doc[row] for row, _ in told]
    statements, voices = defaultdict(list), defaultdict(list)
    for doc, one, voice in zip(docs, told, _link_all(texts, docs, [statement for _, statement in told], mentions), strict=True):
        statements[doc].append(one)
        voices[doc].append(voice)
    rows: list[tuple] = []
    for doc, text in texts.items():
        if doc in statements or doc in quotations:
            article = Article(doc, text, sentences, sentences.rows(doc), quotations.get(doc, []), statements[doc])
            rows += sorted(_rows(article, _resolve(article, voices[doc])), key=itemgetter(2, 3))
    return rows


def _find_cues(corpus: Corpus, texts: dict[int, str], quotations: dict[int, list[Span]], lexicon: SpeechLexicon, mode: Mode) -> np.ndarray:
    """Return forms of verbs of speech (the row of the sentence, start, end), but for those that cannot count by what stands beside them.

    Those inside quotation marks are left out as well.
    """
    forms = lexicon.select(mode)
    found = matcher(tuple((form, "phrase", False) for form in forms)).find(texts.values())
    found["doc"] = corpus.articles["doc"].to_numpy()[found["text"]]
    found["row"] = np.searchsorted(find_places(corpus.sentences), find_places(found), side="right") - 1
    doc, end = (np.append(corpus.sentences[name].to_numpy(), -1)[found["row"]] for name in ("doc", "end"))  # the last: before all of them
    found = found[(found["doc"] == doc) & (found["end"] <= end) & ~_are_quoted(found, quotations)]
    looks = [Look(form, verb, mode) for form, verb in forms.items()]
    hits = zip(*(found[name].tolist() for name in ("doc", "start", "end", "entry")), strict=True)
    stays = [looks[n].may_count(texts[doc], start, end) for doc, start, end, n in hits]
    return found[["row", "start", "end"]].to_numpy()[stays]


def _are_quoted(spans: pd.DataFrame, quotations: dict[int, list[Span]]) -> np.ndarray:
    """Say which spans have a character inside quotation marks."""
    rows = [(doc, *span) for doc, some in sorted(quotations.items()) for span in some]
    quoted = pd.DataFrame(rows, columns=["doc", "start", "end"], dtype="int64")
    begins = np.append(find_places(quoted), np.iinfo("int64").max)
    return begins[np.searchsorted(find_places(quoted, "end"), find_places(spans), side="right")] < find_places(spans, "end")


def _link_all(texts: dict[int, str], docs: list[int], statements: list[Statement], mentions: pd.DataFrame) -> Iterator[Voice]:
    """Yield the voice of each statement: of pronouns it is not known yet."""
    known = mentions.loc[mentions["actor"].notna().to_numpy(), ["doc", *Named._fields]]
    known = known.iloc[np.argsort(find_places(known), kind="stable")]
    speakers = pd.DataFrame([statement.speaker for statement in statements], columns=["start", "end"], dtype="int64")
    speakers["doc"] = np.array(docs, dtype="int64")
    first, last = (np.searchsorted(find_places(known), find_places(speakers, side)) for side in ("start", "end"))
    many = last - first
    inside = known.iloc[np.arange(many.sum()) + np.repeat(last - np.cumsum(many), many)]
    named = map(Named, *(inside[name].tolist() for name in Named._fields))
    for doc, statement, some in zip(docs, statements, many.tolist(), strict=True):
        mentioned = list(islice(named, some))
        yield Voice() if statement.kind == "pronoun" else _link(texts[doc], statement, mentioned)


def _resolve(article: Article, voices: list[Voice]) -> list[Voice]:
    """Return who speaks in each statement; he and she are the latest person who spoke in this or the preceding paragraph.

    Paragraphs that open with a quotation go on with it, and do not part the two.
    """
    if all(statement.kind != "pronoun" for _, statement in article.statements):
        return voices
    opened = {start for start, _ in article.quotations}
    begins, paragraphs = article.sentences.start, article.sentences.paragraph
    goes_on = {paragraphs[row] for row in article.rows if begins[row] in opened} if opened else opened
    resolved: list[Voice] = []
    latest: dict[str, tuple[Voice, int]] = {}  # whom "he" and "she" mean, and the paragraph in which he was last heard
    for (row, statement), voice in zip(article.statements, voices, strict=True):
        paragraph = paragraphs[row]
        if statement.kind in ("name", "official", "people") and voice.may_be_he:
            latest |= dict.fromkeys(_pronouns(voice), (voice, paragraph))
        elif statement.kind == "pronoun":
            pronoun = article.text[slice(*statement.speaker)].lower()
            meant, where = latest.get(pronoun, (voice, -2))
            if where >= 0 and goes_on.issuperset(range(where + 1, paragraph)):
                voice = meant._replace(resolved="pronoun")
                latest = {one: known for one, known in latest.items() if known[0] != meant} | {pronoun: (meant, paragraph)}
        resolved.append(voice)
    return resolved


def _pronouns(voice: Voice) -> list[str]:
    """Return the pronouns that can mean a speaker: both, unless a word that names him tells."""
    words = (voice.named or "").lower().replace(".", " ").split()
    return [pronoun for pronoun, others in NOT_OF.items() if others.isdisjoint(words)]


def _link(text: str, statement: Statement, mentions: list[Named]) -> Voice:
    """Return the actor that a speaker is: of those in his words the one who is named, or the one for whom an official speaks."""
    named = text[slice(*statement.speaker)]
    inside = list(takewhile(lambda one: one.end <= statement.speaker[1], mentions))
    if not inside:
        return Voice(named)
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


def _rows(article: Article, voices: list[Voice]) -> Iterator[tuple]:
    """Yield the rows of an article, what is reported first."""
    text, sents, quotations, statements = article.text, article.sentences.sent, article.quotations, article.statements
    for (row, statement), voice in zip(statements, voices, strict=True):
        if _tells(text, statement.said, quotations):
            yield _row(article, sents[row], statement.said, statement, voice, "indirect")
    pieces = list(find_pieces(text, article.sentences, article.rows, quotations))
    for piece, owner in zip(pieces, find_owners(article.sentences, pieces, statements), strict=True):
        place = sents[piece.row], (piece.start, piece.end)
        if owner is None:
            yield _row(article, *place, None, Voice(), "quote")
        else:
            row, statement = statements[owner]
            yield _row(article, *place, statement, voices[owner], "quote", cue=row == piece.row)


def _tells(text: str, said: Span, quotations: list[Span]) -> bool:
    """Say whether there are words outside quotation marks, and more than a few beside a quotation."""
    if not quotations or not overlap(said, quotations):
        return _WORD.search(text, *said) is not None
    return sum(1 for _ in islice(_WORD.finditer(_unquoted(text, said, quotations)), FEW)) == FEW  # no more matter


def _row(article: Article, sent: int, span: Span, statement: Statement | None, voice: Voice, form: str, cue: bool = True) -> tuple:
    """Return a row of the table of speech."""
    verb = statement.cue if statement and cue else (None, None)
    speaker, spoken = (statement.speaker, article.text[slice(*statement.speaker)]) if statement else ((None, None), None)
    said = article.text[slice(*span)]
    return article.doc, sent, *span, *verb, said, *speaker, spoken, voice.named, voice.actor, form, voice.resolved, voice.provisional


def _unquoted(text: str, span: Span, quotations: list[Span]) -> str:
    """Return what a span holds outside quotation marks."""
    first = bisect_right(quotations, span[0], key=itemgetter(1))
    parts, at = [], span[0]
    for start, end in takewhile(lambda one: one[0] < span[1], quotations[first:]):
        parts.append(text[at : max(at, start)])
        at = end
    return " ".join([*parts, text[at : span[1]]])
