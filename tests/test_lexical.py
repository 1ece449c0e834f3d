"""BM25: the sums are those of bm25s, and a question's own words decide."""

from __future__ import annotations

import bm25s
import numpy as np
import pytest

from assistant.lexical import LexicalIndex, stems

TEXTS = [
    "Clamshell. Lie on your side and lift the top knee.",
    "Bridge. Lift the hips from the bed.",
    "",
    "Ankle pumps. Move the feet up and down, ankle by ankle.",
]


@pytest.mark.parametrize("query", ["lift the knee", "ankle ankle pumps", "hips bed side", "nothing of this", ""])
def test_scores_are_those_of_bm25s(query: str) -> None:
    reference = bm25s.BM25()
    reference.index([stems(text) or ["\x00"] for text in TEXTS], show_progress=False)
    known = [stem for stem in stems(query) if stem in reference.vocab_dict]
    expected = reference.get_scores(known) if known else np.zeros(len(TEXTS))
    assert np.allclose(LexicalIndex(TEXTS).scores(query), expected, atol=1e-6)


def test_no_texts_and_no_words_do_no_harm() -> None:
    assert LexicalIndex([]).scores("clam").shape == (0,)
    assert not LexicalIndex(TEXTS).scores("?!").any()
    assert "clamshel" in LexicalIndex(TEXTS).known


def test_a_lung_is_no_lunge() -> None:
    assert stems("lungs") == stems("lung") != stems("lunge")
