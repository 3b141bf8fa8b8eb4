"""What the README shows works."""

import re
import tomllib

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
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    direct = project["dependencies"] + project["optional-dependencies"]["test"]  # the peers of the benchmarks are nobody's need
    assert direct and {name.split(">=")[0].lower() for name in direct} <= pins
    assert (ROOT / "requirements.txt").read_text().splitlines()[-1] == "-e ."
