"""What happens in which order: the steps of a convolution, made when asked for, its transpose's stamps, shuffles."""

from convanim.trace.stamps import Reach, Stamps
from convanim.trace.step import Step
from convanim.trace.trace import Trace
from convanim.trace.upscaled import Moved, Upscaled

__all__ = ["Moved", "Reach", "Stamps", "Step", "Trace", "Upscaled"]
