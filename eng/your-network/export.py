"""Trains the generators for a while on pairs of images and writes each as an ONNX file.

    python3 eng/your-network/export.py --inputs assets/emoji-ink/trainA --targets DIR --out DIR
"""

import argparse
import pathlib
import time

import numpy
import torch
from PIL import Image
from torch.nn import functional as F

from generators import GENERATORS, SCALE


def load(folder, names):
    images = [numpy.asarray(Image.open(folder / name).convert("RGB"), dtype=numpy.float32) for name in names]
    return torch.from_numpy(numpy.stack(images)).permute(0, 3, 1, 2).contiguous() / 127.5 - 1


# Steps and rate of those that learn slowly.
SLOW = {"pix2pixhd": (1000, 5e-4), "photo-style": (1000, 1e-3)}


def train(name, network, inputs, targets, batch):
    """Some hundred steps of Adam on the mean absolute difference; upscalers learn to enlarge the inputs."""
    steps, rate = SLOW.get(name, (300, 2e-3))
    scale = SCALE.get(name, 1)
    if scale > 1:
        targets = inputs
        inputs = F.interpolate(inputs, scale_factor=1 / scale, mode="area")
    optimizer = torch.optim.Adam(network.parameters(), lr=rate)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, max_lr=rate, total_steps=steps)
    network.train()
    for _ in range(steps):
        rows = torch.randint(len(inputs), (batch,))
        loss = F.l1_loss(network(inputs[rows]), targets[rows])
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        schedule.step()
    return steps, loss.item()


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--inputs", type=pathlib.Path, required=True)
    parser.add_argument("--targets", type=pathlib.Path, required=True)
    parser.add_argument("--out", type=pathlib.Path, required=True)
    parser.add_argument("--batch", type=int, default=4)
    parser.add_argument("--opset", type=int, default=17)
    parser.add_argument("--only", nargs="*", default=list(GENERATORS))
    arguments = parser.parse_args()
    torch.set_num_threads(1)
    arguments.out.mkdir(parents=True, exist_ok=True)
    names = sorted(path.name for path in arguments.inputs.iterdir() if path.suffix == ".png")
    inputs, targets = load(arguments.inputs, names), load(arguments.targets, names)
    for name in arguments.only:
        torch.manual_seed(1)
        network = GENERATORS[name]()
        clock = time.time()
        steps, loss = train(name, network, inputs, targets, arguments.batch)
        network.eval()
        example = inputs[:1]
        axes = {0: "batch", 2: "height", 3: "width"}
        torch.onnx.export(
            network, example, str(arguments.out / f"{name}.onnx"), opset_version=arguments.opset,
            input_names=["image"], output_names=["result"], dynamic_axes={"image": axes, "result": axes},
        )
        print(f"{name}: L1 {loss:.3f} after {steps} steps, {time.time() - clock:.0f} s", flush=True)


if __name__ == "__main__":
    main()
