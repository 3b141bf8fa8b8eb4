"""Whether everybody can use the pages: axe's rules, the keyboard alone, and screens of any width."""

import pytest
from browsing import open_page

# WCAG 2 at levels A and AA, and what axe holds for good practice; elements that were opened by nobody are looked at, too
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
WIDTHS = (390, 768, 1440)
ALIKE = ("about", "glossary", "evidence_ties", "evidence_frames")  # pages of sentences are all of one kind
UNFOLD = "document.querySelectorAll('details').forEach(e => { e.open = true; })"
# what is wider than its place scrolls there, is reached by the keyboard, and, if it is a table, has a role and a name
STUCK = """() => [...document.querySelectorAll('main *')]
    .filter(e => e.scrollWidth > e.clientWidth + 1 && ['auto', 'scroll'].includes(getComputedStyle(e).overflowX))
    .filter(e => e.tabIndex < 0 || (e.querySelector('table') && !e.matches('[role=region]:is([aria-label], [aria-labelledby])')))
    .map(e => e.outerHTML.slice(0, 100))"""
# each element that gets the focus is noted, with whether that can be seen
NOTE = """() => {
    window.reached = new Map();
    addEventListener('focusin', ({target}) => {
        const style = getComputedStyle(target);
        reached.set(target, (style.outlineStyle !== 'none' && style.outlineWidth !== '0px') || style.boxShadow !== 'none');
    });
}"""
WANTED = "[...document.querySelectorAll('a[href], summary, [tabindex=\"0\"]')].filter(e => e.checkVisibility())"
UNREACHED = (
    f"{WANTED}.filter(e => !reached.get(e)).map(e => `${{reached.has(e) ? 'unseen' : 'unreached'}}: ${{e.outerHTML.slice(0, 100)}}`)"
)


@pytest.fixture
def pages(request):
    """Return the pages of a site: one of each kind that the seed has, and of the hostile one those of the five notebooks, and the index."""
    site = request.getfixturevalue(f"{request.param}_site")
    return [*sorted(site.glob("0[1-5]*.html")), site / "index.html", *(site / f"{name}.html" for name in ALIKE if request.param == "seed")]


@pytest.mark.parametrize(("pages", "width", "scheme"), [("seed", 390, "dark"), ("seed", 1440, "light")], indirect=["pages"])
def test_axe_finds_nothing(pages, browser, width, scheme):
    from axe_playwright_python.sync_playwright import Axe

    context = browser.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme, bypass_csp=True)
    found = {}
    for path in pages:
        page = context.new_page()
        open_page(page, path)
        page.evaluate(UNFOLD)
        for rule in Axe().run(page, options={"runOnly": RULES, "resultTypes": ["violations"]}).response["violations"]:
            found.setdefault(rule["id"], []).extend(f"{path.name}: {node['html'][:100]}" for node in rule["nodes"])
        page.close()
    context.close()
    assert found == {}


@pytest.mark.parametrize("pages", ["seed", "hostile"], indirect=True)
def test_no_page_scrolls_sideways_and_wide_tables_do_within_a_region(pages, browser):
    page = browser.new_page()
    wrong = {}
    for path in pages:
        open_page(page, path)
        page.evaluate(UNFOLD)
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": 900})
            wide = page.evaluate("document.documentElement.scrollWidth")
            if problems := [f"{wide} wide"] * (wide > width) + page.evaluate(STUCK):
                wrong[path.name, width] = problems
    page.close()
    assert wrong == {}


@pytest.mark.parametrize("pages", ["seed"], indirect=True)
def test_tab_reaches_every_link_and_is_seen(pages, browser):
    page = browser.new_page()
    lost = {}
    for path in pages:
        open_page(page, path)
        page.evaluate(NOTE)
        for _ in range(page.evaluate(f"{WANTED}.length") + 40):  # some more, for what else a browser stops at
            page.keyboard.press("Tab")
        if unreached := page.evaluate(UNREACHED):
            lost[path.name] = unreached
    page.close()
    assert lost == {}


@pytest.mark.parametrize("pages", ["seed"], indirect=True)
def test_the_first_tab_skips_to_the_text(pages, browser):
    page = browser.new_page()
    for path in pages:
        open_page(page, path)
        page.keyboard.press("Tab")
        link = page.locator("a:focus")
        box = link.bounding_box()
        assert link.get_attribute("href").startswith("#") and box["x"] >= 0 and box["y"] >= 0 and box["width"] > 40, path.name
        page.keyboard.press("Enter")
        assert page.locator(":target").evaluate("e => e.matches('main') || document.querySelector('main').contains(e)"), path.name
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement === document.body || document.querySelector('main').contains(document.activeElement)")
    page.close()
