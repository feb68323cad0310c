"""Writes the checkpoints of fixtures/: U-Nets of pix2pix as PyTorch saves them, and what PyTorch makes of an image with them.

    /usr/bin/python3 make_unet_fixtures.py fixtures

Written with PyTorch 1.13.1 of Debian 12. The networks have the modules, and so the names, of the public pix2pix code: in
place activations and dropout are there on purpose.
"""

import sys

import torch
from torch import nn


class Block(nn.Module):
    """One level of the U: x beside what the levels further in make of it."""

    def __init__(self, outer, inner, inside, norm, dropout):
        super().__init__()
        bias = norm is nn.InstanceNorm2d
        layers = [nn.LeakyReLU(0.2, inplace=True), nn.Conv2d(outer, inner, 4, 2, 1, bias=bias)]
        if inside is not None:
            layers += [norm(inner), inside]
        layers += [nn.ReLU(inplace=True), nn.ConvTranspose2d(inner * (1 if inside is None else 2), outer, 4, 2, 1, bias=bias), norm(outer)]
        if dropout:
            layers.append(nn.Dropout(0.5))
        self.model = nn.Sequential(*layers)

    def forward(self, x):
        return torch.cat([x, self.model(x)], 1)


class Outermost(nn.Module):
    def __init__(self, width, inside, bias):
        super().__init__()
        self.model = nn.Sequential(
            nn.Conv2d(3, width, 4, 2, 1, bias=bias), inside,
            nn.ReLU(inplace=True), nn.ConvTranspose2d(2 * width, 3, 4, 2, 1), nn.Tanh())

    def forward(self, x):
        return self.model(x)


class UNet(nn.Module):
    def __init__(self, downs, width, norm):
        super().__init__()
        block = Block(8 * width, 8 * width, None, norm, dropout=False)
        for _ in range(downs - 5):
            block = Block(8 * width, 8 * width, block, norm, dropout=True)
        for times in (4, 2, 1):
            block = Block(times * width, 2 * times * width, block, norm, dropout=False)
        self.model = Outermost(width, block, bias=norm is nn.InstanceNorm2d)

    def forward(self, x):
        return self.model(x)


def write(folder, name, downs, norm):
    torch.manual_seed(downs)
    network = UNet(downs, 1, norm)
    for key, value in network.state_dict().items():
        if key.endswith("running_var"):
            value.uniform_(0.5, 1.5)
        elif value.dtype == torch.float32:
            value.normal_(0, 0.4)
    image = torch.rand(1, 3, 2 ** downs, 2 ** downs) * 2 - 1
    torch.save(network.state_dict(), f"{folder}/{name}.pth")
    network.eval()
    with torch.no_grad():
        torch.save({"input": image, "output": network(image.clone())}, f"{folder}/{name}.case.pth")


write(sys.argv[1], "unet-batch", 6, nn.BatchNorm2d)
write(sys.argv[1], "unet-instance", 5, nn.InstanceNorm2d)
