"""Articles to measure with: ``articles.py FOLDER ARTICLES [TEXTS ...]`` writes them, recombined by sentences.

They are the sentences of TEXTS (files or folders that cuttings reads), or fictional ones, drawn with a fixed seed and put together anew: a
headline and three paragraphs of two sentences, over fifteen years and seven outlets. Every fiftieth repeats the one before it but for
a last sentence, as copies of an agency's story do. So words and names are as frequent as in the texts, and what is said around a
quotation is not what was.
"""

import json
import random
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

WHOLE = 100_000  # articles up to which the pieces that hold all texts in the memory are measured
FILES = 20_000  # up to which small files are written
CLAUSES = (
    "The ministers of two fictional states met in the capital on Monday",
    "An official said that the talks on the co-production of armoured vehicles would go on",
    "“We have agreed on the transfer of technology,” the spokesman of a fictional ministry told reporters",
    "The fictional navy will receive four patrol ships by the end of the decade",
    "Analysts of a fictional institute doubt that the budget allows for more than two",
    "The agreement, worth US$1.2 billion, was signed at a defence fair by Gen. A. Example",
)


def sentences(sources: list[str]) -> list[str]:
    """Return what articles are made of: sentences of these files and folders, or fictional ones."""
    if not sources:
        return [f"{a}, and {b[0].lower()}{b[1:]} in round {n}." for a in CLAUSES for b in CLAUSES for n in range(300)]
    import cuttings as ct

    found = []
    for corpus in (ct.read_corpus(source, cache=False) for source in sources):
        texts = corpus.texts()
        found += [texts[doc][a:b] for doc, a, b in corpus.sentences[["doc", "start", "end"]].itertuples(index=False)]
    return found


def make(articles: int, pieces: list[str]) -> Iterator[dict[str, str]]:
    """Yield articles."""
    draw = random.Random(1)
    for n in range(articles):
        if n % 50 or not n:
            title = " ".join(draw.choice(pieces).split()[:9])
            body = "\n\n".join(" ".join(draw.choices(pieces, k=2)) for _ in range(3))
        else:
            body += " " + draw.choice(pieces)
        text, day = f"ANKARA, May {n % 28 + 1} — {body}", f"20{10 + n % 15}-{n % 12 + 1:02d}-{n % 28 + 1:02d}"
        yield {"title": title, "text": text, "date": day, "outlet": f"Outlet {n % 7}"}


def write(folder: Path, articles: int, sources: list[str]) -> None:
    """Write the articles as JSON lines, one by one; and, if they are not too many, as Parquet, as small files, and what pieces need."""
    for form in ("lines", "parquet", "files"):
        (folder / form).mkdir()
    _write_lines(folder / "lines" / "all.jsonl", make(articles, sentences(sources)))
    if articles <= WHOLE:
        _write_other_forms(folder, articles)
        _write_needs(folder)


def _write_lines(path: Path, values: Iterable[object]) -> None:
    with path.open("w", encoding="utf-8") as file:
        file.writelines(json.dumps(value, ensure_ascii=False) + "\n" for value in values)


def _write_other_forms(folder: Path, articles: int) -> None:
    import pandas as pd

    table = pd.read_json(folder / "lines" / "all.jsonl", lines=True, dtype=False)
    table.to_parquet(folder / "parquet" / "all.parquet")
    if articles <= FILES:
        for n, title, text in table[["title", "text"]].itertuples():
            (folder / "files" / f"{n:06d}.txt").write_text(f"{title}\n\n{text}", encoding="utf-8")


def _write_needs(folder: Path) -> None:
    """Write the texts as they are read, and names: drawn from them, in which they stand densely, and those of the actor file."""
    import cuttings as ct
    from cuttings.actors import list_names

    texts = ct.read_corpus(folder / "lines" / "all.jsonl", duplicates="keep").articles["text"].tolist()
    _write_lines(folder / "texts.jsonl", texts)
    (folder / "texts.txt").write_text("\n".join(texts), encoding="utf-8")
    words = sorted({word for text in texts[:2_000] for word in text.split() if word.istitle()})
    for count in (1_000, 20_000):
        draw = random.Random(1)
        names = {" ".join(draw.choices(words, k=draw.choice((1, 2, 2, 3)))) for _ in range(count)}
        _write_lines(folder / f"names-{count}.jsonl", sorted(names))
    _write_lines(folder / "names-actors.jsonl", sorted(set(list_names(ct.read_actors())["term"])))


if __name__ == "__main__":
    write(Path(sys.argv[1]), int(sys.argv[2]), sys.argv[3:])
