"""What happens in which order: the steps of a convolution, the stamps of its transpose, and pooling."""

from convanim.trace.gathered import Gathered, Gathering
from convanim.trace.pooled import Pooled
from convanim.trace.stamps import Reach, Stamps
from convanim.trace.step import Step
from convanim.trace.trace import Trace

__all__ = ["Gathered", "Gathering", "Pooled", "Reach", "Stamps", "Step", "Trace"]
