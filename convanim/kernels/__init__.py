"""What convolutions compute, and what that costs. Knows torch, not Manim.

Costs are counted without torch, which is loaded with the first name that needs it.
"""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
