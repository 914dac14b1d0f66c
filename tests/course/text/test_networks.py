"""What is told of a clip about a network is told of that network, by torch's own count."""

import pytest

from convanim.course.text.equations import cost_equation, first_worked
from convanim.course.text.recipe import command, python_code
from convanim.course.text.texts import alt_text, layer_facts, saving
from convanim.lessons import LESSONS
from convanim.networks import NETWORKS, network_of
from convanim.numerals import numeral
from convanim.verify.printed import is_true
from convanim.verify.published import counted_network
from tests.course.telling import story


def told(name):
    return story(scene="Efficientnet", layer=LESSONS["efficientnet"].layer, network=name)


@pytest.mark.parametrize("name", NETWORKS)
def test_words_are_of_the_network(name):
    one, counts = told(name), counted_network(f"network {name}")
    work, learned = (numeral(int(counts[key])) for key in ("multiply_adds", "parameters"))
    assert f"{work} multiply-adds instead of {numeral(int(counts['standard_multiply_adds']))}" in saving(one)
    facts = dict(layer_facts(one))
    assert facts["Network"].startswith(f"{network_of(name).title} (arXiv:")
    assert facts["Layers"].startswith(f"{int(counts['layers'])} in {int(counts['stages'])} stages: ")
    assert facts["Parameters"].startswith(f"{learned}, ") and facts["Multiply-adds"].startswith(f"{work}, ")
    assert network_of(name).title in alt_text(one) and saving(one) in alt_text(one)
    # None of the layer that nobody sees.
    assert "8×6×6" not in alt_text(one) + str(facts)
    assert first_worked(one) == ""
    equation = cost_equation(one).removesuffix(" multiply-adds")
    assert equation.endswith(f"= {work}") and is_true(equation)


def test_recipes_ask_for_the_network_alone():
    assert "network" not in command(told("efficientnet_b0"))
    line, code = command(told("mobilenet_v1")), python_code(told("mobilenet_v1"))
    assert "--network mobilenet_v1" in line and 'network="mobilenet_v1"' in code
    assert "--channels" not in line and "Layer(" not in code and "Values(" not in code
