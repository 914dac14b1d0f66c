"""By which names there may be plans."""

from convanim.layout.canvas import CANVASES, LARGE_CANVASES

LAID_OUT = (*CANVASES.values(), *LARGE_CANVASES.values())
PLANNED = {name for canvas in LAID_OUT for name in (*canvas.names, *canvas.of_loop.names)}
