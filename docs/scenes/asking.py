"""A built-in scene that asks the class something at its end."""

from convanim import Layer, Pointwise


class Asking(Pointwise):
    title = "What does a 1×1 filter see?"
    layer = Layer(in_channels=4, out_channels=2, size=3, kernel=1)
    beats = ("needle_through_channels", "ask_the_class")

    def ask_the_class(self):
        self.say("Which neighbours did {in_channels:w} numbers need?")
        self.also()
        self.rest(2)
