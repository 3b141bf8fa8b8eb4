"""What reading costs: ``python tests/benchmarks/loading.py [ARTICLES] [FOLDER OF TEXTS]``.

Makes ARTICLES (default 20,000) fictional articles of about 1,100 characters, or recombines the sentences of the .txt and
.csv files of a folder, and prints for each form (JSON lines, Parquet, small text files) the CPU seconds, MB of text a
second, the peak of memory, the share of reading the bytes alone, and how much faster the second reading is. Each figure
is that of a process of its own. Timings are figures to compare within one run, and no test.
"""

import json
import os
import random
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import pandas as pd

CLAUSES = (
    "The ministers of two fictional states met in the capital on Monday",
    "An official said that the talks on the co-production of armoured vehicles would go on",
    "“We have agreed on the transfer of technology,” the spokesman of a fictional ministry told reporters",
    "The fictional navy will receive four patrol ships by the end of the decade",
    "Analysts of a fictional institute doubt that the budget allows for more than two",
    "The agreement, worth US$1.2 billion, was signed at a defence fair by Gen. A. Example",
)


def sentences(folder: str | None) -> list[str]:
    """Return what articles are made of: sentences of a folder's corpus, or fictional ones."""
    if folder is None:
        return [f"{a}, and {b[0].lower()}{b[1:]} in round {n}." for a in CLAUSES for b in CLAUSES for n in range(300)]
    import cuttings as ct

    corpus = ct.read_corpus(folder, cache=False)
    texts = corpus.texts()
    return [texts[doc][a:b] for doc, a, b in corpus.sentences[["doc", "start", "end"]].itertuples(index=False)]


def make(folder: Path, articles: int, pieces: list[str]) -> None:
    """Write the same articles as JSON lines, as Parquet and as small text files."""
    draw = random.Random(1)
    rows = []
    for n in range(articles):
        body = "\n\n".join(" ".join(draw.choices(pieces, k=2)) for _ in range(3))
        day = f"20{10 + n % 15}-{n % 12 + 1:02d}-{n % 28 + 1:02d}"
        rows.append(
            {"title": f"Fictional Title Number {n}", "text": f"ANKARA, May {n % 28 + 1} — {body}", "date": day, "outlet": f"Outlet {n % 7}"}
        )
    for name in ("lines", "parquet", "files"):
        (folder / name).mkdir()
    (folder / "lines" / "all.jsonl").write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), encoding="utf-8")
    pd.DataFrame(rows).to_parquet(folder / "parquet" / "all.parquet")
    for n, row in enumerate(rows):
        (folder / "files" / f"{n:06d}.txt").write_text(f"{row['title']}\n\n{row['text']}", encoding="utf-8")


def once(folder: Path) -> None:
    """Read a corpus and print what it cost; with a folder of "bytes" before it, read the bytes alone."""
    import cuttings as ct

    begin = time.process_time()
    corpus = ct.read_corpus(folder)
    cost = time.process_time() - begin
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    children = resource.getrusage(resource.RUSAGE_CHILDREN)
    megabytes = corpus.articles["text"].str.encode("utf-8").str.len().sum() / 1e6
    print(json.dumps({"cpu": cost + children.ru_utime + children.ru_stime, "mb": megabytes, "peak": peak, "articles": len(corpus)}))


def run(folder: Path) -> dict[str, float]:
    """Read a corpus in a process of its own."""
    environment = {**os.environ, "CUTTINGS_QUIET": "1", "CUTTINGS_CACHE": str(folder.parent / "cache")}
    done = subprocess.run([sys.executable, __file__, "--once", str(folder)], env=environment, capture_output=True, text=True, check=True)
    return json.loads(done.stdout)


def main(articles: int, source: str | None) -> None:
    """Print the table."""
    with tempfile.TemporaryDirectory() as work:
        folder = Path(work)
        make(folder, articles, sentences(source))
        time.sleep(2.5)  # files younger than two seconds are hashed again
        print(f"{'form':>8} {'articles':>9} {'CPU s':>7} {'MB/s':>6} {'peak MiB':>9} {'x bytes':>8} {'again':>7} {'x faster':>9}")
        for name in ("lines", "parquet", "files"):
            begin = time.process_time()
            for path in sorted((folder / name).iterdir()):
                path.read_bytes()
            plain = time.process_time() - begin
            cold, warm = run(folder / name), run(folder / name)
            print(
                f"{name:>8} {cold['articles']:9,} {cold['cpu']:7.2f} {cold['mb'] / cold['cpu']:6.2f} {cold['peak']:9.0f} "
                f"{cold['cpu'] / plain:8.1f} {warm['cpu']:7.2f} {cold['cpu'] / warm['cpu']:9.1f}"
            )


if __name__ == "__main__":
    if sys.argv[1:2] == ["--once"]:
        once(Path(sys.argv[2]))
    else:
        main(int(sys.argv[1]) if len(sys.argv) > 1 else 20_000, sys.argv[2] if len(sys.argv) > 2 else None)
