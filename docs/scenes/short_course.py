"""Two lessons as one film, for a class that knows what a convolution is."""

from convanim import Anthology, Depthwise, Layer, Part, Split


class ShortCourse(Anthology):
    """From one block to a channel a filter, in four beats."""

    title = "Fewer weights, step by step"
    layer = Layer(4, 4, size=5)
    parts = (
        Part(Split, ("open_into_groups", "before_and_after"), way="{groups} groups"),
        Part(Depthwise, ("keep_splitting", "count_the_cost"), way="depthwise"),
    )
