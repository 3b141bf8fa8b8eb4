"""What a browser did with a page: everything that it said, opened or asked for."""

import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
OPTIONS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update", "--disable-sync"]
# all is opened and touched, as a reader would and more; the handlers of attributes run at made events, too
TOUCH = """root => {
    document.querySelectorAll('details').forEach(e => { e.open = true; });
    for (const element of document.querySelectorAll(`${root} *`)) {
        const events = element.getAttributeNames().filter(name => name.startsWith('on')).map(name => name.slice(2));
        events.forEach(name => element.dispatchEvent(new Event(name, {cancelable: true})));
        if (element.matches('a, summary, [tabindex], input, button, select, textarea')) element.focus({preventScroll: true});
    }
    return new Promise(done => setTimeout(done, 200));
}"""


@contextmanager
def open_browser() -> Iterator:
    """Open Chromium, without a window; the test is skipped where there is none."""
    if not CHROMIUM:
        pytest.skip("no Chromium on this machine: install Debian's package chromium to open the pages")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=OPTIONS)
        yield browser
        browser.close()


class Watch:
    """All that a page says on its console, opens, and asks of others than those whose addresses begin with `own`."""

    def __init__(self, page, own: tuple[str, ...] = ("file:", "data:")) -> None:
        self.page, self.said, self.opened, self.asked = page, [], [], []
        page.on("console", lambda message: self.said.append(message.text))
        page.on("pageerror", lambda error: self.said.append(str(error)))
        page.on("dialog", self._shut)
        page.on("popup", lambda popup: self.opened.append(f"a window: {popup.url}"))
        page.on("download", lambda download: self.opened.append(f"a download: {download.url}"))
        for event in ("request", "websocket"):
            page.on(event, lambda asked: self.asked.append(asked.url) if not asked.url.startswith(own) else None)

    def _shut(self, dialog) -> None:
        self.opened.append(f"a dialog: {dialog.message}")
        dialog.dismiss()

    def fired(self) -> list[str]:
        """Return what payloads did: what was opened and asked for, and their names on the console, in titles and as globals."""
        marks = [mark for frame in self.page.frames for mark in frame.evaluate("[document.title, String(window.fired || '')]")]
        return [*self.opened, *self.asked, *(text for text in [*self.said, *marks] if re.fullmatch(r"fired-\d+", text))]


def open_page(page, path: Path) -> Watch:
    """Open a page of a site, and return what it did."""
    watch = Watch(page)
    page.goto(path.as_uri())
    return watch
