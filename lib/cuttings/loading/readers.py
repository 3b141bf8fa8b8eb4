"""A folder of files -> raw records. Nothing is opened but regular files inside the folder; nothing is left out silently."""

import hashlib
import io
import json
import os
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import regex

from cuttings.files import open_regular, printable
from cuttings.loading.exports import split_export
from cuttings.loading.kinds import UnreadableError, decode, encoding_of, kind_of
from cuttings.loading.listing import Entry
from cuttings.loading.parts import Record
from cuttings.loading.rows import NoTextError, pick, read_csv, read_json, read_json_lines
from cuttings.loading.settings import COLUMNS, Settings, match_columns
from cuttings.loading.workers import AHEAD, BROKEN, Answers, Workers, ahead

MAX_BYTES = 100_000_000  # of a file that is read whole; tables and JSON lines may be of any size
SLOW = ("html", "docx", "pdf", "parquet")  # formats that inflate or parse: read by workers
_HEADING = regex.compile(r"^#{1,6} +", regex.MULTILINE)
# only lines that a block of properties has: a name and a colon, an item of a list, a comment, a continuation, nothing
_FRONT = regex.compile(r"---\n(?P<lines>(?:(?:[\w][\w \-]{0,40}:[^\n]*|[ \t][^\n]*|- [^\n]*|#[^\n]*|)\n){1,60})---\n")


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
            text, encoding = decode(raw, self.settings.encoding) if kind == "html" else ("", "")
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
                    before = os.fstat(file.fileno())
                    self.digests[entry.name] = hashlib.file_digest(file, "sha256").hexdigest()
                    yield from self._rows(file, kind, entry)
                    if not _unchanged(entry.file, before):
                        self.digests[entry.name] = "error: it changed while it was read"  # and so is not kept as read
                else:
                    yield from self._text(self._whole(file, entry), kind, entry)
        except (UnreadableError, NoTextError, OSError, UnicodeError) as error:
            yield _skipped(entry, error)

    def _rows(self, file: io.BufferedReader, kind: str, entry: Entry) -> Iterator[Record]:
        file.seek(0)
        encoding, _ = encoding_of(iter(lambda: file.read(1 << 20), b""), self.settings.encoding)
        file.seek(0)
        plain = kind == "lines" and encoding == "utf-8"  # each line is decoded by itself: a broken one spoils no other
        wrapper: Any = file if plain else io.TextIOWrapper(file, encoding=encoding, errors="replace", newline="" if kind == "csv" else None)
        read = read_csv if kind == "csv" else read_json_lines
        with wrapper as lines:
            for record in read(lines, entry.name, self.settings):
                record.encoding, record.broken = encoding.removesuffix("-sig"), True
                yield record

    def _text(self, raw: bytes, kind: str, entry: Entry) -> Iterator[Record]:
        text, encoding = decode(raw, self.settings.encoding)
        if kind == "json":
            found: Iterable[Record] = read_json(text, entry.name, self.settings)
        else:
            markdown = entry.suffix == ".md"
            text, fields, front = _front_matter(text, self.settings) if markdown else (text, {}, [])
            found = self._articles(text, fields, entry, [(line, "front matter") for line in front])
        for record in found:
            record.encoding, record.broken = encoding, True
            yield record

    def _articles(self, text: str, fields: dict[str, str], entry: Entry, front: Sequence[tuple[str, str]] = ()) -> Iterator[Record]:
        """Yield the articles of a text: those of a database's export, or the one that it is."""
        database, articles = split_export(text) or ("", [(text, {}, [])])
        for number, article in enumerate(articles):
            if article is None:
                reason = f"article {number + 1} of a {database} export has a head of no known form"
                yield Record(entry.name, number, reason=reason, fix="export full texts in the standard layout, or save this one as .txt")
            else:
                body, said, head = article
                removed = [*front, *((line, "head of an export") for line in head)]
                yield Record(entry.name, number, body, {**fields, **said}, removed=removed)

    def _from_worker(self, coming: "Future[Answers]", entry: Entry) -> Iterator[Record]:
        """Yield the records of a worker's answers, waited for when the first is asked for."""
        names: dict[str, list[str]] = {}
        number = 0
        with coming.result() as answers:
            for line in answers:
                try:
                    said = json.loads(line)
                except ValueError:
                    said = BROKEN
                if said.get("passing") or said == BROKEN:
                    self.digests[entry.name] = "error: its reader failed"  # it may pass: what was not read is not kept as read
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


def _unchanged(file: str, before: os.stat_result) -> bool:
    try:
        after = Path(file).stat()
    except OSError:
        return False
    return (before.st_size, before.st_mtime_ns) == (after.st_size, after.st_mtime_ns)


def _skipped(entry: Entry, error: Exception) -> Record:
    """Return the record of a file that could not be read."""
    if isinstance(error, (UnreadableError, NoTextError)):
        return Record(entry.name, reason=str(error), fix=error.fix)
    what = getattr(error, "strerror", None) or error
    return Record(entry.name, reason=f"cannot be read: {what}", fix="check that it is a file that you may read")


def _front_matter(text: str, settings: Settings) -> tuple[str, dict[str, str], list[str]]:
    """Return a Markdown text without the signs of its headings, what the block at its top says of it, and the lines of that block."""
    text = text.lstrip("\ufeff").replace("\r\n", "\n")
    front = _FRONT.match(text)
    lines = front["lines"].splitlines() if front else []
    said = dict(line.split(":", 1) for line in lines if ":" in line)
    fields = {
        name: cell.strip("\"'")
        for name, columns in match_columns(said, settings).items()
        if name != "text" and (cell := said[columns[0]].strip())
    }
    return _HEADING.sub("", text[front.end() :] if front else text), fields, [line for line in lines if line.strip()]
