"""What bytes are: the kind of a file, by its contents as much as by its name, and the encoding of a text."""

import codecs
from collections.abc import Iterable

import chardet
import regex

from cuttings.loading.settings import Settings, match_columns, text_codec

KINDS = {
    ".txt": "text", ".text": "text", ".md": "text", "": "text", ".html": "html", ".htm": "html", ".xhtml": "html", ".csv": "csv",
    ".tsv": "csv", ".json": "json", ".jsonl": "lines", ".ndjson": "lines", ".parquet": "parquet", ".docx": "docx", ".pdf": "pdf",
}  # fmt: skip
_MAGIC = ((b"%PDF-", "pdf"), (b"PAR1", "parquet"), (b"PK\x03\x04", "zip"))
_PACKED = (b"\x1f\x8b", b"BZh", b"\xfd7zXZ", b"7z\xbc\xaf", b"Rar!", b"\x28\xb5\x2f\xfd")
_MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF32_LE, "utf-32"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
_HTML = regex.compile(rb"(?i:\s*(?:<\?xml[^>]{0,200}>\s*)?(?:<!--.{0,500}?-->\s*)?<(?:!doctype html|html|head|body)\b)", regex.DOTALL)
_PRETTY = regex.compile(rb"\s*(?:[{\[][ \t]*\r?\n|\[\s*\{)")  # one JSON value over several lines
_TAG = regex.compile(rb"<[a-zA-Z!/]")
_CHARSET = regex.compile(rb"(?i:<meta[^>]{0,200}charset=[\"']?([\w\-]{3,20}))")
_JSON, _JSON_LIST = regex.compile(rb"\s*\{\s*[\"}]"), regex.compile(rb"\s*\[\s*\{\s*\"")
_SUPERSETS = {"iso8859-1": "cp1252", "ascii": "cp1252", "iso8859-9": "cp1254"}  # what browsers take these for


class UnreadableError(ValueError):
    """A file gives no record; `fix` says how to mend it."""

    def __init__(self, reason: str, fix: str) -> None:
        super().__init__(reason)
        self.fix = fix


def kind_of(head: bytes, suffix: str) -> str:
    """Return the kind of a file by its first bytes and the ending of its name; raise `UnreadableError` for what is not read."""
    found = next((kind for magic, kind in _MAGIC if head.startswith(magic)), "")
    if found:
        return found
    if head.startswith(_PACKED):
        raise UnreadableError("an archive", "unpack it, and put its files into the folder")
    if head.startswith(b"{\\rtf"):
        raise UnreadableError("rich text (RTF) is not read", "save it as .docx or .txt")
    kind = KINDS.get(suffix)
    if kind is None:
        raise UnreadableError(f"format {suffix} is not read", "save it as .txt, .csv, .json, .html, .docx or .pdf")
    if kind in ("docx", "pdf", "parquet"):
        raise UnreadableError(f"no {suffix} file, though its name says so", "save it anew, or name it by what it is")
    if not _marked(head) and b"\0" in head:
        raise UnreadableError("not a text: it holds NUL bytes", "save it as plain text in UTF-8")
    if kind != "html" and _HTML.match(head):
        return "html"
    if kind == "html" and not _TAG.search(head):
        return "text"
    if kind == "text" and _is_header(head):
        return "csv"
    if kind == "lines" and _PRETTY.match(head):
        return "json"
    if suffix in ("", ".txt") and _JSON_LIST.match(head):
        return "json"
    if (suffix == ".json" and head.lstrip()[:1] == b"{") or (suffix in ("", ".txt") and _JSON.match(head)):
        first, _, second = head.lstrip().partition(b"\n")
        return "lines" if first.rstrip().endswith(b"}") and second.lstrip()[:1] == b"{" else "json"
    return kind


def _is_header(head: bytes) -> bool:
    """Say whether the first line names columns as a table of articles does: one of text, and another."""
    line = head.partition(b"\n")[0]
    if len(line) > 1_000 or not (sign := next((sign for sign in b",;\t|" if sign in line), 0)):
        return False
    names = match_columns((name.strip(" \"'\r") for name in line.decode("utf-8", "replace").split(chr(sign))), Settings())
    return "text" in names and len(names) > 1


def _marked(head: bytes) -> str:
    """Return the encoding that a byte order mark names, or that the places of the NUL bytes give away; empty for neither."""
    marked = next((encoding for mark, encoding in _MARKS if head.startswith(mark)), "")
    if marked or len(head) < 4:
        return marked
    start = head[: min(len(head), 1000) // 2 * 2]
    even, odd = start[::2].count(0), start[1::2].count(0)
    guess = "utf-16-le" if odd * 3 > len(start) / 2 and not even else "utf-16-be" if even * 3 > len(start) / 2 and not odd else ""
    readable = guess and all(char.isprintable() or char.isspace() for char in start.decode(guess, "replace"))
    return guess if readable else ""


def decode(raw: bytes, declared: str) -> tuple[str, str]:
    """Return the text of bytes, and their encoding; `declared` is that of bytes which are no UTF-8."""
    encoding, sure = encoding_of([raw], declared, raw)
    try:
        text = raw.decode(encoding, "strict" if sure else "replace")
    except (UnicodeError, LookupError):
        raise UnreadableError(f"no {encoding} text, though it says so", "save it as plain text in UTF-8") from None
    return text, encoding.removesuffix("-sig")


def encoding_of(chunks: Iterable[bytes], declared: str, whole: bytes = b"") -> tuple[str, bool]:
    """Return the encoding of bytes, and whether all of them must fit.

    By mark, as UTF-8, as declared, by a page's own word, by a detector: the first that will do.
    """
    decoder, last = codecs.getincrementaldecoder("utf-8")(), b""
    for chunk in chunks:
        if not last and (known := _marked(chunk)):
            return known, True
        last = chunk
        try:
            decoder.decode(chunk)
        except UnicodeDecodeError as error:
            sample = (whole or chunk)[max(0, error.start - 1_000) : error.start + 100_000]
            return _guess(sample, chunk, declared), False
    if tail := decoder.getstate()[0]:  # it ends inside a letter: cut off, if it has whole ones besides
        sample = (whole or last)[-100_000:]
        return ("utf-8" if not sample.removesuffix(tail).isascii() else _guess(sample, sample, declared)), False
    return "utf-8", True


def _guess(sample: bytes, chunk: bytes, declared: str) -> str:
    """Return the encoding of bytes that are not UTF-8, or hardly."""
    text = sample.decode("utf-8", "replace")
    if text.count("\ufffd") * 10 < sum(char > "\x7f" for char in text):
        return "utf-8"  # a few broken bytes among many good ones
    page = _CHARSET.search(chunk[:4096])
    said = (declared, page[1].decode() if page else "", chardet.detect(sample)["encoding"] or "")
    names = (name for name in map(text_codec, said) if name not in ("", "utf-8"))  # it has just failed as UTF-8
    found = next(names, "")
    if not found:
        raise UnreadableError("not utf-8 text, nor in any encoding that could be told", 'declare it in corpus.toml: encoding = "…"')
    return _SUPERSETS.get(found, found)
