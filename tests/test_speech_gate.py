"""An evaluation gate: who said it, on news in which attributions were coded by hand."""

import sys

import cuttings as ct
import pytest
from cuttings.voices import find_speech
from seed import ROOT

CODED = ROOT.parent / "shared" / "data"
# precision, recall, right speaker; floors just under what was reached (strict .955, .417, .992; broad .861, .625, .976)
FLOORS = {"strict": (0.95, 0.40, 0.985), "broad": (0.85, 0.61, 0.97)}


@pytest.mark.skipif(not (CODED / "loaders.py").exists(), reason="the coded sets are not here")
@pytest.mark.parametrize("mode", FLOORS)
def test_speech_reaches_its_floors_on_coded_news(mode):
    sys.path.insert(0, str(CODED))
    import loaders
    import scorers

    coded = loaders.polnear()  # an entry for each coder: some texts stand there twice
    texts = list(dict.fromkeys(text for text, _ in coded))
    corpus = ct.make_corpus(texts, clean=False, duplicates="keep")
    table = find_speech(corpus, ct.find_actors(corpus, ct.read_actors()), mode=mode).dropna(subset=["cue_start", "speaker_start"])
    found: dict[str, dict] = {text: {} for text in texts}
    for row in table.itertuples():
        cue, source = (row.cue_start, row.cue_end), (row.speaker_start, row.speaker_end)
        found[texts[row.doc]][cue] = {"cue": cue, "source": source}
    scores = scorers.score_attribution([list(found[text].values()) for text, _ in coded], coded)
    reached = (scores["cue"]["p"], scores["cue"]["r"], scores["speaker_given_cue"])
    assert all(have >= floor for have, floor in zip(reached, FLOORS[mode], strict=True)), reached
