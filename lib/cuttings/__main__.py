"""The command line: ``cuttings site`` makes the shareable pages, ``refresh`` the notebooks' outputs; ``cache`` is what is kept."""

import argparse
import os
import sys
from collections.abc import Sequence
from pathlib import Path

from cuttings.knowledge import KnowledgeError
from cuttings.loading import store
from cuttings.site import SiteError, build_site, refresh_notebooks

CLONE = Path(__file__).resolve().parents[2]


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line; return its exit status: 0, or 2 after one line on what is wrong."""
    options = _parser().parse_args(arguments)
    try:
        options.run(options)
    except (SiteError, KnowledgeError, OSError) as error:
        print(f"cuttings: {error}", file=sys.stderr)
        return 2
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="cuttings", description="A workbook on news coverage of defence cooperation.")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    site = commands.add_parser("site", help="execute the notebooks on a corpus, and write pages to share")
    site.add_argument("corpus", nargs="?", type=Path, default=CLONE / "seeds", help="folder of articles, or one file (default: the seeds)")
    site.add_argument("--out", type=Path, default=Path("site"), help="folder for the pages (default: site)")
    site.add_argument("--no-cache", action="store_true", help="read every file anew, and keep nothing")
    site.add_argument("--with-texts", action="store_true", help="export whole articles too (they belong to their publishers)")
    site.set_defaults(run=_site)
    cache = commands.add_parser("cache", help="say where cleaned corpora are kept, and how much they take")
    cache.add_argument("--clear", action="store_true", help="remove them: they are made anew when they are needed")
    cache.set_defaults(run=_cache)
    refresh = commands.add_parser("refresh", help="execute the notebooks on the seeds, and write their outputs into them")
    refresh.set_defaults(run=_refresh)
    for command in (site, refresh):
        command.add_argument("--notebooks", type=Path, default=CLONE / "notebooks", help="folder of the notebooks (default: the clone's)")
    return parser


def _site(options: argparse.Namespace) -> None:
    os.environ |= {"CUTTINGS_NO_CACHE": "1"} if options.no_cache else {}
    os.environ |= {"CUTTINGS_WITH_TEXTS": "1"} if options.with_texts else {}
    made = build_site(options.corpus, options.out, options.notebooks)
    pages = [path for path in made if path.suffix == ".html"]
    size = sum(path.stat().st_size for path in made) / 1e6
    print(f"Made {len(pages)} pages and {len(made) - len(pages)} files of data ({size:.1f} MB).")
    print(f"Open {options.out / 'index.html'}")


def _refresh(options: argparse.Namespace) -> None:
    for path in refresh_notebooks(options.notebooks, CLONE / "seeds"):
        print(f"Refreshed {path.name}")


def _cache(options: argparse.Namespace) -> None:
    size = (store.clear if options.clear else store.size)()
    print(f"{'Removed' if options.clear else 'Kept'} {size / 1e6:.1f} MB in {store.cache_folder()}")


if __name__ == "__main__":
    sys.exit(main())
