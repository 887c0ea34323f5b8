"""What one version of a text has more and less than the one before."""

import time

import pytest

from tovholder.reports.diff import Piece, compare


def test_words_that_came_and_went_are_told_apart():
    assert compare("Vi holdt ti oplæg. ", "Vi holdt tolv oplæg. ") == [
        Piece("same", "Vi holdt "),
        Piece("gone", "ti "),
        Piece("added", "tolv "),
        Piece("same", "oplæg. "),
    ]


@pytest.mark.parametrize("one", ["a ", "a\n", "a\n\n"])
def test_a_text_of_one_word_over_and_over_is_compared_soon(one):
    before, after = one * 20_000, one * 20_000 + "b"
    began = time.process_time()
    pieces = compare(before, after)
    assert time.process_time() - began < 5
    assert "".join(piece.text for piece in pieces if piece.kind != "gone") == after
