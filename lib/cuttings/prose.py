"""Numbers, lists and shares in words; and text for a page, escaped."""

import html
from collections.abc import Iterable

import pandas as pd


class Reading(str):
    """A sentence that shows itself as prose: plain in a terminal, an escaped paragraph in a notebook."""

    __slots__ = ()

    def __repr__(self) -> str:
        return str(self)

    def _repr_html_(self) -> str:
        return f'<p class="reading tex2jax_ignore mathjax_ignore">{escape(self)}</p>'


def escape(text: object) -> str:
    """Return a text for HTML: the only way by which an article's words reach a page.

    >>> escape('<b>"A" & B</b>')
    '&lt;b&gt;&quot;A&quot; &amp; B&lt;/b&gt;'
    """
    return html.escape(str(text), quote=True)


def many(n: int, noun: str, plural: str = "") -> str:
    """Return a number with its noun.

    >>> many(1, "article"), many(1200, "article"), many(0, "company", "companies")
    ('1 article', '1,200 articles', '0 companies')
    """
    return f"{n:,} {noun if n == 1 else plural or noun + 's'}"


def listed(items: Iterable[object], most: int = 5) -> str:
    """Return items as a list in words, cut after the first few.

    >>> listed(["a", "b", "c"]), listed("abcdefg", most=2)
    ('a, b and c', 'a, b and 5 more')
    """
    words = [str(item) for item in items]
    if len(words) > most:
        words = [*words[:most], f"{len(words) - most:,} more"]
    return words[0] if len(words) == 1 else ", ".join(words[:-1]) + " and " + words[-1] if words else "none"


def percent(share: float) -> str:
    """Return a share in per cent, without decimals; all and nothing are said of all and nothing alone.

    >>> percent(0.999), percent(1), percent(0.004)
    ('over 99%', '100%', 'under 1%')
    """
    if pd.isna(share):
        return "unknown"
    return "under 1%" if 0 < share < 0.005 else "over 99%" if 0.995 < share < 1 else f"{100 * share:.0f}%"


def leaders(counts: pd.Series) -> str:
    """Return what leads a count, and how often; those that share the first place are all named."""
    leaders = [str(name) for name in counts.index[counts == counts.max()]]
    return f"{listed(leaders, 3)} ({int(counts.max()):,}{' each' if len(leaders) > 1 else ''})"


def counted(values: pd.Series) -> str:
    """Return how often each value stands in a column, the commonest first."""
    return listed(f"{name} ({n:,})" for name, n in values.value_counts().sort_index().sort_values(ascending=False, kind="stable").items())


def lead(counts: pd.Series) -> str:
    """Return how to speak of the first of the rows: alone at the top, or one of several."""
    first = int((counts == counts.max()).sum())
    return "The most frequent" if first == 1 else f"One of the {first:,} most frequent"
