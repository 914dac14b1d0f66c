"""By which names there may be plans."""

from convanim.layout.canvas import CANVASES, LARGE_CANVASES

PLANNED = {name for canvas in (*CANVASES.values(), *LARGE_CANVASES.values()) for name in canvas.names}
