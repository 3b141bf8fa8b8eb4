"""cuttings: a workbook on news coverage of defence cooperation. ``import cuttings as ct``."""

from importlib import import_module
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from cuttings.act_ties import list_acts, sign_ties, tie_acts, track_acts
from cuttings.actors import find_actors, read_actors
from cuttings.acts import find_acts
from cuttings.coding import read_coding
from cuttings.collocations import score_collocations
from cuttings.context import find_context, find_terms
from cuttings.corpus import Corpus, corpus_folder, make_corpus, read_corpus
from cuttings.coverage import count_articles, count_metadata, list_duplicates, measure_lengths, track_articles
from cuttings.crossing import cross_frames
from cuttings.evidence import quote
from cuttings.evidence_export import export_evidence
from cuttings.frames import code_frames, read_codebook
from cuttings.framing import count_cues, count_frames, score_frames
from cuttings.keyness import compare_terms
from cuttings.knowledge import KnowledgeError, check_knowledge
from cuttings.names import find_names
from cuttings.notebook import output_folder, setup
from cuttings.pairs import find_pairs
from cuttings.partitions import survey
from cuttings.quoted import find_quoted
from cuttings.sampling import export_coding, sample_coding
from cuttings.speakers import count_speakers
from cuttings.suggest import accept_actors, suggest_actors
from cuttings.tables import export_tables
from cuttings.terms import count_terms, describe_vocabulary, score_tfidf, to_nltk
from cuttings.thresholds import set_thresholds
from cuttings.ties import matrix_ties, slice_ties, tie_actors
from cuttings.tokens import Tokens, tokenize
from cuttings.trends import track_terms
from cuttings.typical import suggest_cues
from cuttings.validation import list_errors, score_agreement, score_coding
from cuttings.voices import find_speech
from cuttings.words import say

if TYPE_CHECKING:
    from cuttings.figures import (
        Chart,
        plot_acts,
        plot_agreement,
        plot_crossing,
        plot_dispersion,
        plot_frames,
        plot_keyness,
        plot_lengths,
        plot_matrix,
        plot_periods,
        plot_scores,
        plot_terms,
        plot_ties,
        plot_trends,
    )
    from cuttings.networks import export_ties, group_actors, rank_actors, trim_ties

__version__ = "0.1.0"
__all__ = [
    "Chart", "Corpus", "KnowledgeError", "Tokens", "accept_actors", "check_knowledge", "code_frames", "compare_terms",
    "corpus_folder", "count_articles", "count_cues", "count_frames", "count_metadata", "count_speakers", "count_terms",
    "cross_frames", "describe_vocabulary", "export_coding", "export_evidence", "export_tables", "export_ties", "find_actors", "find_acts",
    "find_context", "find_names", "find_pairs", "find_quoted", "find_speech", "find_terms", "group_actors", "list_acts",
    "list_duplicates", "list_errors", "make_corpus", "matrix_ties", "measure_lengths", "output_folder", "plot_acts", "plot_agreement",
    "plot_crossing", "plot_dispersion", "plot_frames", "plot_keyness", "plot_lengths", "plot_matrix", "plot_periods", "plot_scores",
    "plot_terms", "plot_ties", "plot_trends", "quote", "rank_actors", "read_actors", "read_codebook", "read_coding", "read_corpus",
    "sample_coding", "say", "score_agreement", "score_coding", "score_collocations", "score_frames", "score_tfidf", "set_thresholds",
    "setup", "sign_ties", "slice_ties", "suggest_actors", "suggest_cues", "survey", "tie_actors", "tie_acts", "to_nltk", "tokenize",
    "track_acts", "track_articles", "track_terms", "trim_ties",
]  # fmt: skip

pa.set_memory_pool(pa.system_memory_pool())  # Arrow's own one keeps what a part took: that is 60 MB and more, and slower
_HEAVY = ("cuttings.figures", "cuttings.networks")  # with Matplotlib and networkx: a good third of the memory, and no count needs it


def __getattr__(name: str) -> Any:
    """Import figures and networks when one of them is asked for."""
    if name in __all__:
        for module in map(import_module, _HEAVY):
            if hasattr(module, name):
                return getattr(module, name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    """List what can be asked for, so that a notebook can complete it."""
    return [*__all__, *globals()]
