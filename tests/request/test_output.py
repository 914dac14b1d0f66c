"""What comes out of a render is checked where it is asked for, and told in help."""

from dataclasses import fields

import pytest

from convanim import render
from convanim.errors import SpecError
from convanim.request.output import Output


def test_what_is_no_encoding_is_refused_at_once():
    with pytest.raises(SpecError, match=r"encoding is 'slow'; allowed: an Encoding; try encoding=Encoding\(crf=18\)"):
        Output(encoding="slow")


def test_help_tells_every_keyword_of_the_output():
    assert all(f"``{field.name}``" in (render.__doc__ or "") for field in fields(Output))
