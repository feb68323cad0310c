"""Values of Inception v3 (FID) and VGG16 with formula weights, by PyTorch and torchvision. Made feature_networks.json:

    OMP_NUM_THREADS=1 python3 feature_networks.py > feature_networks.json

Written for Debian 12: python3-torch 1.13.1, python3-torchvision 0.14.1. The blocks that FID changes are written down here; the
rest is torchvision's.
"""
import json
import math

import numpy
import torch
import torch.nn.functional as F
from torchvision.models import inception, vgg


def fill(shape, seed, bound):
    """HashFill.cs: the same numbers to the last bit."""
    count = int(numpy.prod(shape))
    h = numpy.arange(count, dtype=numpy.uint64) + (0x9E3779B9 * seed & 0xFFFFFFFF)
    mask = numpy.uint64(0xFFFFFFFF)
    h &= mask
    h ^= h >> numpy.uint64(16)
    h = h * numpy.uint64(0x85EBCA6B) & mask
    h ^= h >> numpy.uint64(13)
    h = h * numpy.uint64(0xC2B2AE35) & mask
    h ^= h >> numpy.uint64(16)
    value = ((h >> numpy.uint64(8)).astype(numpy.int64) - (1 << 23)).astype(numpy.float32) / numpy.float32(1 << 23)
    return torch.from_numpy((value * numpy.float32(bound)).reshape(shape))


def formula(state, seed):
    """Weights by formula: parameter k in the ordinal order of names has the seed `seed` + k."""
    weights = {}
    names = sorted(name for name in state if not name.endswith("num_batches_tracked") and not name.startswith(("fc.", "classifier.")))
    for k, name in enumerate(names):
        shape = tuple(state[name].shape)
        if len(shape) == 4:
            bound = 2.0 ** round(math.log2(math.sqrt(6 / (shape[1] * shape[2] * shape[3]))))
        else:
            bound = 0.25 if name.endswith(("bn.weight", "running_var")) else 0.125
        value = fill(shape, seed + k, bound)
        weights[name] = value + 1 if name.endswith(("bn.weight", "running_var")) else value
    return weights


def image(height, width):
    """(7x + 13y + 29c) mod 256 and its mirror image, two images of 8 bits in [0, 1]."""
    x = torch.arange(width).view(1, 1, 1, width) * 7
    y = torch.arange(height).view(1, 1, height, 1) * 13
    c = torch.arange(3).view(1, 3, 1, 1) * 29
    first = ((x + y + c) % 256).float() / 255
    return torch.cat([first, first.flip(3)])


def inner_mean(x):
    """TensorFlow's average: each window's mean over the pixels that exist."""
    ones = torch.ones_like(x[:1, :1])
    window = torch.ones(1, 1, 3, 3)
    count = F.conv2d(ones, window, padding=1)
    sums = F.conv2d(x.reshape(-1, 1, *x.shape[2:]), window, padding=1).reshape(x.shape)
    return sums / count


def branches(block, x, pool):
    kind = type(block).__name__
    one = block.branch1x1(x)
    if kind == "InceptionA":
        middle = [block.branch5x5_2(block.branch5x5_1(x)),
                  block.branch3x3dbl_3(block.branch3x3dbl_2(block.branch3x3dbl_1(x)))]
    elif kind == "InceptionC":
        double = block.branch7x7dbl_3(block.branch7x7dbl_2(block.branch7x7dbl_1(x)))
        middle = [block.branch7x7_3(block.branch7x7_2(block.branch7x7_1(x))),
                  block.branch7x7dbl_5(block.branch7x7dbl_4(double))]
    else:
        a, b = block.branch3x3_1(x), block.branch3x3dbl_2(block.branch3x3dbl_1(x))
        middle = [block.branch3x3_2a(a), block.branch3x3_2b(a), block.branch3x3dbl_3a(b), block.branch3x3dbl_3b(b)]
    return torch.cat([one, *middle, block.branch_pool(pool(x))], 1)


def summary(value):
    flat = value.double().flatten()
    at = [j * flat.numel() // 24 for j in range(24)]
    return {"shape": list(value.shape), "digest": [flat.sum().item(), flat.abs().sum().item(), flat.norm().item()],
            "sample": [flat[i].item() for i in at]}


def fid_values():
    net = inception.Inception3(num_classes=1008, aux_logits=False, transform_input=False, init_weights=False).eval()
    net.load_state_dict({**net.state_dict(), **formula(net.state_dict(), 52000)})
    x = F.interpolate(image(60, 80), size=(299, 299), mode="bilinear", align_corners=False) * 2 - 1
    values = {}
    x = F.max_pool2d(net.Conv2d_2b_3x3(net.Conv2d_2a_3x3(net.Conv2d_1a_3x3(x))), 3, 2)
    values["64"] = x
    x = F.max_pool2d(net.Conv2d_4a_3x3(net.Conv2d_3b_1x1(x)), 3, 2)
    values["192"] = x
    for block in (net.Mixed_5b, net.Mixed_5c, net.Mixed_5d):
        x = branches(block, x, inner_mean)
    x = net.Mixed_6a(x)
    for block in (net.Mixed_6b, net.Mixed_6c, net.Mixed_6d, net.Mixed_6e):
        x = branches(block, x, inner_mean)
    values["768"] = x
    x = branches(net.Mixed_7b, net.Mixed_7a(x), inner_mean)
    values["2048"] = branches(net.Mixed_7c, x, lambda y: F.max_pool2d(y, 3, 1, 1))
    return {key: {"map": summary(value), "vector": summary(value.mean((2, 3)))} for key, value in values.items()}


def vgg_values():
    net = vgg.vgg16(weights=None).eval()
    net.load_state_dict({**net.state_dict(), **formula(net.state_dict(), 53000)})
    mean, deviation = torch.tensor([0.485, 0.456, 0.406]).view(1, 3, 1, 1), torch.tensor([0.229, 0.224, 0.225]).view(1, 3, 1, 1)

    def maps(x, wanted):
        kept = []
        for index, layer in enumerate(net.features):
            x = layer(x)
            if index in wanted:
                kept.append(x.clone())
        return kept

    x = image(32, 48)
    large = F.interpolate(x, size=(224, 224), mode="bilinear", align_corners=False)
    return {
        "plain": [summary(value) for value in maps(x, (3, 8, 15, 22))],
        "normalised": [summary(value) for value in maps((x - mean) / deviation, (3, 8, 15, 22))],
        "relu5_3": summary(maps((large - mean) / deviation, (29,))[0].mean((2, 3))),
    }


with torch.no_grad():
    print(json.dumps({"inception": fid_values(), "vgg16": vgg_values()}))
