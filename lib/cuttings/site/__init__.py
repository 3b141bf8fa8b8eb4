"""The shareable pages: execute the notebooks against a corpus, render them, write an index."""

from cuttings.site.build import build_site, refresh_notebooks

__all__ = ["build_site", "refresh_notebooks"]
