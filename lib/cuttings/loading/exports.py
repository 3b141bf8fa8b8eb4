"""Exports of news databases: one file, many articles. Nexis Uni and Lexis (docx, pdf, text), and Factiva (text)."""

from collections.abc import Callable, Sequence
from itertools import pairwise

import regex

# text, the article columns that its head names, and the lines that are not the text
Article = tuple[str, dict[str, str], list[str]]
_HINT = regex.compile(r"(?i:end of document|[0-9] documents?\s*$|document (?=\p{L}*[0-9])\w{12,40}\s*$)", regex.MULTILINE)
_LENGTH = regex.compile(r"(?i:length): ?[0-9,]+ words")
_END = regex.compile(r"End of Document", regex.IGNORECASE)
_COUNT = regex.compile(r"\s*[0-9]{1,5} of [0-9]{1,5} DOCUMENTS?\s*")
_LABEL = regex.compile(
    r"(?P<label>Length|Byline|Section|Dateline|Highlight|Body|Load-Date|Language|Graphic|Copyright|Publication-Type|Headline|URL|Source)"
    r"(?P<colon>:| [0-9©]|$)[ \t]*(?P<value>.*)",
    regex.IGNORECASE,
)
_COLUMNS = {
    "byline": "author",
    "section": "section",
    "dateline": "place",
    "language": "lang",
    "url": "url",
    "headline": "title",
    "source": "outlet",
}
_TAIL = ("graphic", "load-date", "language", "publication-type", "url", "copyright")
_FACTIVA_END = regex.compile(r"(?:AN\s+)?Document (?=\p{L}*[0-9])[A-Za-z0-9]{12,40}")
_FACTIVA_WORDS = regex.compile(r"(?P<words>[0-9,]{1,7}) words")
_FACTIVA_DATE = regex.compile(r"[0-9]{1,2} \p{Lu}\p{L}{2,10} [0-9]{4}")
_FACTIVA_FIELD = regex.compile(
    r"(?P<code>SE|HD|CR|BY|WC|PD|ET|SN|SC|ED|PG|VOL|LA|CY|LP|TD|CT|RF|CO|IN|NS|RE|IPC|IPD|PUB|AN)(?:\s{1,6}(?P<value>.*))?"
)
_FACTIVA_COLUMNS = {"HD": "title", "BY": "author", "PD": "date", "SN": "outlet", "LA": "lang", "SE": "section"}


def split_export(text: str) -> tuple[str, list[Article | None]] | None:
    """Return the database whose export a text is, and its articles; None for a text that is no export.

    An article is None where its head is of no known form.

    >>> split_export("Just an article about the End of Document.") is None
    True
    """
    if not ("ocument" in text or "OCUMENT" in text) or not _HINT.search(text):
        return None
    lines = [line.strip() for line in text.splitlines()]
    if any(map(_FACTIVA_END.fullmatch, lines)):
        return "factiva", _read_blocks(lines, _FACTIVA_END, _factiva, cut=True)
    new = any(map(_END.fullmatch, lines))
    if any(map(_LENGTH.match, lines)) and (new or any(map(_COUNT.fullmatch, lines))):
        return "nexis", _read_blocks(lines, _END, _nexis, cut=True) if new else _read_blocks(lines, _COUNT, _nexis, first=True)
    return None


def _read_blocks(
    lines: Sequence[str], mark: regex.Pattern, read: Callable[[list[str]], Article | None], *, first: bool = False, cut: bool = False
) -> list[Article | None]:
    """Return the articles that marks part; with `first` a mark stands before an article, else behind it.

    An article that was cut off is still read; with `cut`, what is left behind the last mark and cannot be read is None.
    """
    at = [n for n, line in enumerate(lines) if mark.fullmatch(line)]
    bounds = [*at, len(lines)] if first else [-1, *at]
    articles = [read(list(lines[a + 1 : b])) for a, b in pairwise(bounds)]
    rest = [] if first else list(lines[at[-1] + 1 :])
    last = read(rest)
    cover = [line for line in lines[: at[0]] if line] if first else []
    if cover and articles and articles[0]:
        articles[0][2].extend(cover)
    if last is None and "Search Summary" in rest and articles[-1]:
        articles[-1][2].extend(filter(None, rest))
        rest = []
    return [*articles, last] if last or (cut and any(rest)) else articles


def _nexis(lines: list[str]) -> Article | None:
    """Read one article of Nexis or Lexis: title, outlet and day, labelled lines, the body, labelled lines."""
    length = next((n for n, line in enumerate(lines) if _LENGTH.match(line)), None)
    if length is None:
        return None
    start = _head_start(lines, length)
    begins, ends = _nexis_body(lines, length + 1)
    head = [line for line in lines[start:length] if line]
    about = [_LABEL.fullmatch(line) for line in (*lines[start:begins], *lines[ends:])]
    labels = {m["label"].lower(): m["value"].strip() for m in about if m and m["colon"].strip() == ":"}
    fields = {column: labels[label] for label, column in _COLUMNS.items() if labels.get(label)}
    plain = [line for line in head if not _LABEL.fullmatch(line)]
    day = next((n for n, line in enumerate(plain) if regex.search(r"\b[0-9]{1,2},? [0-9]{4}\b|\b[0-9]{1,2} \p{L}+ [0-9]{4}\b", line)), None)
    if day is not None:
        fields |= {"date": plain[day], "date_source": "nexis"}
        before, after = plain[:day], plain[day + 1 :]
        outlet, title = (before[-1:], before[:-1]) if len(before) > 1 else (before, after[-1:])
        fields |= {name: " ".join(value) for name, value in (("outlet", outlet), ("title", title)) if value and name not in fields}
    elif plain:
        fields.setdefault("title", plain[0])
    return "\n".join(lines[begins:ends]), fields, [line for line in (*lines[:begins], *lines[ends:]) if line]


def _head_start(lines: Sequence[str], length: int) -> int:
    """Return where an article's head begins: behind the list of documents that stands before the first one."""
    for n in range(length - 1, -1, -1):
        if regex.match(r"(?i:page [0-9]+ of [0-9]+|documents? \([0-9]+\)|client/matter|search (terms|type)|narrowed by)", lines[n]):
            return n + 1
    return 0


def _nexis_body(lines: Sequence[str], length: int) -> tuple[int, int]:
    """Return where the body begins and ends: behind "Body" where that stands alone, up to the last unbroken run of labels."""
    behind = range(length, len(lines))
    begins = next((n + 1 for n in behind if lines[n].lower() == "body"), None)
    if begins is None:
        begins = next((n for n in behind if lines[n] and not _LABEL.fullmatch(lines[n])), len(lines))
    ends = len(lines)
    for n in range(len(lines) - 1, begins - 1, -1):
        label = _LABEL.fullmatch(lines[n])
        if label and label["label"].lower() in _TAIL:
            ends = n
        elif lines[n] and not (n > 0 and lines[n - 1].lower() == "graphic"):  # below "Graphic" stands what it shows
            break
    return begins, ends


def _factiva(lines: list[str]) -> Article | None:
    """Read one article of Factiva: by its two-letter codes where it has them, else by the order of its head."""
    coded = [_FACTIVA_FIELD.fullmatch(line) for line in lines]
    codes = {m["code"] for m in coded if m}
    return _factiva_coded(lines, coded) if {"HD", "PD"} <= codes else _factiva_plain(lines)


def _factiva_coded(lines: Sequence[str], coded: Sequence[regex.Match | None]) -> Article:
    values: dict[str, list[str]] = {}
    code = ""
    for line, match in zip(lines, coded, strict=True):
        if match:
            code, line = match["code"], match["value"] or ""
        values.setdefault(code, []).append(line)  # what stands before the first code goes to the head
    fields = {column: said for code, column in _FACTIVA_COLUMNS.items() if (said := " ".join(filter(None, values.get(code, []))))}
    head = [line for code, said in values.items() if code not in ("LP", "TD") for line in said if line]
    return "\n".join([*values.get("LP", []), "", *values.get("TD", [])]), {**fields, "date_source": "factiva"}, head


def _factiva_plain(lines: Sequence[str]) -> Article | None:
    """Read title, byline, length, day, time, outlet, code, language, copyright, body, in this order; some may be missing."""
    words = next((n for n, line in enumerate(lines) if _FACTIVA_WORDS.fullmatch(line)), None)
    if words is None:
        return None
    before = [line for line in lines[:words] if line]
    day = next((n for n in range(words + 1, min(words + 4, len(lines))) if _FACTIVA_DATE.fullmatch(lines[n])), None)
    fields = {"title": before[0]} if before else {}
    if len(before) > 1:
        fields["author"] = regex.sub(r"^(?:By|BY) ", "", before[-1])
    start = words + 1
    if day is not None:
        rest = [n for n in range(day + 1, len(lines)) if lines[n] and not regex.fullmatch(r"[0-9]{1,2}:[0-9]{2}( GMT)?", lines[n])]
        fields |= {"date": lines[day], "date_source": "factiva"} | ({"outlet": lines[rest[0]]} if rest else {})
        start = rest[0] + 1 if rest else len(lines)
    while start < len(lines) and (not lines[start] or _about(lines[start])):
        if regex.fullmatch(r"\p{Lu}\p{Ll}+", lines[start]):
            fields["lang"] = lines[start]
        start += 1
    return "\n".join(lines[start:]), fields, [line for line in lines[:start] if line]


def _about(line: str) -> bool:
    """Say whether a line still belongs to the head: a source's code, a page, a language, a copyright."""
    return bool(regex.fullmatch(r"[A-Z0-9]{3,8}|[A-Z]?[0-9]{1,4}|\p{Lu}\p{Ll}{3,12}|(?:Copyright|©|\(c\)).{0,200}", line))
