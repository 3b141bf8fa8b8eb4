"""A folder of files -> raw records. Nothing is opened but regular files inside the folder; nothing is left out silently."""

import codecs
import hashlib
import io
import json
import os
import stat
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

import chardet
import regex

from cuttings.files import open_regular, printable
from cuttings.loading.exports import split_export
from cuttings.loading.parts import Record
from cuttings.loading.rows import NoTextError, pick, read_csv, read_json, read_json_lines
from cuttings.loading.settings import COLUMNS, Settings, match_columns, text_codec
from cuttings.loading.workers import AHEAD, BROKEN, Answers, Workers, ahead

MAX_BYTES = 100_000_000  # of a file that is read whole; tables and JSON lines may be of any size
RESERVED = ("knowledge", "coding", "corpus.toml", "metadata.csv")
KINDS = {
    ".txt": "text", ".text": "text", ".md": "text", "": "text", ".html": "html", ".htm": "html", ".xhtml": "html", ".csv": "csv",
    ".tsv": "csv", ".json": "json", ".jsonl": "lines", ".ndjson": "lines", ".parquet": "parquet", ".docx": "docx", ".pdf": "pdf",
}  # fmt: skip
SLOW = ("html", "docx", "pdf", "parquet")  # formats that inflate or parse: read by workers
_MAGIC = ((b"%PDF-", "pdf"), (b"PAR1", "parquet"), (b"PK\x03\x04", "zip"))
_PACKED = (b"\x1f\x8b", b"BZh", b"\xfd7zXZ", b"7z\xbc\xaf", b"Rar!", b"\x28\xb5\x2f\xfd")
_MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF32_LE, "utf-32"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
_HTML = regex.compile(rb"(?i:\s*(?:<\?xml[^>]{0,200}>\s*)?(?:<!--.{0,500}?-->\s*)?<(?:!doctype html|html|head|body)\b)", regex.DOTALL)
_CHARSET = regex.compile(rb"(?i:<meta[^>]{0,200}charset=[\"']?([\w\-]{3,20}))")
_JSON, _JSON_LIST = regex.compile(rb"\s*\{\s*[\"}]"), regex.compile(rb"\s*\[\s*\{\s*\"")
_SUPERSETS = {"iso8859-1": "cp1252", "ascii": "cp1252", "iso8859-9": "cp1254"}  # what browsers take these for
_HEADING = regex.compile(r"^#{1,6} +", regex.MULTILINE)
_FRONT = regex.compile(r"---\n(?P<lines>(?:[^\n]*\n){1,60}?)---\n")


class UnreadableError(ValueError):
    """A file gives no record; `fix` says how to mend it."""

    def __init__(self, reason: str, fix: str) -> None:
        super().__init__(reason)
        self.fix = fix


class Entry(NamedTuple):
    """A file of the folder: where it is, its name in the tables, and what the index of the store knows it by."""

    file: str
    name: str
    size: int = -1
    mtime: int = 0
    changed: int = 0
    inode: int = 0
    link: bool = False

    @property
    def suffix(self) -> str:
        """Return the ending of its name, in small letters: ``.txt``, or nothing."""
        stem, dot, ending = self.name.rpartition("/")[2].rpartition(".")
        return f".{ending.lower()}" if stem and dot else ""


def list_files(path: Path) -> list[Entry]:
    """Return every file in the folder, by sorted path, or the one file that `path` is.

    Hidden files, the reserved folders ``knowledge/`` and ``coding/``, ``corpus.toml`` and ``metadata.csv`` are no articles.
    """
    if not path.exists():
        raise FileNotFoundError(f"There is no folder or file {str(path)!r}. Give the folder that holds the articles.")
    if not path.is_dir():
        return [_entry(str(path), path.name, path.lstat())]
    return sorted(_walk(str(path), ""), key=lambda entry: entry.name)


def _entry(file: str, name: str, found: os.stat_result) -> Entry:
    return Entry(file, printable(name), found.st_size, found.st_mtime_ns, found.st_ctime_ns, found.st_ino, stat.S_ISLNK(found.st_mode))


def _walk(folder: str, under: str) -> Iterator[Entry]:
    """Yield all that is in a folder and is no folder; links to folders, and folders that may not be read, are yielded."""
    try:
        with os.scandir(folder) as found:
            items = [item for item in found if not item.name.startswith(".") and (under or item.name not in RESERVED)]
    except OSError:
        yield Entry(folder, printable(under.removesuffix("/")))
        return
    for item in items:
        if item.is_dir(follow_symlinks=False):
            yield from _walk(item.path, f"{under}{item.name}/")
            continue
        try:
            yield _entry(item.path, under + item.name, item.stat(follow_symlinks=False))
        except OSError:  # it vanished: the reader says so
            yield Entry(item.path, printable(under + item.name))


@dataclass
class Reader:
    """Reads files to records, by settings and metadata; keeps the digest of every file that it read."""

    settings: Settings
    metadata: dict[str, dict[str, str]] = field(default_factory=dict)
    whole: bool = True  # the folder is read, and no single file of it
    digests: dict[str, str] = field(default_factory=dict)

    def read(self, entries: Iterable[Entry], done: Callable[[], object] = lambda: None) -> Iterator[Record]:
        """Yield the records of the files, in order; `done` is called after each file. Slow formats are read ahead, on all cores."""
        with Workers() as workers:
            for records in ahead(lambda entry: self._begin(entry, workers), entries, AHEAD * workers.size):
                yield from records
                done()
        if self.whole:
            yield from self._strangers(entries)

    def _begin(self, entry: Entry, workers: Workers) -> Iterator[Record]:
        """Return a file's records, to be read when they are asked for; a slow format is handed to a worker at once."""
        try:
            file = self._open(entry)
            kind = self._kind(file, entry)
            if kind not in SLOW and kind != "zip":
                return self._described(entry, self._fast(file, kind, entry))
            with file:
                raw = self._whole(file, entry)
        except (UnreadableError, OSError) as error:
            if isinstance(error, OSError):
                self.digests[entry.name] = f"error {error.errno}"  # it may pass: what was not read is not kept as read
            return iter([_skipped(entry, error)])
        if kind == "zip" and b"word/document.xml" not in raw:
            return iter([_skipped(entry, UnreadableError("an archive", "unpack it, and put its files into the folder"))])
        kind = "docx" if kind == "zip" else kind
        try:
            text, encoding = self._decode(raw) if kind == "html" else ("", "")
        except UnreadableError as error:
            return iter([_skipped(entry, error)])
        names = sorted({name for names in [*COLUMNS.values(), *self.settings.fields.values()] for name in names})
        coming = workers.submit(kind, text.encode("utf-8", "replace") if kind == "html" else raw, names)
        return self._described(entry, self._from_worker(coming, entry), encoding)

    @staticmethod
    def _kind(file: io.BufferedReader, entry: Entry) -> str:
        try:
            return kind_of(file.peek(4096)[:4096], entry.suffix)
        except UnreadableError:
            file.close()
            raise

    def _open(self, entry: Entry) -> io.BufferedReader:
        if entry.link:
            raise UnreadableError("a link", "put the file itself into the folder")
        file = open_regular(entry.file)
        if file is None:
            raise UnreadableError("not a regular file", "remove it from the folder")
        return file

    def _whole(self, file: io.BufferedReader, entry: Entry) -> bytes:
        raw = file.read(MAX_BYTES + 1)
        if len(raw) > MAX_BYTES:
            raise UnreadableError(f"larger than {MAX_BYTES // 1_000_000} MB", "split it, or save it as JSON lines")
        self.digests[entry.name] = hashlib.sha256(raw).hexdigest()
        return raw

    def _fast(self, file: io.BufferedReader, kind: str, entry: Entry) -> Iterator[Record]:
        """Yield the records of a format that is read as it comes."""
        try:
            with file:
                if kind in ("csv", "lines"):
                    self.digests[entry.name] = hashlib.file_digest(file, "sha256").hexdigest()
                    yield from self._rows(file, kind, entry)
                else:
                    yield from self._text(self._whole(file, entry), kind, entry)
        except (UnreadableError, NoTextError, OSError, UnicodeError) as error:
            yield _skipped(entry, error)

    def _rows(self, file: io.BufferedReader, kind: str, entry: Entry) -> Iterator[Record]:
        file.seek(0)
        encoding, _ = self._encoding(iter(lambda: file.read(1 << 20), b""))
        file.seek(0)
        plain = kind == "lines" and encoding == "utf-8"  # each line is decoded by itself: a broken one spoils no other
        wrapper: Any = file if plain else io.TextIOWrapper(file, encoding=encoding, errors="replace", newline="" if kind == "csv" else None)
        read = read_csv if kind == "csv" else read_json_lines
        with wrapper as lines:
            for record in read(lines, entry.name, self.settings):
                record.encoding = encoding.removesuffix("-sig")
                yield record

    def _text(self, raw: bytes, kind: str, entry: Entry) -> Iterator[Record]:
        text, encoding = self._decode(raw)
        if kind == "json":
            found: Iterable[Record] = read_json(text, entry.name, self.settings)
        else:
            markdown = entry.suffix == ".md"
            found = self._articles(*(_front_matter(text, self.settings) if markdown else (text, {})), entry)
        for record in found:
            record.encoding = encoding
            yield record

    def _articles(self, text: str, fields: dict[str, str], entry: Entry) -> Iterator[Record]:
        """Yield the articles of a text: those of a database's export, or the one that it is."""
        database, articles = split_export(text) or ("", [(text, {}, [])])
        for number, article in enumerate(articles):
            if article is None:
                reason = f"article {number + 1} of a {database} export has a head of no known form"
                yield Record(entry.name, number, reason=reason, fix="export full texts in the standard layout, or save this one as .txt")
            else:
                body, said, head = article
                yield Record(entry.name, number, body, {**fields, **said}, removed=[(line, "head of an export") for line in head])

    def _from_worker(self, coming: "Future[Answers]", entry: Entry) -> Iterator[Record]:
        """Yield the records of a worker's answers, waited for when the first is asked for, each freed as it is read."""
        names: dict[str, str] = {}
        number, answers = 0, coming.result()
        answers.reverse()
        while answers:
            try:
                said = json.loads(answers.pop())
            except ValueError:
                said = BROKEN
            if "columns" in said:
                names = match_columns(said["columns"], self.settings)
                if "text" not in names:
                    yield _skipped(entry, NoTextError(said["all"]))
                    return
            elif "row" in said:
                yield Record(entry.name, number, *pick(said["row"], names), row=True)
            elif "reason" in said:
                yield Record(entry.name, number, reason=said["reason"], fix=said["fix"])
            else:
                yield from self._articles(said["text"], said.get("fields", {}), entry)
            number += "row" in said

    def _described(self, entry: Entry, records: Iterator[Record], encoding: str = "") -> Iterator[Record]:
        """Yield the records with what ``metadata.csv`` says of their file: the analyst's word goes first; never none at all."""
        named = self.metadata.get(unicodedata.normalize("NFC", entry.name), {})
        said = {name: cell for name, cell in named.items() if name != "line"}
        if "date" in said:
            said["date_source"] = "metadata.csv"
        record = None
        for record in records:
            record.fields.update(said)
            record.encoding = record.encoding or encoding
            yield record
        if record is None:
            yield _skipped(entry, UnreadableError("no record in it", "check that it was exported whole"))

    def _strangers(self, entries: Iterable[Entry]) -> Iterator[Record]:
        """Yield a record for each row of ``metadata.csv`` whose file is not in the folder."""
        known = {unicodedata.normalize("NFC", entry.name) for entry in entries}
        for name, said in self.metadata.items():
            if name not in known:
                reason = f"line {said['line']}: there is no file {printable(name)!r}"
                yield Record("metadata.csv", int(said["line"]), reason=reason, fix="correct the name, or delete the line")

    def _decode(self, raw: bytes) -> tuple[str, str]:
        encoding, sure = self._encoding([raw], raw)
        try:
            text = raw.decode(encoding, "strict" if sure else "replace")
        except (UnicodeError, LookupError):
            raise UnreadableError(f"no {encoding} text, though it says so", "save it as plain text in UTF-8") from None
        return text, encoding.removesuffix("-sig")

    def _encoding(self, chunks: Iterable[bytes], whole: bytes = b"") -> tuple[str, bool]:
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
                return self._guess(sample, chunk), False
        if tail := decoder.getstate()[0]:  # it ends inside a letter: cut off, if it has whole ones besides
            sample = (whole or last)[-100_000:]
            return ("utf-8" if not sample.removesuffix(tail).isascii() else self._guess(sample, sample)), False
        return "utf-8", True

    def _guess(self, sample: bytes, chunk: bytes) -> str:
        text = sample.decode("utf-8", "replace")
        if text.count("\ufffd") * 10 < sum(char > "\x7f" for char in text):
            return "utf-8"  # a few broken bytes among many good ones
        page = _CHARSET.search(chunk[:4096])
        said = (self.settings.encoding, page[1].decode() if page else "", chardet.detect(sample)["encoding"] or "")
        names = (name for name in map(text_codec, said) if name not in ("", "utf-8"))  # it has just failed as UTF-8
        found = next(names, "")
        if not found:
            raise UnreadableError("not utf-8 text, nor in any encoding that could be told", 'declare it in corpus.toml: encoding = "…"')
        return _SUPERSETS.get(found, found)


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
    if suffix in ("", ".txt") and _JSON_LIST.match(head):
        return "json"
    if (suffix == ".json" and head.lstrip()[:1] == b"{") or (suffix in ("", ".txt") and _JSON.match(head)):
        first, _, second = head.lstrip().partition(b"\n")
        return "lines" if first.rstrip().endswith(b"}") and second.lstrip()[:1] == b"{" else "json"
    return kind


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


def _skipped(entry: Entry, error: Exception) -> Record:
    """Return the record of a file that could not be read."""
    if isinstance(error, (UnreadableError, NoTextError)):
        return Record(entry.name, reason=str(error), fix=error.fix)
    what = getattr(error, "strerror", None) or error
    return Record(entry.name, reason=f"cannot be read: {what}", fix="check that it is a file that you may read")


def _front_matter(text: str, settings: Settings) -> tuple[str, dict[str, str]]:
    """Return a Markdown text without the signs of its headings, and what the block between dashes at its top says of it."""
    text = text.lstrip("\ufeff").replace("\r\n", "\n")
    front = _FRONT.match(text)
    said = dict(line.split(":", 1) for line in front["lines"].splitlines() if ":" in line) if front else {}
    names = match_columns(said, settings)
    fields = {name: said[column].strip().strip("\"'") for name, column in names.items() if name != "text" and said[column].strip()}
    return _HEADING.sub("", text[front.end() :] if front else text), fields
