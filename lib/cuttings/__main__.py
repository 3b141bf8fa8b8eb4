"""The command line: ``cuttings site`` makes the shareable pages, ``count`` counts a corpus of any size.

``refresh`` writes the notebooks' outputs; ``cache`` is what is kept.
"""

import argparse
import os
import sys
from collections.abc import Sequence
from contextlib import nullcontext
from pathlib import Path
from typing import cast

from cuttings.corpus import Survey
from cuttings.files import PlainError, keep_apart
from cuttings.knowledge import KnowledgeError
from cuttings.loading import store
from cuttings.loading.parts import SIZE
from cuttings.partitions import count_evidence, digest_tables, export_survey, must_be_here, on_cluster, on_cores, take_survey
from cuttings.prose import many
from cuttings.words import say

CLONE = Path(__file__).resolve().parents[2]


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line; return its exit status: 0, or 2 after one line on what is wrong."""
    options = _parser().parse_args(arguments)
    try:
        options.run(options)
    except (PlainError, KnowledgeError, OSError) as error:
        print(f"cuttings: {error}", file=sys.stderr)
        return 2
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="cuttings", description="A workbook on news coverage of defence cooperation.", allow_abbrev=False)
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    site = commands.add_parser("site", allow_abbrev=False, help="execute the notebooks on a corpus, and write pages to share")
    site.add_argument("corpus", nargs="?", type=Path, default=CLONE / "seeds", help="folder of articles, or one file (default: the seeds)")
    site.add_argument("--out", type=Path, default=Path("site"), help="folder for the pages (default: site)")
    site.add_argument("--no-cache", action="store_true", help="read every file anew, and keep nothing")
    site.add_argument("--with-texts", action="store_true", help="export whole articles too (they belong to their publishers)")
    site.set_defaults(run=_site)
    count = commands.add_parser("count", allow_abbrev=False, help="count everything in a corpus of any size, and write the tables")
    count.add_argument("corpus", type=Path, help="folder of articles, or one file")
    count.add_argument("--out", type=Path, help="folder for the tables (default: none are written)")
    engine = count.add_mutually_exclusive_group()
    engine.add_argument("--workers", type=_whole, default=1, metavar="N", help="processes on this machine (default: 1)")
    engine.add_argument("--scheduler", metavar="ADDRESS", help="of a Dask cluster, such as tcp://localhost:8786")
    count.add_argument("--part", type=_whole, default=SIZE, metavar="N", help=f"records of a part (default: {SIZE}); changes no figure")
    count.add_argument("--no-cache", action="store_true", help="keep nothing: it cannot be taken up again")
    count.set_defaults(run=_count)
    cache = commands.add_parser("cache", allow_abbrev=False, help="say where cleaned corpora are kept, and how much they take")
    cache.add_argument("--clear", action="store_true", help="remove them: they are made anew when they are needed")
    cache.set_defaults(run=_cache)
    refresh = commands.add_parser(
        "refresh", allow_abbrev=False, help="execute the notebooks on the seeds, and write their outputs into them"
    )
    refresh.set_defaults(run=_refresh)
    for command in (site, refresh):
        command.add_argument("--notebooks", type=Path, default=CLONE / "notebooks", help="folder of the notebooks (default: the clone's)")
    return parser


def _site(options: argparse.Namespace) -> None:
    from cuttings.site import build_site  # slow to import, and `count` has no need of it

    os.environ |= {"CUTTINGS_NO_CACHE": "1"} if options.no_cache else {}
    os.environ |= {"CUTTINGS_WITH_TEXTS": "1"} if options.with_texts else {}
    made = build_site(options.corpus, options.out, options.notebooks)
    pages = [path for path in made if path.suffix == ".html"]
    size = sum(path.stat().st_size for path in made) / 1e6
    print(f"Made {len(pages)} pages and {len(made) - len(pages)} files of data ({size:.1f} MB).")
    print(f"Open {options.out / 'index.html'}")


def _whole(said: str) -> int:
    if not said.isdecimal() or not int(said):
        raise argparse.ArgumentTypeError(f"{said!r} is no whole number from 1 on")
    return int(said)


def _count(options: argparse.Namespace) -> None:
    if options.out:
        keep_apart(options.corpus, options.out)
    if options.scheduler and (options.no_cache or os.environ.get("CUTTINGS_NO_CACHE")):
        must_be_here(options.scheduler)
    engine = on_cluster(options.scheduler) if options.scheduler else on_cores(options.workers) if options.workers > 1 else None
    with engine or nullcontext():
        run = engine.map if engine else map
        evidence = take_survey(options.corpus, run=run, size=options.part, cache=False if options.no_cache else None)
        corpus, tables = cast(Survey, evidence.corpus), count_evidence(evidence)
    for name, table in tables.items():
        print(f"{name}: {say(table)}")
    failures = corpus.parted.failures
    for n, reason in failures.items():
        print(f"Part {n} was left out: {reason}. Its records are in the ledger; `cuttings count` tries it again.")
    print(f"{many(len(corpus), 'article')} in {many(len(corpus.parted), 'part')}. Digest of the tables: {digest_tables(tables)}")
    if options.out:
        written = export_survey(corpus, tables, options.out)
        print(f"Wrote {len(written)} tables to {options.out}")


def _refresh(options: argparse.Namespace) -> None:
    from cuttings.site import refresh_notebooks

    for path in refresh_notebooks(options.notebooks, CLONE / "seeds"):
        print(f"Refreshed {path.name}")


def _cache(options: argparse.Namespace) -> None:
    size = (store.clear if options.clear else store.size)()
    print(f"{'Removed' if options.clear else 'Kept'} {size / 1e6:.1f} MB in {store.cache_folder()}")


if __name__ == "__main__":
    sys.exit(main())
