import pytest

from convanim import errors
from convanim.errors import ConvanimError, SpecError


def test_message_is_given_allowed_and_hint():
    error = SpecError("groups is 3", "a divisor of 8", "groups=4")
    assert (error.given, error.allowed, error.hint) == ("groups is 3", "a divisor of 8", "groups=4")
    assert str(error) == "groups is 3; allowed: a divisor of 8; try groups=4"


@pytest.mark.parametrize(
    ("parts", "message"),
    [(("a",), "a"), (("a", "b"), "a; allowed: b"), (("a", "", "c"), "a; try c")],
)
def test_missing_parts_leave_no_trace(parts, message):
    assert str(ConvanimError(*parts)) == message


def test_every_error_is_a_convanim_error():
    classes = [value for value in vars(errors).values() if isinstance(value, type) and issubclass(value, Exception)]
    assert len(classes) > 3
    assert all(issubclass(cls, ConvanimError) for cls in classes if not issubclass(cls, Warning))


def test_a_warning_is_of_the_line_that_called_convanim(tmp_path):
    import convanim

    how = {"quality": "l", "out": tmp_path, "stills": True, "size": 3, "channels": 2, "groups": 2}
    convanim.render("aggregate", **how)
    with pytest.warns(errors.ReplacedWarning) as caught:
        convanim.render("aggregate", **{**how, "size": 4})
    assert {warning.filename for warning in caught} == {__file__}
