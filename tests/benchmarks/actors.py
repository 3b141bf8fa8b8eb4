"""What finding names costs: ``python tests/benchmarks/actors.py [ARTICLES] [FOLDER OF TEXTS]``.

Articles as in terms.py. Prints CPU seconds and MB of text a second for the matcher (1,000 and 20,000 made-up names) beside the
raw automaton, for `find_actors` and `find_names`, and the seconds for the ties. Figures to compare within one run, and no test.
"""

import os
import random
import sys
import tempfile
from pathlib import Path

from ahocorasick_rs import AhoCorasick
from loading import sentences
from terms import cost, make

os.environ["CUTTINGS_QUIET"] = "1"


def main(articles: int, source: str | None) -> None:
    """Print the table."""
    import cuttings as ct
    from cuttings.phrases import Matcher

    with tempfile.TemporaryDirectory() as work:
        os.environ["CUTTINGS_CACHE"] = str(Path(work) / "cache")
        make(articles, sentences(source)).to_parquet(path := str(Path(work) / "all.parquet"))
        corpus, actors = ct.read_corpus(path), ct.read_actors()
        texts = corpus.articles["text"].tolist()
        size = sum(map(len, texts)) / 1e6
        words, draw = sorted({word for text in texts[:2_000] for word in text.split() if word.istitle()}), random.Random(1)
        for count in (1_000, 20_000):
            names = sorted({" ".join(draw.choices(words, k=draw.choice((1, 2, 2, 3)))) for _ in range(count)})
            automaton, matcher = AhoCorasick(names), Matcher((name, "phrase", True) for name in names)
            raw = cost(lambda: [automaton.find_matches_as_indexes(text, overlapping=True) for text in texts])  # noqa: B023  # run at once
            ours = cost(lambda: matcher.find(texts))  # noqa: B023
            print(f"{count:6,} names: automaton {size / raw:6.1f} MB/s, matcher {size / ours:6.1f} MB/s, {raw / ours:.2f} of it")
        mentions = ct.find_actors(corpus, actors)
        seconds = cost(lambda: ct.find_actors(corpus, actors))
        print(f"find_actors {seconds:8.2f} s, {size / seconds:6.1f} MB/s, {len(mentions):,} mentions")
        seconds = cost(lambda: ct.find_names(corpus, actors), times=1)
        print(f"find_names  {seconds:8.2f} s, {len(texts) / seconds:,.0f} articles/s")
        pairs = ct.find_pairs(corpus, mentions)
        print(f"find_pairs  {cost(lambda: ct.find_pairs(corpus, mentions)):8.2f} s, {len(pairs):,} pairs")
        print(f"tie_actors  {cost(lambda: ct.tie_actors(pairs)):8.2f} s")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 10_000, sys.argv[2] if len(sys.argv) > 2 else None)
