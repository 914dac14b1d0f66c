"""What all scenes share."""

from convanim.scene.scene import ConvScene

__all__ = ["ConvScene"]
