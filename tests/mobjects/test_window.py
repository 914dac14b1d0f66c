"""Frames round windows."""

from convanim.mobjects.window import FRAME_WIDTH, frame_width


def test_frames_are_thinner_round_tiny_cells():
    assert frame_width(42) == FRAME_WIDTH > frame_width(12) > frame_width(6) > 0
