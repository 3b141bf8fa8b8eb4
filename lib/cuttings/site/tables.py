"""The tables of a page: numbered, with their downloads, their columns explained, and counts that open their sentences."""

import ast
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

import lxml.html
import pyarrow.parquet as pq
from lxml.builder import ElementMaker
from nbformat import NotebookNode

from cuttings.prose import many
from cuttings.site.sentences import COLUMNS, Evidence

FORMATS = {".csv": "CSV", ".parquet": "Parquet", ".graphml": "GraphML", ".gexf": "GEXF"}
make = ElementMaker(makeelement=lxml.html.html_parser.makeelement)
# columns of whole numbers that are written in groups of three digits: not those of ids, nor of texts that look like numbers
GROUPED = {
    *COLUMNS, "of", "rows", "times", "tokens", "types", "hapaxes", "windows", "characters", "count_rest", "outlets", "cues", "quotes",
    "indirect", "in_role", "verbal_cooperation", "material_cooperation", "verbal_conflict", "material_conflict", "degree", "alone",
}  # fmt: skip
_MAGIC = re.compile(r"^\s*[%!].*$", re.MULTILINE)
_NUMBER = re.compile(r"-?[0-9][0-9,]*(\.[0-9]+)?(e[+-]?[0-9]+)?|inf|-inf|–|")
_MISSING = {"NaN", "NaT", "<NA>", "None"}
EMPTY = "Chart of 0 rows"
_TABLE = re.compile(r'<table [^>]*class="dataframe')
_EMPTY = re.compile(r'class="dataframe[^"]*">(?:(?!<tr).)*<tr(?:(?!<tr).)*<tbody>\s*</tbody>', re.DOTALL)
_HEADING = re.compile(r"^#{2,3} +(.+)$", re.MULTILINE)


@dataclass(frozen=True)
class Kit:
    """What the tables of a notebook are dressed with: its files by name, the names by expression, its evidence, what columns mean."""

    files: Mapping[str, Sequence[Path]]
    exports: Mapping[str, str]
    evidence: Sequence[Evidence]
    glossary: Mapping[str, str]


def read_exports(cells: Sequence[NotebookNode]) -> dict[str, str]:
    r"""Return, by expression, the name under which each table of a notebook was exported; none of a variable that was given anew.

    >>> from nbformat.v4 import new_code_cell
    >>> read_exports([new_code_cell('x = f()\nct.export_tables(out, terms=x[x > 1], **{"ledger": corpus.ledger})')])
    {'corpus.ledger': 'ledger', 'x': 'terms'}
    """
    trees = [_parse(cell.source) for cell in cells if cell.cell_type == "code"]
    exporting = [tree for tree in trees if any(_is_export(node) for node in ast.walk(tree))]
    calls = [node for tree in exporting for node in ast.walk(tree) if isinstance(node, ast.Call) and _is_export(node)]
    given = [(word.arg, word.value) for call in calls for word in call.keywords if word.arg and word.arg != "with_texts"]
    dictionaries = [node for tree in exporting for node in ast.walk(tree) if isinstance(node, ast.Dict)]
    pairs = [pair for each in dictionaries for pair in zip(each.keys, each.values, strict=True)]
    given += [(str(key.value), value) for key, value in pairs if isinstance(key, ast.Constant)]
    times = Counter(name for tree in trees for name in {ast.unparse(node) for node in ast.walk(tree) if _is_given(node)})
    return {_root(value): name for name, value in reversed(given) if times[_root(value)] < 2}


def _is_export(node: ast.AST) -> bool:
    return isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "export_tables"


def _is_given(node: ast.AST) -> bool:
    return isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)


def _parse(source: str) -> ast.Module:
    """Return the code of a cell without its magics; nothing, where that is not plain Python."""
    try:
        return ast.parse(_MAGIC.sub("", source))
    except SyntaxError:
        return ast.parse("")


def _root(node: ast.expr) -> str:
    """Return what a table was cut from: ``terms`` of ``terms[terms > 1].head(3)``."""
    while True:
        cut = node.func if isinstance(node, ast.Call) else node
        if not isinstance(cut, ast.Subscript) and not (isinstance(cut, ast.Attribute) and cut is not node):
            return ast.unparse(node)
        if isinstance(cut.value, ast.Name) and cut.value.id == "ct":  # a verb's own table
            return ast.unparse(node)
        node = cut.value


def find_export(source: str, exports: Mapping[str, str]) -> str | None:
    r"""Return the name of the export that the last line of a cell shows, whole or in part.

    >>> find_export("few = terms.head(3)\nfew[few > 2]", {"terms": "words"})
    'words'
    """
    body = _parse(source).body
    if not body or not isinstance(body[-1], ast.Expr):
        return None
    here = {ast.unparse(line.targets[0]): line.value for line in body if isinstance(line, ast.Assign)}
    root = _root(body[-1].value)
    return exports.get(root, exports.get(_root(here[root])) if root in here else None)


def dress_tables(notebook: NotebookNode, kit: Kit) -> None:
    """Dress the tables in the outputs of a notebook, in place."""
    number, heading = 0, ""
    for cell in notebook.cells:
        if cell.cell_type == "markdown":
            heading = [heading, *_HEADING.findall(cell.source)][-1]
        if "outputs" in cell:  # a sentence says why it is
            cell.outputs = [output for output in cell.outputs if not _is_empty(output.get("data", {}))]
        for data in (output["data"] for output in cell.get("outputs", []) if _TABLE.search(output.get("data", {}).get("text/html", ""))):
            number += 1
            data["text/html"] = dress(data["text/html"], f"Table {number}. {heading}".rstrip(), kit, find_export(cell.source, kit.exports))


def _is_empty(data: Mapping[str, str]) -> bool:
    """Say whether an output is a table or a chart without rows."""
    return bool(_EMPTY.search(data.get("text/html", ""))) or ("image/png" in data and EMPTY in data.get("text/plain", ""))


def dress(html: str, title: str, kit: Kit, export: str | None = None) -> str:
    """Return a table of pandas as a page shows it; its texts stay as they are."""
    title = "".join(letter for letter in title if letter.isprintable())  # lxml takes no control characters
    whole = lxml.html.fragment_fromstring(html, create_parent="div")
    for style in whole.findall(".//style"):
        style.drop_tree()
    table = whole.find(".//table")
    if table is None:
        return html
    _drop_index(table)
    heads, rows = table.findall("thead/tr/th"), [row.findall("*") for row in table.findall("tbody/tr")]
    if len(table.findall("thead/tr")) == 1 and all(len(row) == len(heads) for row in rows):  # no levels of heads
        texts = [{head.text_content(): cell.text_content() for head, cell in zip(heads, row, strict=True)} for row in rows]
        _align(heads, rows)
        _link_counts(heads, rows, texts, next((evidence for evidence in kit.evidence if evidence.name == export), None))
        _link_files(heads, rows, {path.name for paths in kit.files.values() for path in paths})
        _explain(heads, kit.glossary)
    table.insert(0, make.caption(make.b(title), *_downloads(export, kit)))
    table.attrib.pop("border", None)
    region = make.div({"class": "scroll", "role": "region", "tabindex": "0", "aria-label": title})
    table.getparent().replace(table, region)
    region.append(table)
    return "".join(lxml.html.tostring(part, encoding="unicode") for part in whole)


def _drop_index(table: lxml.html.HtmlElement) -> None:
    """Take out the numbers of rows, which tell a reader nothing."""
    first = table.findall("tbody/tr/th")
    corner = table.find("thead/tr/th")
    if corner is None or (corner.text or "").strip() or not all((cell.text or "").isdecimal() for cell in first):
        return
    for cell in (corner, *first):
        cell.drop_tree()


def _align(heads: list, rows: list[list]) -> None:
    """Mark columns of numbers, write a dash where something is missing, and say of each head what it heads."""
    for head, *cells in zip(heads, *rows, strict=True):
        head.set("scope", "col")
        for cell in (cell for cell in cells if cell.text in _MISSING):
            cell.text = "–"
        if not any((cell.text or "–") != "–" for cell in cells) or not all(_NUMBER.fullmatch(cell.text or "") for cell in cells):
            continue
        for cell in (head, *cells):
            cell.set("class", "n")
        for cell in cells if head.text_content() in GROUPED else ():
            cell.text = f"{int(cell.text):,}" if (cell.text or "").isdecimal() else cell.text
    for cell in (cell for row in rows for cell in row if cell.tag == "th"):
        cell.set("scope", "row")


def _link_counts(heads: list, rows: list[list], texts: list[dict[str, str]], evidence: Evidence | None) -> None:
    """Link each count to the sentences that it counts."""
    for cells, row in zip(rows, texts, strict=True):
        for head, cell in zip(heads, cells, strict=True):
            _wrap(cell, evidence.find(row, head.text_content()) if evidence else None)


def _wrap(cell: lxml.html.HtmlElement, where: str | None, **more: str) -> None:
    """Make the text of a cell a link."""
    if where:
        link = make.a({"href": where, **more}, cell.text or "")
        cell.text = None
        cell.insert(0, link)


def _link_files(heads: list, rows: list[list], shared: set[str]) -> None:
    """Link the files that a table of exports names to their downloads."""
    for cell in (cell for row in rows for head, cell in zip(heads, row, strict=True) if head.text_content() == "files"):
        names = (cell.text or "").split(", ")
        if not shared.issuperset(names):
            continue
        cell.text = None
        for name in names:
            link = make.a({"href": f"data/{quote(name)}", "download": ""}, name)
            link.tail = ", " if name != names[-1] else ""
            cell.append(link)


def _explain(heads: list, glossary: Mapping[str, str]) -> None:
    """Link the columns to what they mean."""
    for head in heads:
        name = head.text_content()
        if name in glossary:
            _wrap(head, f"glossary.html#{name}", title=glossary[name])


def _downloads(export: str | None, kit: Kit) -> Iterator[lxml.html.HtmlElement]:
    """Yield the links to the whole table."""
    paths = kit.files.get(export or "", ())
    sizes = [pq.read_metadata(path).num_rows for path in paths if path.suffix == ".parquet"]
    if sizes:
        yield make.span({"class": "whole"}, f" As a file, {many(sizes[0], 'row')}: ")
    for path in (path for path in paths if path.suffix in FORMATS):
        about = f"{path.name}, {max(1, round(path.stat().st_size / 1000)):,} kB"
        yield make.a({"href": f"data/{quote(path.name)}", "download": "", "class": "file", "title": about}, FORMATS[path.suffix])
