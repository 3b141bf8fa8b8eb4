"""To which statement a quotation belongs: its own sentence's, or that of a sentence near it."""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterator
from typing import NamedTuple

from cuttings.loading.sentences import Span
from cuttings.speech_cues import Sentences
from cuttings.statements import Statement

WHOLE = 0.8  # the share of a sentence in quotation marks from which it goes on with the quotation before it
_EDGES = "\"“”„«»‘’「」『』‹›‚'` "


class Piece(NamedTuple):
    """What stands in quotation marks within one sentence, and the number of the whole quotation."""

    row: int
    start: int
    end: int
    quotation: int


def find_pieces(text: str, sentences: Sentences, rows: range, quotations: list[Span]) -> Iterator[Piece]:
    """Yield what stands in quotation marks in the sentences of these rows, without the marks."""
    for number, (start, end) in enumerate(quotations):
        for row in range(bisect_right(sentences.end, start, rows.start, rows.stop), rows.stop):
            if sentences.start[row] >= end:
                break
            a = max(start, sentences.start[row])
            if said := text[a : min(end, sentences.end[row])].strip(_EDGES):
                a = text.index(said, a)
                yield Piece(row, a, a + len(said), number)


def find_owners(sentences: Sentences, pieces: list[Piece], statements: list[tuple[int, Statement]]) -> list[int | None]:
    """Return for each piece the number of the statement that it belongs to.

    That is the one that holds it, in its sentence; else that of the same quotation in another sentence, or of a sentence behind it
    that only says who spoke; else, where the sentence is a quotation as a whole, the latest in this or the preceding paragraph.
    """
    if not pieces or not statements:
        return [None] * len(pieces)
    here = defaultdict(list)
    for number, (row, statement) in enumerate(statements):
        here[row].append((number, statement))
    owners = [_holder(piece, here[piece.row]) for piece in pieces]
    if None not in owners:
        return owners
    by_quotation = {piece.quotation: owner for piece, owner in zip(pieces, owners, strict=True) if owner is not None}
    empty = {row - 1: number for number, (row, one) in enumerate(statements) if one.before and one.said[0] == one.said[1]}
    rows = [row for row, _ in statements]
    goes_on = -2  # the paragraph of the latest quotation that went on with another
    for number, piece in enumerate(pieces):
        start, end, paragraph = (column[piece.row] for column in (sentences.start, sentences.end, sentences.paragraph))
        if owners[number] is None:
            owners[number] = by_quotation.get(piece.quotation, empty.get(piece.row) if piece.end + 2 > end else None)
        if owners[number] is None and piece.end - piece.start + 2 >= WHOLE * (end - start):
            latest = bisect_right(rows, piece.row) - 1
            if latest >= 0 and paragraph - max(sentences.paragraph[rows[latest]], goes_on) <= 1:
                owners[number], goes_on = latest, paragraph
    return owners


def _holder(piece: Piece, statements: list[tuple[int, Statement]]) -> int | None:
    """Return the statement of a sentence that a piece belongs to: it is what is said, or goes on with it behind the speaker."""
    if not statements:
        return None
    held = bisect_right(statements, piece.start, key=lambda one: one[1].said[1])  # they are in order, and so is what they report
    if held < len(statements) and statements[held][1].said[0] <= piece.end:
        return statements[held][0]
    after = bisect_right(statements, piece.start, key=lambda one: max(one[1].cue[1], one[1].speaker[1])) - 1
    return statements[after][0] if after >= 0 and statements[after][1].before else None
