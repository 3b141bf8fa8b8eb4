"""A program of its own: reads formats that inflate or parse, within limits, and answers in JSON lines.

It is run as a file, apart from the package, so that a hostile file can take down no more than this process: it is given
bytes on its standard input and opens nothing itself. A request is a line of JSON (kind, size, name) and that many bytes;
the answer, a line for each record (text, fields, or reason and fix), then an empty line.
"""

import io
import json
import os
import re
import sys
import zipfile
from collections.abc import Iterator
from contextlib import suppress
from typing import Any

MOST_INFLATED = 500_000_000  # bytes, of what a file unpacks to
MOST_MEMORY = 4_000_000_000
MOST_TIME = 90  # seconds of processor time a file: more than who asks waits by the clock
SHORT_LINE = 0.7  # of the length that nine in ten lines have at most: such a line ends a paragraph
Answer = dict[str, Any]


def html(raw: bytes, names: list[str]) -> Iterator[Answer]:
    """Take the article out of a page, with its title, author and site; its day only where the page marks it as such."""
    import trafilatura

    tree: Any = trafilatura.load_html(raw.decode())
    found: Any = tree is not None and trafilatura.bare_extraction(tree, with_metadata=True, include_comments=False, include_tables=False)
    if not found or not (found.text or "").strip():
        yield {"reason": "no article text found", "fix": "save the article's own page, or copy its text into a .txt file"}
        return
    url = tree.xpath("string(//link[@rel='canonical']/@href | //meta[@property='og:url']/@content)")
    said = {
        "title": found.title,
        "author": found.author,
        "outlet": found.sitename,
        "date": _page_date(tree),
        "lang": tree.get("lang"),
        "url": url,
    }
    fields = {name: str(cell) for name, cell in said.items() if cell}
    yield {"text": found.text, "fields": fields | ({"date_source": "page"} if "date" in fields else {})}


def _page_date(tree: Any) -> str:
    """Return the day on which a page says that it was published, as it is written; empty where it does not say so in so many words."""
    marks = "article:published_time", "datePublished", "date", "dc.date", "DC.date.issued", "pubdate", "publish-date", "parsely-pub-date"
    for mark in marks:
        said = tree.xpath("string((//meta[@property=$m or @name=$m or @itemprop=$m]/@content)[1])", m=mark)
        said = said or tree.xpath("string((//*[@itemprop=$m]/@datetime)[1])", m=mark)
        if said.strip():
            return said.strip()
    for script in tree.xpath("//script[@type='application/ld+json']/text()"):
        if said := re.search(r'"datePublished"\s*:\s*"([^"]{4,40})"', script):
            return said[1]
    return tree.xpath("string((//article//time/@datetime | //time[@pubdate]/@datetime)[1])").strip()


def docx(raw: bytes, names: list[str]) -> Iterator[Answer]:
    """Take all paragraphs out of a Word document: those in tables, text boxes and controls, too; inserted words, and not deleted ones."""
    from docx import Document
    from docx.oxml.ns import qn

    with zipfile.ZipFile(io.BytesIO(raw)) as archive:
        if sum(info.file_size for info in archive.infolist()) > MOST_INFLATED:
            yield {"reason": f"unpacks to more than {MOST_INFLATED // 1_000_000} MB", "fix": "save the text alone, without pictures"}
            return
    signs = {qn("w:tab"): "\t", qn("w:br"): "\n", qn("w:cr"): "\n", qn("w:noBreakHyphen"): "-"}
    again = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"  # what a text box says, for old programs
    lines = []
    for paragraph in Document(io.BytesIO(raw)).element.body.iter(qn("w:p")):
        if next(paragraph.iterancestors(again), None) is None:
            words = [part for part in paragraph.iter(qn("w:t"), *signs) if next(part.iterancestors(qn("w:p"))) is paragraph]
            lines.append("".join(signs.get(part.tag) or part.text or "" for part in words))
    yield {"text": "\n".join(lines)}


def pdf(raw: bytes, names: list[str]) -> Iterator[Answer]:
    """Take the text out of a PDF: lines joined to paragraphs, words joined over the end of a line."""
    from pypdf import PdfReader

    reader = PdfReader(io.BytesIO(raw), strict=False)
    if reader.is_encrypted and not _opens(reader):
        yield {"reason": "locked by a password", "fix": "save a copy without the password"}
        return
    pages, size = [], 0
    for page in reader.pages:
        pages.append(page.extract_text())
        size += len(pages[-1])
        if size > MOST_INFLATED // 4:
            raise MemoryError
    if not "".join(pages).strip():
        yield {"reason": "no text in it: its pages are pictures", "fix": "run text recognition (OCR) on it first"}
        return
    yield {"text": unwrap("\n".join(pages).splitlines())}


def _opens(reader: Any) -> bool:
    """Say whether a locked PDF opens without a password; some locks need a library that we do without."""
    try:
        return bool(reader.decrypt(""))
    except Exception:
        return False


def unwrap(lines: list[str]) -> str:
    """Join the lines of a page to paragraphs: one ends with a line that is blank, or clearly shorter than the others.

    A word parted at the end of a line loses its hyphen, unless the text has it with the hyphen elsewhere.
    """
    lines = [line.strip() for line in lines]
    words = {word.strip(".,;:") for line in lines for word in line.split()}
    full = sorted(map(len, lines))[len(lines) * 9 // 10] if lines else 0
    blocks: list[list[str]] = [[]]
    for line in lines:
        before = blocks[-1][-1] if blocks[-1] else ""
        if before.endswith("-") and line[:1].islower():
            whole = before.split()[-1] + line.split()[0].strip(".,;:")
            blocks[-1][-1] = (before if whole in words else before[:-1]) + line
        elif line:
            blocks[-1].append(line)
        if len(line) < SHORT_LINE * full:
            blocks.append([])
    return "\n\n".join(" ".join(block) for block in blocks if block)


def parquet(raw: bytes, names: list[str]) -> Iterator[Answer]:
    """Yield the names of a Parquet file's columns, and its rows as objects of text: the columns that are asked for."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    file = pq.ParquetFile(io.BytesIO(raw))
    columns = file.schema_arrow.names
    wanted = [column for column in columns if re.sub(r"[\s_\-\ufeff]+", "", column).casefold() in names]
    yield {"columns": wanted, "all": columns}
    size = 0
    for batch in file.iter_batches(batch_size=1_000, columns=wanted):
        size += batch.nbytes
        if size > MOST_INFLATED:
            yield {"reason": f"unpacks to more than {MOST_INFLATED // 1_000_000} MB", "fix": "split it into several files"}
            return
        cells: dict[str, list[Any]] = {}
        for column, values in zip(batch.schema.names, batch.columns, strict=True):
            plain_type = pa.types.is_temporal(values.type) or pa.types.is_floating(values.type)
            said = (values.cast(pa.string()) if plain_type else values).to_pylist()  # Python has no day in the year 12000
            cells.setdefault(column, [None if cell == "nan" and plain_type else cell for cell in said])
        yield from ({"row": dict(zip(cells, row, strict=True))} for row in zip(*cells.values(), strict=True))


def answer(request: dict[str, Any], raw: bytes) -> Iterator[Answer]:
    """Yield the records of one file; whatever goes wrong in a reader is a record with its reason."""
    try:
        yield from {"html": html, "docx": docx, "pdf": pdf, "parquet": parquet}[request["kind"]](raw, request["names"])
    except MemoryError:
        yield {"reason": "takes more memory than a file may", "fix": "split it, or save its text alone", "passing": True}
    except RecursionError:
        yield {"reason": "nested too deeply", "fix": "save its text alone"}
    except Exception as error:  # a parser may raise anything at a broken file; none of it may end the reading of the others
        what = " ".join(str(error).split())[:150] or type(error).__name__
        yield {"reason": f"broken {request['kind']}: {what}", "fix": "open it in its own program, and save it anew"}


def plain(cell: Any) -> str:
    """Return what JSON has no form for as text: bytes as UTF-8, all else as it prints."""
    return cell.decode("utf-8", "replace") if isinstance(cell, bytes) else str(cell)


def main() -> None:
    """Answer requests until the input ends."""
    ask, reply = sys.stdin.buffer, os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)  # what a parser prints is no answer
    while line := ask.readline():
        limit()
        request = json.loads(line)
        for record in answer(request, ask.read(request["size"])):
            reply.write(json.dumps(record, default=plain) + "\n")
        reply.write("\n")
        reply.flush()


def limit() -> None:
    """Bound this process's memory, and its time for the next file, where the system can: it may be left alone."""
    try:
        import resource
    except ImportError:
        return
    spent = resource.getrusage(resource.RUSAGE_SELF)
    until = int(spent.ru_utime + spent.ru_stime) + MOST_TIME
    for what, most in ((resource.RLIMIT_AS, MOST_MEMORY), (resource.RLIMIT_CPU, until)):
        hard = resource.getrlimit(what)[1]
        if hard == resource.RLIM_INFINITY or most < hard:  # else the system's own limit is the closer one
            with suppress(ValueError, OSError):
                resource.setrlimit(what, (most, hard))


if __name__ == "__main__":
    main()
