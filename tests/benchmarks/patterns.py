"""How the time of our patterns grows with hostile input: ``python tests/benchmarks/patterns.py``.

Prints, for each piece repeated to 250,000 characters, the CPU seconds, and how many times longer twice and four times as
much takes: 2 and 4 is linear, 4 and 16 would be quadratic.
"""

import time

from cuttings.corpus import make_corpus

PIECES = [".", ". ", "x", "“", '"', "a.", ".”", "U.S. A ", "He said “yes”. ", "A, B (", "é\u0301", "\n", "â€", "\u200d"]
SIZE = 250_000


def cost(text: str) -> float:
    """Return the CPU seconds of all that reading does with a text's characters."""
    begin = time.process_time()
    make_corpus([text])
    return time.process_time() - begin


if __name__ == "__main__":
    print(f"{'piece':>12} {'seconds':>8} {'x2':>6} {'x4':>6}")
    for piece in PIECES:
        one, two, four = (cost(piece * (times * SIZE // len(piece))) for times in (1, 2, 4))
        print(f"{piece!r:>12} {one:8.2f} {two / max(one, 1e-9):6.1f} {four / max(one, 1e-9):6.1f}")
