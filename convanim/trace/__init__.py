"""What happens in which order: the steps of a convolution, made when asked for, and the stamps of its transpose."""

from convanim.trace.gathered import Gathered, Gathering
from convanim.trace.stamps import Reach, Stamps
from convanim.trace.step import Step
from convanim.trace.trace import Trace

__all__ = ["Gathered", "Gathering", "Reach", "Stamps", "Step", "Trace"]
