"""Charts: a picture, the sentence that reads it, and the table behind it."""

from cuttings.figures.actors import plot_matrix, plot_ties
from cuttings.figures.acts import plot_acts
from cuttings.figures.chart import Chart
from cuttings.figures.frames import plot_crossing, plot_frames
from cuttings.figures.loading import plot_lengths, plot_periods
from cuttings.figures.terms import plot_dispersion, plot_keyness, plot_terms, plot_trends
from cuttings.figures.validation import plot_agreement, plot_scores

__all__ = [
    "Chart",
    "plot_acts",
    "plot_agreement",
    "plot_crossing",
    "plot_dispersion",
    "plot_frames",
    "plot_keyness",
    "plot_lengths",
    "plot_matrix",
    "plot_periods",
    "plot_scores",
    "plot_terms",
    "plot_ties",
    "plot_trends",
]
