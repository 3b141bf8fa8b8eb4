"""What speech and frames cost: ``python tests/benchmarks/frames.py [ARTICLES] [FOLDER OF TEXTS]``.

Articles as in terms.py: the sentences of real texts (or of fictional ones) put together anew, so that what is said around a
quotation is not what was. Taken in parts of 2,500, as a corpus is. Prints CPU seconds, the best of three, and MB of text a CPU
second: for `find_speech` in both modes, for `code_frames` with each codebook that is shipped, and for strict speech and all
codebooks together. Figures to compare within one run, and no test.
"""

import os
import sys
import tempfile
from pathlib import Path

from loading import sentences
from terms import cost, make

os.environ["CUTTINGS_QUIET"] = "1"
PART = 2_500


def main(articles: int, source: str | None) -> None:
    """Print the table."""
    import cuttings as ct

    with tempfile.TemporaryDirectory() as work:
        os.environ["CUTTINGS_CACHE"] = str(Path(work) / "cache")
        make(articles, sentences(source)).to_parquet(path := str(Path(work) / "all.parquet"))
        corpus = ct.read_corpus(path)
    docs, actors = corpus.articles["doc"], ct.read_actors()
    parts = [corpus.where(docs // PART == part) for part in sorted(set(docs // PART))]
    found = [(part, ct.find_actors(part, actors)) for part in parts]
    speech = [ct.find_speech(part, mentions) for part, mentions in found]
    books = {name: ct.read_codebook(name) for name in ("defence", "generic")}
    size = corpus.articles["text"].str.len().sum() / 1e6
    print(f"{len(corpus):,} articles, {size:.1f} million characters, {sum(map(len, speech)):,} rows of strict speech")

    def all_together() -> None:
        for part, mentions in found:
            said = ct.find_speech(part, mentions)
            for book in books.values():
                ct.code_frames(part, book, speech=said)

    works = {
        "find_speech, strict": lambda: [ct.find_speech(part, mentions) for part, mentions in found],
        "find_speech, broad": lambda: [ct.find_speech(part, mentions, mode="broad") for part, mentions in found],
    }
    for name, book in books.items():
        works[f"code_frames, {name}"] = lambda book=book: [
            ct.code_frames(part, book, speech=said) for part, said in zip(parts, speech, strict=True)
        ]
    for name, work_of in {**works, "strict speech, all frames": all_together}.items():
        seconds = cost(work_of)
        print(f"{name:26} {seconds:8.2f} s, {size / seconds:6.1f} MB/s")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 10_000, sys.argv[2] if len(sys.argv) > 2 else None)
