"""A program of its own: reads formats that inflate or parse, within limits, and answers in JSON lines.

It is run as a file, apart from the package, so that a hostile file can take down no more than this process: it is given
bytes on its standard input and opens nothing itself. A request is a line of JSON (kind, size, name) and that many bytes;
the answer, a line for each record (text, fields, or reason and fix), then an empty line.
"""

import io
import json
import os
import sys
import zipfile
from collections.abc import Iterator
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
        _, found, after = script.partition('"datePublished"')
        if found:
            return after.split('"')[1] if after.count('"') > 1 else ""
    return tree.xpath("string((//article//time/@datetime | //time[@pubdate]/@datetime)[1])").strip()


def docx(raw: bytes, names: list[str]) -> Iterator[Answer]:
    """Take the paragraphs and the cells of tables out of a Word document."""
    from docx import Document
    from docx.table import Table, _Cell

    with zipfile.ZipFile(io.BytesIO(raw)) as archive:
        if sum(info.file_size for info in archive.infolist()) > MOST_INFLATED:
            yield {"reason": f"unpacks to more than {MOST_INFLATED // 1_000_000} MB", "fix": "save the text alone, without pictures"}
            return
    lines: list[str] = []
    for block in Document(io.BytesIO(raw)).iter_inner_content():
        # each cell as it stands: python-docx gives one that spans columns, a million perhaps, once for each of them
        cells = [_Cell(tc, block).text for row in block.rows for tc in row._tr.tc_lst] if isinstance(block, Table) else [block.text]
        lines += cells
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
    text = " ".join(lines)
    full = sorted(map(len, lines))[len(lines) * 9 // 10] if lines else 0
    joined = ""
    for line in map(str.strip, lines):
        parted = joined.endswith("-") and line[:1].islower()
        if parted and joined.split()[-1] + line.split()[0].strip(".,;:") not in text:
            joined = joined[:-1]
        joined += line if parted or (joined.endswith(("\n", "")) and not joined[-1:].strip()) else " " + line
        if len(line) < SHORT_LINE * full and not joined.endswith("\n\n"):
            joined += "\n\n"
    return joined


def parquet(raw: bytes, names: list[str]) -> Iterator[Answer]:
    """Yield the rows of a Parquet file as objects of text: the columns that are asked for, or all columns' names where none is there."""
    import pyarrow.parquet as pq

    file = pq.ParquetFile(io.BytesIO(raw))
    wanted = [column for column in file.schema_arrow.names if "".join(c for c in column.casefold() if c not in " _-") in names]
    yield {"columns": wanted, "all": file.schema_arrow.names}
    size = 0
    for batch in file.iter_batches(batch_size=1_000, columns=wanted):
        size += batch.nbytes
        if size > MOST_INFLATED:
            yield {"reason": f"unpacks to more than {MOST_INFLATED // 1_000_000} MB", "fix": "split it into several files"}
            return
        yield from ({"row": row} for row in batch.to_pylist())


def answer(request: dict[str, Any], raw: bytes) -> Iterator[Answer]:
    """Yield the records of one file; whatever goes wrong in a reader is a record with its reason."""
    try:
        yield from {"html": html, "docx": docx, "pdf": pdf, "parquet": parquet}[request["kind"]](raw, request["names"])
    except MemoryError:
        yield {"reason": "takes more memory than a file may", "fix": "split it, or save its text alone"}
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
    resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (until, resource.getrlimit(resource.RLIMIT_CPU)[1]))


if __name__ == "__main__":
    main()
