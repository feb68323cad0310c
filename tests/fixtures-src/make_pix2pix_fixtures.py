"""Writes the checkpoints of pix2pix's and CUT's networks that the tests of the import use, beside those of
make_pytorch_fixtures.py and in the same way.

    /usr/bin/python3 tests/fixtures-src/make_pix2pix_fixtures.py
"""
import torch
from torch import nn
from torch.nn import functional

from make_pytorch_fixtures import fill, save


class Blur(nn.Module):
    """CUT's anti-aliased halving and doubling: fixed filters, one for each channel."""

    def __init__(self, channels, taps, doubles=False):
        super().__init__()
        row = torch.tensor(taps) / sum(taps) * (2 if doubles else 1)
        self.register_buffer("filt", torch.outer(row, row).repeat(channels, 1, 1, 1))
        self.doubles = doubles

    def forward(self, x):
        if not self.doubles:
            padded = functional.pad(x, [1] * 4, mode="reflect")
            return functional.conv2d(padded, self.filt, stride=2, groups=x.shape[1])
        padded = functional.pad(x, [1] * 4, mode="replicate")
        return functional.conv_transpose2d(padded, self.filt, stride=2, padding=2, groups=x.shape[1])[:, :, 1:-1, 1:-1]


def down(channels):
    return Blur(channels, [1.0, 2.0, 1.0])


def up(channels):
    return Blur(channels, [1.0, 3.0, 3.0, 1.0], doubles=True)


class Block(nn.Module):
    def __init__(self, width, norm, bias, dropout):
        super().__init__()
        layers = [nn.ReflectionPad2d(1), nn.Conv2d(width, width, 3, bias=bias), norm(width), nn.ReLU(True)]
        layers += [nn.Dropout(0.5)] if dropout else []
        layers += [nn.ReflectionPad2d(1), nn.Conv2d(width, width, 3, bias=bias), norm(width)]
        self.conv_block = nn.Sequential(*layers)

    def forward(self, x):
        return x + self.conv_block(x)


class Generator(nn.Module):
    """The ResNet generator of pix2pix (batch norms, no biases before them) and of CUT (blur)."""

    def __init__(self, width, blocks, norm, dropout=False, blurs_down=False, blurs_up=False):
        super().__init__()
        bias = norm is nn.InstanceNorm2d
        layers = [nn.ReflectionPad2d(3), nn.Conv2d(3, width, 7, bias=bias), norm(width), nn.ReLU(True)]
        for outputs in (2 * width, 4 * width):
            stride = 1 if blurs_down else 2
            layers += [nn.Conv2d(outputs // 2, outputs, 3, stride, 1, bias=bias), norm(outputs), nn.ReLU(True)]
            layers += [down(outputs)] if blurs_down else []
        layers += [Block(4 * width, norm, bias, dropout) for _ in range(blocks)]
        for outputs in (2 * width, width):
            if blurs_up:
                layers += [up(2 * outputs), nn.Conv2d(2 * outputs, outputs, 3, 1, 1, bias=bias)]
            else:
                layers += [nn.ConvTranspose2d(2 * outputs, outputs, 3, 2, 1, 1, bias=bias)]
            layers += [norm(outputs), nn.ReLU(True)]
        layers += [nn.ReflectionPad2d(3), nn.Conv2d(width, 3, 7), nn.Tanh()]
        self.model = nn.Sequential(*layers)

    def forward(self, x):
        return self.model(x)


class Discriminator(nn.Module):
    """The PatchGAN of pix2pix (batch norms, an image with its condition) and of CUT (blur)."""

    def __init__(self, inputs, width, norm, blurs=False):
        super().__init__()
        bias = norm is nn.InstanceNorm2d
        stride = 1 if blurs else 2
        layers = [nn.Conv2d(inputs, width, 4, stride, 1), nn.LeakyReLU(0.2, True)] + ([down(width)] if blurs else [])
        for n in (1, 2, 3):
            outputs, halves = width * 2**n, n < 3
            layers += [nn.Conv2d(outputs // 2, outputs, 4, stride if halves else 1, 1, bias=bias), norm(outputs)]
            layers += [nn.LeakyReLU(0.2, True)] + ([down(outputs)] if blurs and halves else [])
        self.model = nn.Sequential(*layers, nn.Conv2d(8 * width, 1, 4, 1, 1))

    def forward(self, x):
        return self.model(x)


def with_statistics(network):
    """Running statistics by formula, as if it had been trained."""
    for number, norm in enumerate(part for part in network.modules() if isinstance(part, nn.BatchNorm2d)):
        steps = torch.arange(norm.num_features) + number
        norm.running_mean.copy_((steps % 7 - 3) / 8)
        norm.running_var.copy_((steps % 5 + 1) / 4)
        norm.num_batches_tracked.fill_(100)
    return network


def write(name, network, channels=3, side=32):
    network = with_statistics(fill(network))
    values = (torch.arange(channels * side * side) * 40503 + 17) % 65536
    x = (values.double() / 32768 - 1).float().reshape(1, channels, side, side)
    with torch.no_grad():
        save({"input": x, "output": network(x)}, f"{name}.case.pth")
    save(network.state_dict(), f"{name}.pth")


def main():
    torch.set_num_threads(1)
    write("pix2pix-netG", Generator(3, 2, nn.BatchNorm2d, dropout=True))
    write("pix2pix-netD", Discriminator(6, 3, nn.BatchNorm2d), channels=6)
    write("cut-netG", Generator(3, 1, nn.InstanceNorm2d, blurs_down=True, blurs_up=True))
    write("cut-netG-down", Generator(2, 1, nn.BatchNorm2d, blurs_down=True))
    write("cut-netG-up", Generator(2, 1, nn.InstanceNorm2d, blurs_up=True))
    write("cut-netD", Discriminator(3, 3, nn.InstanceNorm2d, blurs=True))


if __name__ == "__main__":
    main()
