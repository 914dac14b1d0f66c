"""What happens in which order: the steps of a convolution, the stamps of its transpose, pooling, and shuffles."""

from convanim.trace.gathered import Gathered, Gathering
from convanim.trace.pooled import Pooled
from convanim.trace.shuffling import Shuffled, Shuffling
from convanim.trace.stamps import Reach, Stamps
from convanim.trace.step import Step
from convanim.trace.trace import Trace
from convanim.trace.upscaled import Moved, Upscaled

__all__ = [
    "Gathered",
    "Gathering",
    "Moved",
    "Pooled",
    "Reach",
    "Shuffled",
    "Shuffling",
    "Stamps",
    "Step",
    "Trace",
    "Upscaled",
]
