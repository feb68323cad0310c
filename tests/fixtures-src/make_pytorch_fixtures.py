"""Writes the checkpoints that the tests of the PyTorch reader use, with PyTorch itself.

    apt-get install python3-torch          # PyTorch 1.13 of Debian 12 wrote the committed files
    /usr/bin/python3 tests/fixtures-src/make_pytorch_fixtures.py

The files are in tests/GsFramework.Tests/Core/Interchange/PyTorch/fixtures. All values are by formula, so a test knows them.
With --full DIR it writes instead, into DIR, the full CycleGAN generator (9 blocks, width 64; 45 MB) as a checkpoint and the
output that PyTorch has for a fixed image. With --check DIR it reads DIR/exported.pth, which `gs export` made of that
generator, and prints how far the output of PyTorch with these weights is from it.
"""
import collections
import os
import sys

import torch
from torch import nn

HERE = os.path.dirname(os.path.abspath(__file__))
FOLDER = os.path.join(HERE, "..", "GsFramework.Tests", "Core", "Interchange", "PyTorch", "fixtures")


def pattern(*shape, seed=0, dtype=torch.float32):
    """(7·i + seed) mod 31 - 15, over 8: exact in every floating type."""
    count = 1
    for size in shape:
        count *= size
    whole = (7 * torch.arange(count) + seed) % 31 - 15
    if dtype.is_floating_point:
        return (whole.double() / 8).to(dtype).reshape(shape)
    return (whole > 0).reshape(shape) if dtype == torch.bool else whole.abs().to(dtype).reshape(shape)


def save(value, name, legacy=False):
    torch.save(value, os.path.join(FOLDER, name), _use_new_zipfile_serialization=not legacy)


def every_kind():
    tensors = collections.OrderedDict()
    tensors["conv.weight"] = nn.Parameter(pattern(2, 3, 2, 2, seed=1))
    tensors["conv.bias"] = pattern(2, seed=2)
    tensors["scalar"] = pattern(seed=3)
    tensors["empty"] = pattern(0, 4)
    for name in ["float64", "float16", "bfloat16", "int64", "int32", "int16", "int8", "uint8", "bool"]:
        tensors[name] = pattern(3, 5, seed=4, dtype=getattr(torch, name))
    return tensors


def views():
    base = pattern(6, 4, seed=5)
    return {"t": base.t(), "cut": base[1:3, ::2], "row": base[5], "whole": base, "wide": base[0].expand(3, 4)}


def nested():
    network = nn.Conv2d(2, 3, 1)
    with torch.no_grad():
        network.weight.copy_(pattern(3, 2, 1, 1, seed=6))
        network.bias.copy_(pattern(3, seed=7))
    optimizer = torch.optim.Adam(network.parameters())
    network(torch.ones(1, 2, 4, 4)).sum().backward()
    optimizer.step()
    with torch.no_grad():
        network.weight.copy_(pattern(3, 2, 1, 1, seed=6))
        network.bias.copy_(pattern(3, seed=7))
    return {
        "epoch": 3, "best": 0.5, "seen": {1, 2}, "size": torch.Size([3, 4]), "device": torch.device("cpu"), "type": torch.float16,
        "history": collections.defaultdict(list, {"loss": [1.0, 2.0]}), "options": None,
        "netG": network.state_dict(), "netD": {"score": {"weight": pattern(2, seed=8)}},
        "optimizer_G": optimizer.state_dict(),
        "scheduler": torch.optim.lr_scheduler.MultiStepLR(optimizer, [2, 4]).state_dict(),
    }


class ResnetBlock(nn.Module):
    """As junyanz/pytorch-CycleGAN-and-pix2pix numbers the layers of a block."""

    def __init__(self, width, inner, affine, dropout):
        super().__init__()
        layers = [nn.ReflectionPad2d(1), nn.Conv2d(width, inner, 3), nn.InstanceNorm2d(inner, affine=affine), nn.ReLU(True)]
        layers += [nn.Dropout(0.5)] if dropout else []
        layers += [nn.ReflectionPad2d(1), nn.Conv2d(inner, width, 3), nn.InstanceNorm2d(width)]
        self.conv_block = nn.Sequential(*layers)

    def forward(self, x):
        return x + self.conv_block(x)


class ResnetGenerator(nn.Module):
    """CycleGAN's generator (affine=False) or that of GAN Slimming (affine=True), with a width for each layer."""

    def __init__(self, first, second, trunk, inner, up1, up2, affine=False, dropout=False):
        super().__init__()
        layers = [nn.ReflectionPad2d(3), nn.Conv2d(3, first, 7), nn.InstanceNorm2d(first, affine=affine), nn.ReLU(True)]
        layers += [nn.Conv2d(first, second, 3, 2, 1), nn.InstanceNorm2d(second, affine=affine), nn.ReLU(True)]
        layers += [nn.Conv2d(second, trunk, 3, 2, 1), nn.InstanceNorm2d(trunk), nn.ReLU(True)]
        layers += [ResnetBlock(trunk, width, affine, dropout) for width in inner]
        layers += [nn.ConvTranspose2d(trunk, up1, 3, 2, 1, 1), nn.InstanceNorm2d(up1, affine=affine), nn.ReLU(True)]
        layers += [nn.ConvTranspose2d(up1, up2, 3, 2, 1, 1), nn.InstanceNorm2d(up2, affine=affine), nn.ReLU(True)]
        layers += [nn.ReflectionPad2d(3), nn.Conv2d(up2, 3, 7), nn.Tanh()]
        self.model = nn.Sequential(*layers)

    def forward(self, x):
        return self.model(x)


def dense(width, blocks, **more):
    return ResnetGenerator(width, 2 * width, 4 * width, [4 * width] * blocks, 2 * width, width, **more)


def discriminator(width):
    layers = [nn.Conv2d(3, width, 4, 2, 1), nn.LeakyReLU(0.2, True)]
    for n in (1, 2, 3):
        layers += [nn.Conv2d(width * 2 ** (n - 1), width * 2 ** n, 4, 2 if n < 3 else 1, 1)]
        layers += [nn.InstanceNorm2d(width * 2 ** n), nn.LeakyReLU(0.2, True)]
    network = nn.Module()
    network.model = nn.Sequential(*layers, nn.Conv2d(width * 8, 1, 4, 1, 1))
    network.forward = network.model.forward
    return network


class CartoonBlock(nn.Module):
    def __init__(self, width):
        super().__init__()
        self.conv1 = nn.Conv2d(width, width, 3, 1, 1)
        self.instance_norm1 = nn.InstanceNorm2d(width)
        self.relu1 = nn.ReLU(True)
        self.conv2 = nn.Conv2d(width, width, 3, 1, 1)
        self.instance_norm2 = nn.InstanceNorm2d(width)

    def forward(self, x):
        return x + self.instance_norm2(self.conv2(self.relu1(self.instance_norm1(self.conv1(x)))))


class CartoonGenerator(nn.Module):
    """As znxlwm/pytorch-CartoonGAN names the layers."""

    def __init__(self, nf, blocks):
        super().__init__()

        def norm(width):
            return [nn.InstanceNorm2d(width), nn.ReLU(True)]

        self.down_convs = nn.Sequential(
            nn.Conv2d(3, nf, 7, 1, 3), *norm(nf),
            nn.Conv2d(nf, 2 * nf, 3, 2, 1), nn.Conv2d(2 * nf, 2 * nf, 3, 1, 1), *norm(2 * nf),
            nn.Conv2d(2 * nf, 4 * nf, 3, 2, 1), nn.Conv2d(4 * nf, 4 * nf, 3, 1, 1), *norm(4 * nf))
        self.resnet_blocks = nn.Sequential(*[CartoonBlock(4 * nf) for _ in range(blocks)])
        self.up_convs = nn.Sequential(
            nn.ConvTranspose2d(4 * nf, 2 * nf, 3, 2, 1, 1), nn.Conv2d(2 * nf, 2 * nf, 3, 1, 1), *norm(2 * nf),
            nn.ConvTranspose2d(2 * nf, nf, 3, 2, 1, 1), nn.Conv2d(nf, nf, 3, 1, 1), *norm(nf),
            nn.Conv2d(nf, 3, 7, 1, 3), nn.Tanh())

    def forward(self, x):
        return self.up_convs(self.resnet_blocks(self.down_convs(x)))


def fill(network):
    """Weights by formula, of the size that keeps signals alive."""
    with torch.no_grad():
        for number, (name, weight) in enumerate(network.named_parameters()):
            values = (torch.arange(weight.numel()) * 2654435761 + number * 40503) % 65536
            values = (values.double() / 32768 - 1).reshape(weight.shape)
            if weight.dim() == 1:
                weight.copy_(1 + values / 4 if ".weight" in name else values / 8)
            else:
                weight.copy_(values / (weight[0].numel() ** 0.5))
    return network.eval()


def image(batch, side):
    values = (torch.arange(batch * 3 * side * side) * 40503 + 17) % 65536
    return (values.double() / 32768 - 1).float().reshape(batch, 3, side, side)


def case(network, side=32):
    """An image and what PyTorch makes of it."""
    x = image(1, side)
    with torch.no_grad():
        return {"input": x, "output": network.forward(x)}


def with_statistics(network):
    """State dicts of the first CycleGAN releases have statistics of norms without parameters."""
    state = network.state_dict()
    for name, norm in network.named_modules():
        if isinstance(norm, nn.InstanceNorm2d):
            state[name + ".running_mean"] = torch.zeros(norm.num_features)
            state[name + ".running_var"] = torch.ones(norm.num_features)
            state[name + ".num_batches_tracked"] = torch.tensor(0)
    return state


class Command:
    def __reduce__(self):
        return os.system, ("echo a pickle ran this",)


def networks():
    junyanz = fill(dense(4, 2))
    save(with_statistics(junyanz), "junyanz-netG-legacy.pth", legacy=True)
    save(case(junyanz), "junyanz-netG.case.pth")
    save(collections.OrderedDict(("module." + k, v) for k, v in fill(dense(4, 1, dropout=True)).state_dict().items()), "junyanz-dropout-module.pth")
    save(case(fill(dense(4, 1, dropout=True))), "junyanz-dropout-module.case.pth")
    critic = fill(discriminator(4))
    save(critic.state_dict(), "junyanz-netD.pth")
    save(case(critic), "junyanz-netD.case.pth")
    slim = fill(ResnetGenerator(3, 5, 16, [7, 2, 9], 6, 4, affine=True))
    save({"netG": slim.state_dict(), "netD": critic.state_dict(), "epoch": 199}, "gan-slimming-subnet.pth")
    save(case(slim), "gan-slimming-subnet.case.pth")
    half = fill(dense(4, 1, affine=True)).half()
    save(half.state_dict(), "gan-slimming-half.pth")
    save(case(half.float()), "gan-slimming-half.case.pth")
    cartoon = fill(CartoonGenerator(4, 2))
    save(cartoon.state_dict(), "cartoongan.pth")
    save(case(cartoon), "cartoongan.case.pth")
    save(nn.Sequential(nn.Conv2d(3, 4, 3), nn.BatchNorm2d(4)).state_dict(), "another-network.pth")


def main():
    torch.manual_seed(0)
    torch.set_num_threads(1)
    if len(sys.argv) == 3 and sys.argv[1] == "--full":
        full = fill(dense(64, 9))
        torch.save(full.state_dict(), os.path.join(sys.argv[2], "full.pth"))
        torch.save(case(full, 256), os.path.join(sys.argv[2], "full.case.pth"))
        return
    if len(sys.argv) == 3 and sys.argv[1] == "--check":
        network = dense(64, 9, affine=True)
        network.load_state_dict(torch.load(os.path.join(sys.argv[2], "exported.pth"), weights_only=True))
        known = torch.load(os.path.join(sys.argv[2], "full.case.pth"))
        with torch.no_grad():
            print((network.eval()(known["input"]) - known["output"]).abs().max().item())
        return
    os.makedirs(FOLDER, exist_ok=True)
    for legacy in (False, True):
        ending = "-legacy.pth" if legacy else ".pth"
        save(every_kind(), "every-kind" + ending, legacy)
        save(views(), "views" + ending, legacy)
        save(nested(), "nested" + ending, legacy)
        save({"weight": pattern(2), "then": Command()}, "os-system" + ending, legacy)
        save(nn.Conv2d(2, 3, 1), "whole-module" + ending, legacy)
    torch.jit.script(nn.Conv2d(2, 3, 1)).save(os.path.join(FOLDER, "torchscript.pt"))
    save({"first": {"a": pattern(2)}, "second": {"a": pattern(2), "b": pattern(3)}}, "two-networks.pth")
    save({"a": torch.view_as_complex(pattern(2, 2))}, "complex.pth")
    save(pattern(2), "one-tensor.pth")
    networks()


if __name__ == "__main__":
    main()
