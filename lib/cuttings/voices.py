"""Who says it: quotations and reported speech, each with its speaker."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
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
from cuttings.loading.sentences import Span, find_quotations
from cuttings.phrases import matcher
from cuttings.speech_cues import Sentences
from cuttings.speech_looks import Look
from cuttings.speech_quotes import find_owners, find_pieces
from cuttings.statements import Statement, read_statements
from cuttings.tables import make_table, refuse

Mode = Literal["strict", "broad"]
Columns = dict[str, Sequence | np.ndarray | pd.Series]
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

    text: str
    sentences: Sentences
    rows: range
    quotations: list[Span]
    statements: list[tuple[int, Statement]]


class Said(NamedTuple):
    """What is said in one sentence: its row, start and end; the number of its statement, or -1; whether that has its verb here."""

    row: int
    start: int
    end: int
    statement: int
    is_quote: bool
    has_cue: bool


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
        columns = _read(corpus, mentions, load_speech(corpus.folder), mode)
    return make_table(columns, SPEECH) if columns else refuse(SPEECH, "Nobody is quoted in these texts, or said to have said something.")


def _read(corpus: Corpus, mentions: pd.DataFrame, lexicon: SpeechLexicon, mode: Mode) -> Columns:
    """Return the columns of the table of speech, article by article; none where nothing is said."""
    texts, sentences = corpus.texts(), Sentences(*(corpus.sentences[name].tolist() for name in Sentences._fields))
    quotations = {doc: spans for doc, text in texts.items() if (spans := find_quotations(text))}
    told = list(read_statements(texts, sentences, _find_cues(corpus, texts, quotations, lexicon, mode), lexicon, mode))
    rows, statements = [row for row, _ in told], [statement for _, statement in told]
    docs = [sentences.doc[row] for row in rows]
    speakers = [texts[doc][slice(*statement.speaker)] for doc, statement in zip(docs, statements, strict=True)]
    voices = list(_link_all(texts, docs, statements, speakers, mentions))
    said: list[Said] = []
    for doc, text in texts.items():
        here = sentences.rows(doc)
        first, end = bisect_left(rows, here.start), bisect_left(rows, here.stop)
        if first < end or doc in quotations:
            article = Article(text, sentences, here, quotations.get(doc, []), told[first:end])
            voices[first:end] = _resolve(article, voices[first:end])
            said += sorted(_find_said(article, first), key=itemgetter(1, 2))
    return _columns(corpus, texts, said, statements, speakers, voices) if said else {}


def _columns(
    corpus: Corpus, texts: dict[int, str], said: list[Said], statements: list[Statement], speakers: list[str], voices: list[Voice]
) -> Columns:
    """Return the columns of the table of speech; what belongs to no statement has the last of their values, that of nobody."""
    row, start, end, of, is_quote, has_cue = map(np.array, zip(*said, strict=True))
    doc, sent = (corpus.sentences[name].to_numpy()[row] for name in ("doc", "sent"))
    cue, speaker = (zip(*(getattr(one, name) for one in statements), (0, 0), strict=True) for name in ("cue", "speaker"))
    cue_start, cue_end = (pd.Series(np.array(some)[of], dtype="Int64").where(has_cue) for some in cue)
    speaker_start, speaker_end = (pd.Series(np.array(some)[of], dtype="Int64").where(of >= 0) for some in speaker)
    surface = [texts[n][a:b] for n, a, b in zip(doc.tolist(), start.tolist(), end.tolist(), strict=True)]
    spoken = np.array([*speakers, None], dtype=object)[of]
    named, actor, _, resolved, provisional = (np.array(some, dtype=object)[of] for some in zip(*voices, Voice(), strict=True))
    form = np.where(is_quote, "quote", "indirect").astype(object)
    spans = (doc, sent, start, end, cue_start, cue_end, surface, speaker_start, speaker_end)
    return dict(zip(SPEECH, (*spans, spoken, named, actor, form, resolved, provisional), strict=True))


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
    spans = found[["row", "start", "end"]].to_numpy()[stays]
    return spans[np.argsort(spans[:, 0], kind="stable")]  # articles may stand in another order than their sentences


def _are_quoted(spans: pd.DataFrame, quotations: dict[int, list[Span]]) -> np.ndarray:
    """Say which spans have a character inside quotation marks."""
    rows = [(doc, *span) for doc, some in sorted(quotations.items()) for span in some]
    quoted = pd.DataFrame(np.array(rows, dtype="int64").reshape(-1, 3), columns=["doc", "start", "end"])
    begins = np.append(find_places(quoted), np.iinfo("int64").max)
    return begins[np.searchsorted(find_places(quoted, "end"), find_places(spans), side="right")] < find_places(spans, "end")


def _link_all(
    texts: dict[int, str], docs: list[int], statements: list[Statement], speakers: list[str], mentions: pd.DataFrame
) -> Iterator[Voice]:
    """Yield the voice of each statement: of pronouns it is not known yet."""
    known = mentions.loc[mentions["actor"].notna().to_numpy(), ["doc", *Named._fields]]
    known = known.iloc[np.argsort(find_places(known), kind="stable")]
    spans = pd.DataFrame(np.array([one.speaker for one in statements], dtype="int64").reshape(-1, 2), columns=["start", "end"])
    spans["doc"] = np.array(docs, dtype="int64")
    first, last = (np.searchsorted(find_places(known), find_places(spans, side)) for side in ("start", "end"))
    many = last - first
    inside = known.iloc[np.arange(many.sum()) + np.repeat(last - np.cumsum(many), many)]
    mentioned = map(Named, *(inside[name].tolist() for name in Named._fields))
    for doc, statement, named, some in zip(docs, statements, speakers, many.tolist(), strict=True):
        voice = _link(texts[doc], statement, named, list(islice(mentioned, some))) if some else Voice(named)
        yield Voice() if statement.kind == "pronoun" else voice


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


def _link(text: str, statement: Statement, named: str, mentions: list[Named]) -> Voice:
    """Return the actor that a speaker is: of those in his words the one who is named, or the one for whom an official speaks."""
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


def _find_said(article: Article, first: int) -> Iterator[Said]:
    """Yield what is said in an article, what is reported first; its statements are numbered from `first` on."""
    text, quotations, statements = article.text, article.quotations, article.statements
    for number, (row, statement) in enumerate(statements, first):
        if _tells(text, statement.said, quotations):
            yield Said(row, *statement.said, number, False, True)
    pieces = list(find_pieces(text, article.sentences, article.rows, quotations))
    for piece, owner in zip(pieces, find_owners(article.sentences, pieces, statements), strict=True):
        number, row = (-1, -1) if owner is None else (first + owner, statements[owner][0])
        yield Said(piece.row, piece.start, piece.end, number, True, row == piece.row)


def _tells(text: str, said: Span, quotations: list[Span]) -> bool:
    """Say whether there are words outside quotation marks, and more than a few beside a quotation."""
    first = bisect_right(quotations, said[0], key=itemgetter(1))
    if first == len(quotations) or quotations[first][0] >= said[1]:
        return said[0] < said[1] and (text[said[0]].isalnum() or _WORD.search(text, *said) is not None)
    return sum(1 for _ in islice(_WORD.finditer(_unquoted(text, said, quotations[first:])), FEW)) == FEW  # no more matter


def _unquoted(text: str, span: Span, quotations: list[Span]) -> str:
    """Return what a span holds outside quotation marks, which are not before it."""
    parts, at = [], span[0]
    for start, end in takewhile(lambda one: one[0] < span[1], quotations):
        parts.append(text[at : max(at, start)])
        at = end
    return " ".join([*parts, text[at : span[1]]])
