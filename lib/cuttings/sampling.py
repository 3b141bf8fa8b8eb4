"""A sample for people to code: drawn with known chances, and written as sheets that tell nothing of the machine."""

import hashlib
from collections.abc import Iterable, Mapping
from pathlib import Path

import numpy as np
import pandas as pd

from cuttings.coding import KEYS, OPEN, list_units, machine_labels
from cuttings.corpus import Corpus
from cuttings.tables import make_table, refuse, write_csv

Sample = tuple[pd.DataFrame, pd.DataFrame]  # the blind sheet, and the key
SHEETS = {"sentence": "sheet.csv", "article": "sheet_articles.csv"}
WORDS = {"frames": "cue", "actors": "actor", "speakers": "speaker", "acts": "act"}  # what a unit has, or has not
LONGEST = 32_000  # characters of an article in a sheet: a cell of a spreadsheet takes 32,767
NOTE = "This sheet holds whole articles, for the coders to read. Keep it in the private folder coding/, and share it with nobody else."


def sample_coding(corpus: Corpus, hits: pd.DataFrame, *, n: int = 100, unit: str = "sentence", seed: int = 1) -> Sample:
    """Draw sentences or articles for people to code, and return the blind sheet and, apart, the key.

    The draw is stratified, a simple random sample in each stratum (Cochran 1977, ch. 5). A unit belongs to the rarest of its
    frames that count; articles with more hits of it than the median ("many") apart from the others ("few"). Units without
    any hit are a stratum too: half of the sample comes from there, since nobody would see otherwise what the machine misses.
    The other half is shared alike by the other strata; each gets one at least, and what a small stratum cannot fill goes to
    the others. Strata are joined (few and many, then all frames, then all) where there would be fewer than two units for each.

    The order of the articles does not matter: a unit is drawn by the hash of seed and text. Of articles with one text, one
    takes part. More articles, or other cues, make another sample: keep the key of the one that was coded.

    Parameters
    ----------
    hits : DataFrame
        Hits; or mentions, speech or acts, where those are to be coded.
    n : int
        How many to draw; all, where there are fewer.
    unit : {"sentence", "article"}
        Articles are coded to set thresholds (`set_thresholds`).

    Returns
    -------
    sheet : DataFrame
        ``unit, sentence`` (of articles ``text``), in random order. Sheets of articles hold them whole, up to 32,000
        characters, since the coder must read them: they are for the private folder ``coding/``, and never shared.
    key : DataFrame
        ``unit, doc, sent`` (not of articles)``, stratum, inclusion`` (the chance of being drawn: units drawn of the stratum
        over all of it; estimates are weighted by its inverse), in the same order. ``attrs["of"]`` is the number of all.

    Examples
    --------
    >>> from cuttings.corpus import make_corpus
    >>> from cuttings.frames import code_frames, read_codebook
    >>> corpus = make_corpus(["The contract was signed. It rained. It snowed."])
    >>> sheet, key = sample_coding(corpus, code_frames(corpus, read_codebook()), n=2)
    >>> key.sort_values("inclusion")["inclusion"].round(2).tolist(), list(sheet)
    ([0.67, 0.67], ['unit', 'sentence'])
    """
    if n < 1:
        raise ValueError(f"n is {n}. Give the number of units to code, 1 or more.")
    units = list_units(corpus, unit)
    what, found = machine_labels(hits)
    units["stratum"] = _strata(units, found, WORDS[what], n)
    units["draw"] = [_draw(seed, name) for name in units["unit"]]
    units = units.sort_values(["draw", "unit"], ignore_index=True)
    sizes = units["stratum"].value_counts()
    take = pd.Series(allocate(sizes.to_dict(), n, f"no {WORDS[what]}"), dtype="float64")
    drawn = units[units.groupby("stratum").cumcount() < units["stratum"].map(take)].reset_index(drop=True)
    drawn["inclusion"] = drawn["stratum"].map(take / sizes)
    return _sheet(corpus, drawn, unit), _key(drawn, len(units))


def _draw(seed: int, unit: str) -> int:
    return int.from_bytes(hashlib.sha256(f"{seed}:{unit}".encode()).digest()[:7], "big")


def _strata(units: pd.DataFrame, found: pd.DataFrame, word: str, n: int) -> pd.Series:
    """Return the stratum of each unit: by the finest division that leaves two to draw from each."""
    key = "sent" if "sent" in units else "doc"
    own = _rarest(found[found[key].isin(units[key])], key)
    many = own["hits"] > own.groupby("name")["hits"].transform("median")
    bands = own["name"] + np.where(many, ", many", ", few") if key == "doc" else own["name"]
    for names in (bands, own["name"], pd.Series(word, index=own.index)):
        strata = units[key].map(names).astype("object").fillna(f"no {word}")
        if 2 * strata.nunique() <= n:
            return strata
    return pd.Series("all", index=units.index)


def _rarest(found: pd.DataFrame, key: str) -> pd.DataFrame:
    """Return the ``name`` (label) of each unit that fewest units have, and how many ``hits`` of it: a row a unit that has any."""
    counts = found.groupby([key, "name"]).size().rename("hits").reset_index()
    counts["units"] = counts["name"].map(counts["name"].value_counts())
    return counts.sort_values(["units", "name"]).drop_duplicates(key).set_index(key)


def allocate(sizes: Mapping[str, int], n: int, rest: str) -> dict[str, int]:
    """Return how many units to draw from each stratum, of so many: half from the one named `rest`, the others share alike.

    What a stratum cannot fill goes to the others. With two units a stratum or more, each gets one at least.

    >>> allocate({"no cue": 90, "a": 50, "b": 3}, 20, "no cue")
    {'no cue': 10, 'b': 3, 'a': 7}
    """
    others = {name: size for name, size in sizes.items() if name != rest}
    n = min(n, sum(sizes.values()))
    half = min(sizes.get(rest, 0), max(n // 2, n - sum(others.values())))
    take, left = {rest: half} if rest in sizes else {}, n - half
    for place, name in enumerate(sorted(others, key=lambda name: (others[name], name))):
        take[name] = min(others[name], -(-left // (len(others) - place)))
        left -= take[name]
    return take


def _sheet(corpus: Corpus, drawn: pd.DataFrame, unit: str) -> pd.DataFrame:
    """Return the units with what the coder is to read."""
    texts = corpus.texts()
    if unit == "article":
        whole = [text if len(text) <= LONGEST else text[:LONGEST] + " […]" for text in map(texts.get, drawn["doc"]) if text is not None]
        sheet = make_table({"unit": drawn["unit"], "text": whole}, {"unit": "str", "text": "str"})
        sheet.attrs["note"] = NOTE
        return sheet
    spans = corpus.sentences.set_index("sent").loc[drawn["sent"], ["doc", "start", "end"]]
    sentences = [texts[doc][start:end] for doc, start, end in spans.itertuples(index=False, name=None)]
    return make_table({"unit": drawn["unit"], "sentence": sentences}, {"unit": "str", "sentence": "str"})


def _key(drawn: pd.DataFrame, of: int) -> pd.DataFrame:
    dtypes = {"unit": "str", "doc": "int64", "sent": "int64", "stratum": "str", "inclusion": "float64"}
    columns = {name: dtype for name, dtype in dtypes.items() if name in drawn}
    if not len(drawn):
        return refuse(columns, "The corpus is empty: there is nothing to code.")
    key = make_table(drawn[list(columns)], columns)
    key.attrs["of"] = of
    return key


def export_coding(sample: Sample, codebook: pd.DataFrame | None, folder: str | Path, *, also: Iterable[str] = ()) -> Path:
    """Write what `sample_coding` returned: the sheet for coders, ``sheet.csv``, and the key, ``key.csv``; return the folder.

    The sheet has unit, sentence, and an empty column a frame, to be filled with 1 or 0; and the columns that `also` names
    (actors, speakers, acts), to be filled with lists (see `read_coding`). It is blind: neither the machine's labels nor the
    strata stand in it. Each coder saves a filled copy as ``coding/<name>.csv`` in the corpus folder; the key (unit, stratum,
    inclusion) goes there too, and is what later figures are weighted by. Of articles they are ``sheet_articles.csv``, which
    holds them whole and is not to be shared, and ``key_articles.csv``.

    >>> import tempfile
    >>> from cuttings.corpus import make_corpus
    >>> from cuttings.frames import code_frames, read_codebook
    >>> corpus, codebook = make_corpus(["The contract was signed."]), read_codebook()
    >>> folder = export_coding(sample_coding(corpus, code_frames(corpus, codebook)), codebook, tempfile.mkdtemp(), also=["actors"])
    >>> pd.read_csv(folder / "sheet.csv").columns[-1]
    'actors'
    """
    lists = [also] if isinstance(also, str) else list(also)
    if strangers := [name for name in lists if name not in OPEN]:
        raise ValueError(f"also holds {strangers[0]!r}. Give any of: {', '.join(OPEN)}.")
    sheet, key = sample
    unit = "article" if "text" in sheet else "sentence"
    frames = sorted(set(codebook.loc[codebook["set"] != "status", "frame"])) if codebook is not None else []
    write_csv(sheet.assign(**dict.fromkeys([*frames, *lists], "")), Path(folder) / SHEETS[unit])
    write_csv(key[["unit", "stratum", "inclusion"]], Path(folder) / KEYS[unit])
    return Path(folder)
