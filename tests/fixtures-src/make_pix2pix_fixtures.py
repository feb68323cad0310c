"""Writes the checkpoints of pix2pix's, pix2pixHD's and CUT's networks that the tests of the import use, beside those of
make_pytorch_fixtures.py and in the same way, and three steps of pix2pix's training (pix2pix-steps).

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
    """The ResNet generator of pix2pix (batch norms, no biases before them), of CUT (blur) and of pix2pixHD (downs)."""

    def __init__(self, width, blocks, norm, dropout=False, blurs_down=False, blurs_up=False, downs=2):
        super().__init__()
        bias = norm is nn.InstanceNorm2d
        layers = [nn.ReflectionPad2d(3), nn.Conv2d(3, width, 7, bias=bias), norm(width), nn.ReLU(True)]
        for outputs in [width * 2 ** (n + 1) for n in range(downs)]:
            stride = 1 if blurs_down else 2
            layers += [nn.Conv2d(outputs // 2, outputs, 3, stride, 1, bias=bias), norm(outputs), nn.ReLU(True)]
            layers += [down(outputs)] if blurs_down else []
        layers += [Block(width * 2**downs, norm, bias, dropout) for _ in range(blocks)]
        for outputs in [width * 2**n for n in reversed(range(downs))]:
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


class UNetBlock(nn.Module):
    """One level of pix2pix's U-Net: x beside what the levels further in make of it."""

    def __init__(self, outer, inner, inside, norm, dropout=False):
        super().__init__()
        bias = norm is nn.InstanceNorm2d
        layers = [nn.LeakyReLU(0.2, True), nn.Conv2d(outer, inner, 4, 2, 1, bias=bias)]
        layers += [] if inside is None else [norm(inner), inside]
        read = inner if inside is None else 2 * inner
        layers += [nn.ReLU(True), nn.ConvTranspose2d(read, outer, 4, 2, 1, bias=bias), norm(outer)]
        self.model = nn.Sequential(*layers, *([nn.Dropout(0.5)] if dropout else []))

    def forward(self, x):
        return torch.cat([x, self.model(x)], 1)


class UNet(nn.Module):
    """The U-Net of pix2pix, with dropout where it has some."""

    def __init__(self, downs, width, norm):
        super().__init__()
        block = UNetBlock(8 * width, 8 * width, None, norm)
        for _ in range(downs - 5):
            block = UNetBlock(8 * width, 8 * width, block, norm, dropout=True)
        for times in (4, 2, 1):
            block = UNetBlock(times * width, 2 * times * width, block, norm)
        first = nn.Conv2d(3, width, 4, 2, 1, bias=norm is nn.InstanceNorm2d)
        last = nn.ConvTranspose2d(2 * width, 3, 4, 2, 1)
        self.model = nn.Module()
        self.model.model = nn.Sequential(first, block, nn.ReLU(True), last, nn.Tanh())

    def forward(self, x):
        return self.model.model(x)


def images(count, channels, side, seed):
    values = (torch.arange(count * channels * side * side) * 40503 + seed) % 65536
    return (values.double() / 32768 - 1).float().reshape(count, channels, side, side)


def steps(name, count=3):
    """optimize_parameters of the official pix2pix_model.py, with a small G and D."""
    torch.manual_seed(1)
    g = nn.Sequential(nn.Conv2d(3, 3, 3, padding=1), nn.Tanh())
    d = nn.Sequential(nn.Conv2d(6, 4, 4, 2, 1), nn.LeakyReLU(0.2), nn.Conv2d(4, 1, 4, 1, 1))
    saved = {f"start.G.{key}": value.clone() for key, value in g.state_dict().items()}
    saved.update({f"start.D.{key}": value.clone() for key, value in d.state_dict().items()})
    adam_g = torch.optim.Adam(g.parameters(), lr=2e-3, betas=(0.5, 0.999))
    adam_d = torch.optim.Adam(d.parameters(), lr=2e-3, betas=(0.5, 0.999))
    bce = nn.BCEWithLogitsLoss()

    def judged(scores, is_real):
        return bce(scores, torch.full_like(scores, float(is_real)))

    losses = []
    for step in range(count):
        a, b = images(2, 3, 16, 17 + step), images(2, 3, 16, 1017 + step)
        fake = g(a)
        adam_d.zero_grad()
        loss_fake = judged(d(torch.cat((a, fake), 1).detach()), False)
        loss_d = (loss_fake + judged(d(torch.cat((a, b), 1)), True)) * 0.5
        loss_d.backward()
        adam_d.step()
        adam_g.zero_grad()
        gan = judged(d(torch.cat((a, fake), 1)), True)
        l1 = nn.functional.l1_loss(fake, b)
        (gan + l1 * 100).backward()
        adam_g.step()
        losses.append([(gan + l1 * 100).item(), gan.item(), l1.item(), loss_d.item()])
    saved.update({f"end.G.{key}": value.clone() for key, value in g.state_dict().items()})
    saved.update({f"end.D.{key}": value.clone() for key, value in d.state_dict().items()})
    save({**saved, "losses": torch.tensor(losses)}, f"{name}.pth")


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
    write("pix2pix-unet", UNet(6, 1, nn.BatchNorm2d), side=64)
    write("pix2pix-unet-instance", UNet(5, 1, nn.InstanceNorm2d))
    write("pix2pixhd-netG", Generator(2, 1, nn.InstanceNorm2d, downs=4))
    steps("pix2pix-steps")


if __name__ == "__main__":
    main()
