"""What people coded: sheets in ``coding/``, as labels of sentences or articles; and the machine's labels, in the same words."""

from collections.abc import Iterable, Iterator
from pathlib import Path

import pandas as pd
import regex

from cuttings.actors import list_names, read_actors
from cuttings.corpus import Corpus
from cuttings.files import printable
from cuttings.frames import COUNTED
from cuttings.knowledge import read_rows, split_cell
from cuttings.knowledge.reading import fault
from cuttings.tables import make_table, refuse

LABELS = {"frames": "frame", "actors": "actor", "speakers": "speaker", "acts": "act"}  # what may be coded, and the column of its labels
OPEN = ("actors", "speakers", "acts")  # a column each, whose cells list what is there; a frame has a column of its own
UNITS = ("sentence", "article")
KEYS = {"sentence": "key.csv", "article": "key_articles.csv"}  # stand beside the coders' sheets, and are none
NO_LABELS = ("unit", "sentence", "text", "note")  # columns of a sheet that hold no labels
ANSWERS = {"1": 1, "0": 0, "1.0": 1, "0.0": 0}  # a program that knows no whole numbers with gaps writes the latter
NONE = ("-", "–", "—")  # coded: none there; spreadsheets make one of the other
UNKNOWN = "unknown"  # somebody who is not named
_ARTICLE = regex.compile(r"^(?:the|an?) (?=.)")
ACT = regex.compile(r"([^>:|]+)>([^>:|]+):([^>:|]+)")


def read_coding(
    folder: str | Path | None, codebook: pd.DataFrame | None = None, *, what: str = "frames", actors: pd.DataFrame | None = None
) -> pd.DataFrame:
    r"""Return what people coded: the labels that each coder gave to, or withheld from, each sentence or article.

    Sheets are the CSV files in ``coding/`` of a corpus folder, one a coder, with a row a ``unit``. A frame has a column, and
    1, 0 or nothing (not coded) in it. The columns ``actors``, ``speakers`` and ``acts`` list what is there, set apart by
    ``|``: "Malaysia|Türkiye", "Malaysia > Türkiye: consult"; ``-`` is coded, and nothing there; an empty cell was not coded.
    Actors are known by every name in the actor file; a speaker who is not in it by the words of the text, and by "unknown"
    where nobody is named.

    Parameters
    ----------
    codebook : DataFrame, optional
        If given, a column must be one of its frames.
    what : {"frames", "actors", "speakers", "acts"}
        Which labels to return. All are checked.
    actors : DataFrame, optional
        The actors by whose names labels are understood; by default those of the folder.

    Returns
    -------
    DataFrame
        ``coder`` (the sheet's name)``, unit, frame`` (or actor, speaker, act)``, label`` (1 or 0)``, inclusion`` (the chance of
        being drawn, from ``key.csv``; missing without a key). Frames are a closed set, with a row for each answer. Actors,
        speakers and acts are an open one, with a row for each that was named, and one without name where none was.

    Raises
    ------
    KnowledgeError
        For any cell that is no answer, a unit that stands twice, a unit that the key lacks, a wrong key.

    Examples
    --------
    >>> import tempfile
    >>> folder = Path(tempfile.mkdtemp())
    >>> (folder / "coding").mkdir()
    >>> _ = (folder / "coding" / "ann.csv").write_text("unit,actors,talks\na:0-9,Malaysian|Turkey,1\na:10-19,-,\n")
    >>> read_coding(folder)[["coder", "unit", "frame", "label"]].values.tolist()
    [['ann', 'a:0-9', 'talks', 1]]
    >>> read_coding(folder, what="actors")[["unit", "actor", "label"]].fillna("").values.tolist()
    [['a:0-9', 'Malaysia', 1], ['a:0-9', 'Türkiye', 1], ['a:10-19', '', 0]]
    """
    if what not in LABELS:
        raise ValueError(f"what is {what!r}. Give one of: {', '.join(LABELS)}.")
    place = Path(folder) / "coding" if folder else None
    sheets = sorted(path for path in place.glob("*.csv") if path.name not in KEYS.values()) if place else []
    frames = set(codebook["frame"]) if codebook is not None else None
    chances = {unit: chance for name in KEYS.values() if place for unit, chance in _read_key(place / name).items()}
    rows = [row for sheet in sheets for row in _read_sheet(sheet, frames, chances) if row[0] == what]
    if not rows:
        why = "No coded sheet stands in the folder coding/ of this corpus."
        return refuse(_columns(what), why if what == "frames" else f"{why[:-1]} with {what} in it.")
    ids = _ids(read_actors(Path(folder) if folder else None) if actors is None else actors) if what in OPEN else {}
    named = [(coder, unit, _understand(label, what, ids), value, chances.get(unit)) for _, coder, unit, label, value in rows]
    return make_table(named, _columns(what)).drop_duplicates(ignore_index=True)


def _columns(what: str) -> dict[str, str]:
    return {"coder": "str", "unit": "str", LABELS[what]: "str", "label": "int64", "inclusion": "float64"}


def _read_key(path: Path) -> dict[str, float]:
    """Return the chance with which each unit was drawn; none where there is no key."""
    if not path.exists() and not path.is_symlink():
        return {}
    chances: dict[str, float] = {}
    for row in read_rows(path, ("unit", "stratum", "inclusion"), ("unit", "inclusion")):
        try:
            chance = float(row["inclusion"])
        except ValueError:
            chance = 0.0
        if not 0 < chance <= 1:
            raise fault(path, int(row["line"]), f"inclusion is {row['inclusion']!r}", "Put the key there that was written with the sheet.")
        if row["unit"] in chances:
            raise fault(path, int(row["line"]), f"the unit {row['unit']} stands twice", "Leave one of the two lines.")
        chances[row["unit"]] = chance
    return chances


def _read_sheet(path: Path, frames: set[str] | None, chances: dict[str, float]) -> Iterator[tuple]:
    """Yield what, coder, unit, label and 1 or 0 of every answer in a sheet; the label is missing where none was there."""
    sorts = {is_article(unit) for unit in chances}
    seen = set()
    for row in read_rows(path, (), ("unit",)):
        line, unit = int(row.pop("line")), row["unit"]
        if unit in seen:
            raise fault(
                path, line, f"the {'article' if is_article(unit) else 'sentence'} {unit} stands twice", "Leave one of the two lines."
            )
        if unit not in chances and is_article(unit) in sorts:
            raise fault(path, line, f"{unit} is not in the key", "Put the key there that was written with the sheet.")
        seen.add(unit)
        for column, cell in row.items():
            if cell and column not in NO_LABELS:
                answers = _read_list(path, line, column, cell) if column in OPEN else _read_frame(path, line, column, cell, frames)
                yield from ((what, printable(path.stem), unit, label, value) for what, label, value in answers)


def is_article(unit: str) -> bool:
    """Tell whether a unit is an article, and no sentence.

    >>> is_article("cedd04f0f53a:article"), is_article("cedd04f0f53a:0-80")
    (True, False)
    """
    return unit.endswith(":article")


def _read_frame(path: Path, line: int, frame: str, cell: str, frames: set[str] | None) -> list[tuple]:
    if frames is not None and frame not in frames:
        raise fault(path, 1, f"{frame!r} is no frame of the codebook", "Rename or delete the column.")
    if cell not in ANSWERS:
        raise fault(path, line, f"{frame} is {cell!r}", "Write 1, 0, or nothing.")
    return [("frames", frame, ANSWERS[cell])]


def _read_list(path: Path, line: int, what: str, cell: str) -> list[tuple]:
    """Return what a cell lists; ``-`` is a list of nothing."""
    labels = split_cell(cell)
    if cell in NONE:
        return [(what, None, 0)]
    if not labels or set(labels) & set(NONE):
        raise fault(path, line, f"{what} is {cell!r}", "Write what is there, or - alone where there is none.")
    for label in labels if what == "acts" else ():
        if not ACT.fullmatch(label):
            raise fault(path, line, f"acts is {label!r}", "Write agent > target: root.")
    return [(what, label, 1) for label in labels]


def _fold(name: str) -> str:
    return " ".join(name.casefold().split())


def _fold_speaker(name: str) -> str:
    """Return a speaker without capitals and a leading article."""
    return _ARTICLE.sub("", _fold(name))


def _ids(actors: pd.DataFrame) -> dict[str, str]:
    """Return the id of each actor by each of its names, without regard to capitals."""
    names = list_names(actors[~actors["kind"].isin(["ignore", "ambiguous"])])
    return {_fold(term): actor for term, actor in [*zip(names["term"], names["id"], strict=True), *((name, name) for name in names["id"])]}


def _understand(label: str | None, what: str, ids: dict[str, str]) -> str | None:
    """Return a label in the words of the machine: actors by their ids, others without capitals."""
    if label is None or what == "frames":
        return label
    if what != "acts":
        return ids.get(_fold(label), _fold_speaker(label) if what == "speakers" else _fold(label))
    agent, target, root = (_fold(part) for part in ACT.fullmatch(label).groups())
    return _act(ids.get(agent, agent), ids.get(target, target), root)


def _act(agent: str, target: str, root: str) -> str:
    return f"{agent} > {target}: {root}"


def machine_labels(rows: pd.DataFrame) -> tuple[str, pd.DataFrame]:
    """Return what rows of evidence are about (frames, actors, speakers, acts), and ``doc, sent, name`` of those that count.

    Negated and rejected rows don't count. A speaker is known by the actor's id, or else by the words of the text.

    >>> machine_labels(pd.DataFrame({"doc": [0], "sent": [4], "frame": ["talks"], "status": ["asserted"]}))[1].values.tolist()
    [[0, 4, 'talks']]
    """
    if "status" in rows:
        rows = rows[rows["status"].isin(COUNTED)]
    if "frame" in rows:
        what, labels = "frames", rows["frame"]
    elif "actor" in rows:
        what, labels = "actors", rows["actor"]
    elif "root" in rows:
        parties = rows[["agent", "target"]].astype("object").fillna(UNKNOWN)
        what, labels = "acts", [_act(*row) for row in zip(parties["agent"], parties["target"], rows["root"].map(_fold), strict=True)]
    elif "speaker_id" in rows:
        words = rows["named" if "named" in rows else "speaker"].map(_fold_speaker, na_action="ignore")  # "she" is who she is
        what, labels = "speakers", rows["speaker_id"].astype("object").fillna(words.astype("object")).fillna(UNKNOWN)
    else:
        raise ValueError(f"The rows are no hits, mentions, speech or acts. Their columns: {', '.join(map(str, rows))}.")
    return what, rows[["doc", "sent"]].assign(name=labels)


def list_units(corpus: Corpus, unit: str, docs: Iterable | None = None) -> pd.DataFrame:
    """Return all sentences or articles, with the ids that sheets know them by: ``unit, doc, sent`` (no sent for articles).

    The id is the article's checksum and the span, or the word "article": it fits wherever the same text is read. Of
    articles with one and the same text the first stands for all.
    """
    if unit not in UNITS:
        raise ValueError(f"unit is {unit!r}. Give 'sentence' or 'article'.")
    articles = corpus.articles[["doc", "sha256"]].drop_duplicates("sha256")
    articles = articles[articles["doc"].isin(docs)] if docs is not None else articles
    articles = articles[["doc"]].assign(unit=articles["sha256"].astype("str").str[:12] + ":")
    if unit == "article":
        return articles.assign(unit=articles["unit"] + "article")[["unit", "doc"]].reset_index(drop=True)
    table = corpus.sentences[["doc", "sent", "start", "end"]].merge(articles, on="doc")
    table["unit"] += table["start"].astype("str") + "-" + table["end"].astype("str")
    return table[["unit", "doc", "sent"]]


def complete(coding: pd.DataFrame, name: str, more: Iterable[str] = ()) -> pd.DataFrame:
    """Return the coding with a row for every label that could have been given, and the labels in a column ``name``.

    What nobody asked about a frame stays open. A list of actors, speakers or acts says of all that it does not name that
    they are not there: of every label that any coder, or `more`, named.

    >>> coding = pd.DataFrame({"coder": "ann", "unit": ["a", "b"], "actor": ["NATO", None], "label": [1, 0], "inclusion": 1.0})
    >>> complete(coding, "actor", ["ASEAN"])[["unit", "name", "label"]].values.tolist()
    [['a', 'ASEAN', 0], ['a', 'NATO', 1], ['b', 'ASEAN', 0], ['b', 'NATO', 0]]
    """
    if name == "frame":
        return coding.rename(columns={"frame": "name"})
    labels = pd.DataFrame({"name": sorted({*coding[name].dropna(), *more})}, dtype="str")
    given = coding[["coder", "unit", name, "label"]].dropna().rename(columns={name: "name"})
    rows = coding.drop(columns=[name, "label"]).drop_duplicates().merge(labels, how="cross")
    return rows.merge(given, on=["coder", "unit", "name"], how="left").fillna({"label": 0}).astype({"label": "int64"})
