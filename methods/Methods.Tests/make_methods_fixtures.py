"""Writes fixtures/: what PyTorch and PyWavelets make of the losses and the pruning of the methods, and one training step.

    apt-get install python3-torch python3-pywt     # PyTorch 1.13 and PyWavelets 1.1.1 of Debian 12 wrote the committed files
    /usr/bin/python3 methods/Methods.Tests/make_methods_fixtures.py

Written from the papers and from reading the official code, whose lines are not in here.
"""
import json
import os
import struct

import numpy
import pywt
import torch
from torch import nn
from torch.nn import functional

FOLDER = os.path.join(os.path.dirname(os.path.abspath(__file__)), "fixtures")


def save(name, tensors):
    """Safetensors, of which Debian has no package: a header in JSON, then the numbers."""
    header, data = {}, b""
    for key, tensor in tensors.items():
        raw = tensor.detach().contiguous().float().numpy().astype("<f4").tobytes()
        header[key] = {"dtype": "F32", "shape": list(tensor.shape), "data_offsets": [len(data), len(data) + len(raw)]}
        data += raw
    text = json.dumps(header).encode()
    text += b" " * (-len(text) % 8)
    os.makedirs(FOLDER, exist_ok=True)
    with open(os.path.join(FOLDER, name + ".safetensors"), "wb") as file:
        file.write(struct.pack("<Q", len(text)) + text + data)


def details(images, levels):
    """The high bands of a Haar transform by PyTorch's convolutions, with the filters of PyWavelets: finest first."""
    low, high = [torch.tensor(taps[::-1], dtype=torch.float64) for taps in pywt.Wavelet("haar").filter_bank[:2]]
    filters = torch.stack([torch.outer(rows, columns) for rows, columns in [(low, low), (high, low), (low, high), (high, high)]])
    bands = []
    for _ in range(levels):
        count, channels, height, width = images.shape
        padded = functional.pad(images, [0, width % 2, 0, height % 2]).flatten(0, 1)[:, None]
        split = functional.conv2d(padded, filters[:, None], stride=2).unflatten(0, (count, channels))
        images = split[:, :, 0]
        bands.append(split[:, :, 1:])
    return bands


def wavelet():
    """Sides that become odd on the way down, so that zeros are added."""
    levels = 4
    student = (torch.rand(2, 3, 20, 16, dtype=torch.float64) * 2 - 1).requires_grad_()
    teacher = torch.rand(2, 3, 20, 16, dtype=torch.float64) * 2 - 1
    bands = details(student, levels)
    # PyWavelets gives the coarsest first, and has its own way through the image.
    known = pywt.wavedec2(student.detach().numpy(), "haar", mode="zero", level=levels, axes=(2, 3))[:0:-1]
    for band, (horizontal, vertical, diagonal) in zip(bands, known):
        assert numpy.allclose(band.detach().numpy(), numpy.stack([horizontal, vertical, diagonal], 2))
    loss = sum(functional.l1_loss(own, wanted) for own, wanted in zip(bands, details(teacher, levels)))
    loss.backward()
    save("wavelet", {
        "student": student, "teacher": teacher, "loss": loss, "gradient": student.grad,
        **{f"student.{level}": band for level, band in enumerate(bands)}})


def alignment(student, teacher):
    own, wanted = student.flatten(1), teacher.flatten(1)
    own, wanted = own @ own.T, wanted @ wanted.T
    return (own * wanted).sum() / ((own**2).sum() * (wanted**2).sum()).sqrt()


def kernel_alignment():
    """Features of different width and size, positive ones as behind a ReLU and others."""
    student = torch.rand(4, 3, 5, 4, dtype=torch.float64).requires_grad_()
    teacher = torch.randn(4, 7, 6, 6, dtype=torch.float64)
    value = alignment(student, teacher)
    (-value).backward()
    save("kernel-alignment", {"student": student, "teacher": teacher, "alignment": value, "gradient": student.grad})


class Block(nn.Module):
    """One that has lost all its inner channels passes on what it gets."""

    def __init__(self, outer, inner):
        super().__init__()
        self.is_empty = inner == 0
        self.conv_block = nn.Sequential(
            nn.ReflectionPad2d(1), nn.Conv2d(outer, inner, 3, bias=False), nn.BatchNorm2d(inner), nn.ReLU(),
            nn.ReflectionPad2d(1), nn.Conv2d(inner, outer, 3, bias=False), nn.BatchNorm2d(outer))

    def forward(self, x):
        return x if self.is_empty else x + self.conv_block(x)


class Generator(nn.Module):
    """pix2pix's ResNet generator with these channels: of the halvings, in the blocks, of the doublings."""

    def __init__(self, first, second, trunk, blocks, third, last):
        super().__init__()
        self.model = nn.Sequential(
            nn.ReflectionPad2d(3), nn.Conv2d(3, first, 7, bias=False), nn.BatchNorm2d(first), nn.ReLU(),
            nn.Conv2d(first, second, 3, 2, 1, bias=False), nn.BatchNorm2d(second), nn.ReLU(),
            nn.Conv2d(second, trunk, 3, 2, 1, bias=False), nn.BatchNorm2d(trunk), nn.ReLU(),
            *[Block(trunk, inner) for inner in blocks],
            nn.ConvTranspose2d(trunk, third, 3, 2, 1, 1, bias=False), nn.BatchNorm2d(third), nn.ReLU(),
            nn.ConvTranspose2d(third, last, 3, 2, 1, 1, bias=False), nn.BatchNorm2d(last), nn.ReLU(),
            nn.ReflectionPad2d(3), nn.Conv2d(last, 3, 7), nn.Tanh())

    def forward(self, x):
        return self.model(x)

    def norms(self):
        """Those whose scales decide: before the trunk, the first of each block, behind the trunk."""
        for name, module in self.named_modules():
            if isinstance(module, nn.BatchNorm2d) and not name.endswith("conv_block.6"):
                yield name, module


def macs(network, side):
    total = 0

    def count(module, inputs, output):
        nonlocal total
        places = (inputs[0] if isinstance(module, nn.ConvTranspose2d) else output)[0, 0].numel()
        total += module.weight.numel() * places

    hooks = [m.register_forward_hook(count) for m in network.modules() if isinstance(m, (nn.Conv2d, nn.ConvTranspose2d))]
    with torch.no_grad():
        network(torch.zeros(1, 3, side, side))
    for hook in hooks:
        hook.remove()
    return total


def pruned(teacher, threshold, least):
    """The network of the channels above the threshold, and of the strongest ones outside of blocks."""
    kept = {}
    for name, norm in teacher.norms():
        scale = norm.weight.detach().abs()
        mask = scale > threshold
        if "conv_block" not in name and mask.sum() < least:
            mask = scale >= scale.sort(descending=True)[0][least - 1]
        kept[name] = mask.nonzero()[:, 0]
    names = list(kept)
    widths = [len(kept[name]) for name in names]
    student = Generator(*widths[:3], widths[3:-2], *widths[-2:])
    everything = torch.arange(3)
    trunk = kept[names[2]]
    state, before = {}, everything
    for name, module in teacher.named_modules():
        if isinstance(module, (nn.Conv2d, nn.ConvTranspose2d)):
            prefix, place = name.rsplit(".", 1)
            after = kept.get(f"{prefix}.{int(place) + 1}", trunk if "conv_block" in name else everything)
            transposed = isinstance(module, nn.ConvTranspose2d)
            rows, columns = (before, after) if transposed else (after, before)
            state[f"{name}.weight"] = module.weight[rows][:, columns]
            if module.bias is not None:
                state[f"{name}.bias"] = module.bias[after]
            before = after
        elif isinstance(module, nn.BatchNorm2d):
            for part in ["weight", "bias", "running_mean", "running_var"]:
                state[f"{name}.{part}"] = getattr(module, part)[before]
            state[f"{name}.num_batches_tracked"] = module.num_batches_tracked
    student.load_state_dict(state)
    return student, kept


def search(teacher, side, target, least):
    """Half an interval of thresholds again and again, as the official code does."""
    scales = torch.cat([norm.weight.detach().abs() for _, norm in teacher.norms()])
    low, high, count = scales.min(), scales.max(), float("inf")
    while high - low > 1e-3 * low or count > target:
        threshold = (low + high) / 2
        count = macs(pruned(teacher, threshold, least)[0], side)
        low, high = (threshold, high) if count > target else (low, threshold)
    return threshold, count


def cat():
    """The pruning, and the gradient of one step of its distillation, without the game."""
    side, ratio, least = 16, 3.0, 2
    teacher = Generator(4, 8, 16, [16, 16, 16], 8, 4)
    for module in teacher.modules():
        if isinstance(module, nn.BatchNorm2d):
            for tensor, values in [
                    (module.weight, torch.randn(module.num_features)), (module.bias, torch.randn(module.num_features) / 2),
                    (module.running_mean, torch.randn(module.num_features) / 2),
                    (module.running_var, torch.rand(module.num_features) + 0.5)]:
                tensor.data.copy_(values)
    teacher.eval()
    dense = macs(teacher, side)
    threshold, count = search(teacher, side, dense / ratio, least)
    student, kept = pruned(teacher, threshold, least)
    assert all(len(channels) > 0 for channels in kept.values())

    images = torch.rand(3, 3, side, side) * 2 - 1
    student.eval()
    with torch.no_grad():
        before = student(images)
    features = {}
    for name, network in [("student", student), ("teacher", teacher)]:
        for layer in [9, 10, 11, 12]:
            network.model[layer].register_forward_hook(
                lambda module, inputs, output, key=(name, layer): features.__setitem__(key, output))
    student.train()
    with torch.no_grad():
        wanted = teacher(images)
    own = student(images)
    distilled = sum(-alignment(features["student", layer], features["teacher", layer]) for layer in [9, 10, 11, 12])
    loss = 5 * functional.l1_loss(own, wanted) + distilled
    loss.backward()
    save("cat", {
        **{f"teacher.{name}": value for name, value in teacher.state_dict().items() if "num_batches" not in name},
        **{f"gradient.{name}": value.grad for name, value in student.named_parameters()},
        **{f"kept.{name}": channels for name, channels in kept.items()},
        "images": images, "output": before, "loss": loss, "distilled": distilled, "threshold": threshold,
        "macs": torch.tensor([dense, count]), "ratio": torch.tensor(ratio), "least": torch.tensor(least)})
    print(f"threshold {threshold:.6f}, {dense} -> {count} multiply-accumulates, {[len(k) for k in kept.values()]} channels")


if __name__ == "__main__":
    torch.set_num_threads(1)
    torch.manual_seed(23)
    wavelet()
    kernel_alignment()
    cat()
