"""Notes what torchvision's models are made of: ``python -m tests.networks.torchvision_layers``, where it is installed.

The notes lie beside this file, so that tests need no torchvision: its wheels load only beside the build of torch that
they were made with, which is seldom the one at hand. No weights are loaded, and no tensor is made.
"""

import json
from pathlib import Path

NOTES = Path(__file__).with_name("torchvision.json")
NAMES = ("efficientnet_b0", "mobilenet_v2", "resnext50_32x4d", "convnext_tiny")


def layers_of(model, picture):
    """Weights, size of the input, stride, padding, groups and bias of every layer, in the order in which they run."""
    from torch import nn

    found = []

    def note(module, given, made):
        if isinstance(module, nn.Conv2d):
            size, more = given[0].shape[2:], (module.stride, module.padding, module.groups)
        else:
            size, more = given[0].shape[1:-1], ((1, 1), (0, 0), 1)
        found.append([[*module.weight.shape], [*size], *map(_plain, more), module.bias is not None])

    for module in model.modules():
        if isinstance(module, nn.Conv2d | nn.Linear):
            module.register_forward_hook(note)
    model(picture)
    return found


def _plain(value):
    return value if isinstance(value, int) else [*value]


def main():
    import torch
    import torchvision

    notes = {"torchvision": torchvision.__version__, "models": {}}
    with torch.device("meta"):
        for name in NAMES:
            model = torchvision.models.get_model(name, weights=None).eval()
            parameters = sum(parameter.numel() for parameter in model.parameters())
            layers = layers_of(model, torch.empty(1, 3, 224, 224))
            notes["models"][name] = {"parameters": parameters, "layers": layers}
    text = json.dumps(notes, separators=(",", ":")).replace("[[[", "[\n[[").replace("],[[", "],\n[[")
    NOTES.write_text(f"{text}\n", encoding="utf-8")


if __name__ == "__main__":
    main()
