"""What happens in which order: the steps of a convolution, made when asked for."""

from convanim.trace.step import Step
from convanim.trace.trace import Trace

__all__ = ["Step", "Trace"]
