"""A scene of three short beats, for tests of what happens to its films."""

from convanim import ConvScene, Layer


class Few(ConvScene):
    title = "Few"
    layer = Layer(2, 2, size=4, groups=2)
    beats = ("one", "two", "three")

    def one(self):
        self.say("{in_channels:W} channels.")
        self.arrange(facts=self.facts("in"))

    def two(self):
        self.say("{groups:W} groups.")
        self.arrange(facts=self.facts("groups {groups}"))

    def three(self):
        self.arrange(facts=self.facts("{weights} weights"))
        self.rest(0.2)
