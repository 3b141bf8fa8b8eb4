"""What the README shows works."""

import re

from seed import ROOT

README = (ROOT / "README.md").read_text(encoding="utf-8")


def test_the_example_runs_and_prints_its_evidence(capsys):
    exec(re.search(r"```python\n(.*?)```", README, re.DOTALL)[1], {})
    shown = capsys.readouterr().out
    assert "joins Malaysia and Türkiye" in shown and "[co-production]" in shown


def test_every_link_leads_somewhere():
    for link in re.findall(r"\]\(([^)#:]+)\)", README):
        assert (ROOT / link).exists(), link


def test_the_pins_cover_the_direct_dependencies():
    pins = {line.split("==")[0].lower() for line in (ROOT / "requirements.txt").read_text().splitlines()}
    direct = re.findall(r'^    "([\w-]+)>=', (ROOT / "pyproject.toml").read_text(encoding="utf-8"), re.MULTILINE)
    assert direct and {name.lower() for name in direct} <= pins
    assert (ROOT / "requirements.txt").read_text().splitlines()[-1] == "-e ."
