"""What finding names costs: ``python tests/benchmarks/actors.py [ARTICLES] [FOLDER OF TEXTS]``.

Articles as in terms.py. Prints MB of text a CPU second for the matcher beside the raw automaton and spaCy's PhraseMatcher (left
out, with a word, where it is not installed: ``pip install -e ".[peers]"``), with 1,000 and with 20,000 made-up names, which stand
densely in these texts, and with those of the actor file; then for `find_actors` and `find_names`, and the seconds for the ties.
Figures to compare within one run, and no test.
"""

import os
import random
import sys
import tempfile
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd
from ahocorasick_rs import AhoCorasick, MatchKind
from loading import sentences
from terms import cost, make

if TYPE_CHECKING:
    from cuttings import Corpus

os.environ["CUTTINGS_QUIET"] = "1"


def main(articles: int, source: str | None) -> None:
    """Print the table."""
    with tempfile.TemporaryDirectory() as work:
        os.environ["CUTTINGS_CACHE"] = str(Path(work) / "cache")
        make(articles, sentences(source)).to_parquet(path := str(Path(work) / "all.parquet"))
        import cuttings as ct
        from cuttings.actors import list_names

        corpus = ct.read_corpus(path)
    texts, actors = corpus.articles["text"].tolist(), ct.read_actors()
    words = sorted({word for text in texts[:2_000] for word in text.split() if word.istitle()})
    for count in (1_000, 20_000):
        draw = random.Random(1)
        match_names(sorted({" ".join(draw.choices(words, k=draw.choice((1, 2, 2, 3)))) for _ in range(count)}), texts)
    match_names(sorted(set(list_names(actors)["term"])), texts)
    if not find_spec("spacy"):
        print("spaCy's PhraseMatcher was not timed: spaCy is not installed here.")
    find_and_tie(corpus, actors)


def match_names(names: list[str], texts: list[str]) -> None:
    """Print what it costs to find these names: with the automaton alone, with ours, and with spaCy's matcher of phrases."""
    from cuttings.phrases import Matcher

    size = sum(map(len, texts)) / 1e6
    automaton, matcher = AhoCorasick(names, matchkind=MatchKind.LeftmostLongest), Matcher((name, "phrase", True) for name in names)
    raw = cost(lambda: [automaton.find_matches_as_indexes(text) for text in texts])
    ours = cost(lambda: matcher.find(texts))
    print(
        f"{len(names):6,} names: automaton {size / raw:6.1f} MB/s, matcher {size / ours:6.1f} MB/s, {raw / ours:.2f} of it; "
        f"{len(matcher.find(texts)):,} hits"
    )
    if find_spec("spacy"):
        whole, tokens = match_with_spacy(names, texts)
        print(
            f"{'':13} spaCy {size / whole:10.1f} MB/s, ours {whole / ours:.0f} times as fast; its tokenizer alone {size / tokens:.1f} MB/s"
        )


def match_with_spacy(names: list[str], texts: list[str]) -> tuple[float, float]:
    """Return the seconds that spaCy takes for the same spans, and of those its tokenizer, which remembers the words that it saw."""
    import spacy
    from spacy.matcher import PhraseMatcher
    from spacy.util import filter_spans

    nlp = spacy.blank("en")
    matcher = PhraseMatcher(nlp.vocab)
    for name in names:
        matcher.add(name, [nlp.make_doc(name)])

    def find(text: str) -> list[tuple[int, int, int]]:
        spans = filter_spans(matcher(nlp.make_doc(text), as_spans=True))
        return [(span.start_char, span.end_char, span.label) for span in spans]

    return cost(lambda: [find(text) for text in texts]), cost(lambda: all(nlp.make_doc(text) is not None for text in texts))


def find_and_tie(corpus: "Corpus", actors: pd.DataFrame) -> None:
    """Print what the verbs cost, with the shipped actor file."""
    import cuttings as ct

    size = corpus.articles["text"].str.len().sum() / 1e6
    mentions = ct.find_actors(corpus, actors)
    seconds = cost(lambda: ct.find_actors(corpus, actors))
    print(f"find_actors {seconds:8.2f} s, {size / seconds:6.1f} MB/s, {len(mentions):,} mentions")
    seconds = cost(lambda: ct.find_names(corpus, actors), times=1)
    print(f"find_names  {seconds:8.2f} s, {len(corpus) / seconds:,.0f} articles/s")
    pairs = ct.find_pairs(corpus, mentions)
    print(f"find_pairs  {cost(lambda: ct.find_pairs(corpus, mentions)):8.2f} s, {len(pairs):,} pairs")
    print(f"tie_actors  {cost(lambda: ct.tie_actors(pairs)):8.2f} s")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 10_000, sys.argv[2] if len(sys.argv) > 2 else None)
