# The public names, each listed once: __init__.py loads them from here, and type checkers read them here.
import typing

from .course.notebook import Shown as Shown
from .course.notebook import show as show
from .errors import ConvanimError as ConvanimError
from .errors import CountingNote as CountingNote
from .errors import FontWarning as FontWarning
from .errors import JobsWarning as JobsWarning
from .errors import LoopWarning as LoopWarning
from .errors import MeasuringNote as MeasuringNote
from .errors import NamesNote as NamesNote
from .errors import OverlapWarning as OverlapWarning
from .errors import RenderError as RenderError
from .errors import ReplacedWarning as ReplacedWarning
from .errors import SceneFileError as SceneFileError
from .errors import ShapeError as ShapeError
from .errors import SpecError as SpecError
from .errors import ThemeWarning as ThemeWarning
from .errors import UnkeptNote as UnkeptNote
from .errors import UnknownNameError as UnknownNameError
from .errors import UprightNote as UprightNote
from .errors import VoiceNote as VoiceNote
from .film.assemble import ClipResult as ClipResult
from .film.assemble import Section as Section
from .film.quality import Encoding as Encoding
from .film.render import Progress as Progress
from .film.voice.script import Lines as Lines
from .film.voice.script import Script as Script
from .kernels import Cost as Cost
from .kernels import Tensors as Tensors
from .kernels import conv2d as conv2d
from .kernels import cost as cost
from .kernels import make_tensors as make_tensors
from .layout.style import Style as Style
from .mobjects.caption import Caption as Caption
from .mobjects.cost_meter import CostMeter as CostMeter
from .mobjects.label import Label as Label
from .mobjects.tensor import VoxelTensor as VoxelTensor
from .mobjects.window import Window as Window
from .motion.walk import Filling as Filling
from .motion.walk import Follower as Follower
from .motion.walk import Framing as Framing
from .motion.walk import Lighting as Lighting
from .motion.walk import Reading as Reading
from .motion.walk import even as even
from .motion.walk import pace as pace
from .request.output import Output as Output
from .request.render import render as render
from .request.script import script as script
from .ribbon.formula import Formula as Formula
from .scene import ConvScene as ConvScene
from .scene.anthology import Anthology as Anthology
from .scene.anthology import Part as Part
from .spec import Layer as Layer
from .spec import Values as Values
from .spec.look import Look as Look
from .theme.ramp import Ramp as Ramp
from .theme.theme import Theme as Theme
from .trace import Step as Step
from .trace import Trace as Trace

__version__: str

# The built-in scenes, of which the lessons have the names; their files may lie outside the package.
def __getattr__(name: str) -> typing.Any: ...
