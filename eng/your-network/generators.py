"""Eight image-to-image generators in PyTorch, each with the parts that make its kind hard to read: written for this
repository after the papers, with small widths."""

import torch
from torch import nn
from torch.nn import functional as F


def conv_block(inputs, outputs, norm, kernel=3, stride=1, padding=1, activation=None):
    layers = [nn.Conv2d(inputs, outputs, kernel, stride, padding), norm(outputs)]
    return nn.Sequential(*layers, activation or nn.ReLU(inplace=True))


class Residual(nn.Module):
    def __init__(self, *layers):
        super().__init__()
        self.body = nn.Sequential(*layers)

    def forward(self, x):
        return x + self.body(x)


def resnet_block(width, norm):
    return Residual(
        nn.ReflectionPad2d(1), nn.Conv2d(width, width, 3), norm(width), nn.ReLU(inplace=True),
        nn.ReflectionPad2d(1), nn.Conv2d(width, width, 3), norm(width),
    )


def cyclegan(width=32, blocks=6):
    """CycleGAN (Zhu et al. 2017): reflection padding, instance norms without scale, transposed convolutions."""
    norm = nn.InstanceNorm2d
    layers = [nn.ReflectionPad2d(3), nn.Conv2d(3, width, 7), norm(width), nn.ReLU(inplace=True)]
    for factor in (1, 2):
        layers.append(conv_block(width * factor, width * factor * 2, norm, stride=2))
    layers += [resnet_block(width * 4, norm) for _ in range(blocks)]
    for factor in (4, 2):
        layers += [nn.ConvTranspose2d(width * factor, width * factor // 2, 3, 2, 1, 1), norm(width * factor // 2)]
        layers.append(nn.ReLU(inplace=True))
    return nn.Sequential(*layers, nn.ReflectionPad2d(3), nn.Conv2d(width, 3, 7), nn.Tanh())


class UNetLevel(nn.Module):
    """One level of pix2pix's U-Net (Isola et al. 2017) and all below it."""

    def __init__(self, outer, inner, below=None, outermost=False, dropout=False):
        super().__init__()
        down = [] if outermost else [nn.LeakyReLU(0.2)]
        down.append(nn.Conv2d(3 if outermost else outer, inner, 4, 2, 1, bias=outermost or below is None))
        if not outermost and below is not None:
            down.append(nn.BatchNorm2d(inner))
        up = [nn.ReLU(), nn.ConvTranspose2d(inner if below is None else 2 * inner, outer, 4, 2, 1, bias=outermost)]
        up += [nn.Tanh()] if outermost else [nn.BatchNorm2d(outer)]
        if dropout:
            up.append(nn.Dropout(0.5))
        self.outermost = outermost
        self.model = nn.Sequential(*down, *([below] if below else []), *up)

    def forward(self, x):
        return self.model(x) if self.outermost else torch.cat([x, self.model(x)], 1)


def pix2pix_unet(width=32):
    """pix2pix's U-Net: batch norms that the exporter folds or leaves, dropout, skip connections."""
    level = UNetLevel(width * 8, width * 8)
    level = UNetLevel(width * 8, width * 8, level, dropout=True)
    level = UNetLevel(width * 4, width * 8, level)
    level = UNetLevel(width * 2, width * 4, level)
    level = UNetLevel(width, width * 2, level)
    return UNetLevel(3, width, level, outermost=True)


class Blur(nn.Module):
    """A fixed binomial filter that halves or doubles the image without aliasing (Zhang 2019), as CUT has it."""

    def __init__(self, channels, doubles):
        super().__init__()
        row = torch.tensor([1.0, 3.0, 3.0, 1.0] if doubles else [1.0, 2.0, 1.0])
        kernel = row[:, None] * row[None, :]
        kernel = kernel / kernel.sum() * (4 if doubles else 1)
        self.doubles = doubles
        self.register_buffer("filt", kernel[None, None].repeat(channels, 1, 1, 1))

    def forward(self, x):
        if self.doubles:
            x = F.pad(x, (1, 1, 1, 1), mode="replicate")
            x = F.conv_transpose2d(x, self.filt, stride=2, padding=2, groups=x.shape[1])
            return x[:, :, 1:, 1:][:, :, :-1, :-1]
        return F.conv2d(F.pad(x, (1, 1, 1, 1), mode="reflect"), self.filt, stride=2, groups=x.shape[1])


def cut(width=32, blocks=4):
    """CUT's generator (Park et al. 2020): anti-aliased down- and upsampling with fixed filters."""
    norm = nn.InstanceNorm2d
    layers = [nn.ReflectionPad2d(3), nn.Conv2d(3, width, 7), norm(width), nn.ReLU(inplace=True)]
    for factor in (1, 2):
        layers += [conv_block(width * factor, width * factor * 2, norm), Blur(width * factor * 2, doubles=False)]
    layers += [resnet_block(width * 4, norm) for _ in range(blocks)]
    for factor in (4, 2):
        layers += [Blur(width * factor, doubles=True), conv_block(width * factor, width * factor // 2, norm)]
    return nn.Sequential(*layers, nn.ReflectionPad2d(3), nn.Conv2d(width, 3, 7), nn.Tanh())


class ReflectConv(nn.Sequential):
    """AnimeGANv2's block: reflection padding, convolution, layer norm over the whole image, leaky ReLU."""

    def __init__(self, inputs, outputs, kernel=3, stride=1, groups=1):
        pad = 1 if kernel == 3 else 3 if kernel == 7 else 0
        super().__init__(
            nn.ReflectionPad2d(pad), nn.Conv2d(inputs, outputs, kernel, stride, groups=groups, bias=False),
            nn.GroupNorm(1, outputs), nn.LeakyReLU(0.2, inplace=True),
        )


class Inverted(nn.Module):
    def __init__(self, inputs, outputs, expansion=2):
        super().__init__()
        inner = inputs * expansion
        self.adds = inputs == outputs
        self.layers = nn.Sequential(
            ReflectConv(inputs, inner, 1), ReflectConv(inner, inner, 3, groups=inner),
            nn.Conv2d(inner, outputs, 1, bias=False), nn.GroupNorm(1, outputs),
        )

    def forward(self, x):
        return x + self.layers(x) if self.adds else self.layers(x)


class AnimeGan(nn.Module):
    """AnimeGANv2 (Chen et al. 2020): inverted residuals, layer norms, bilinear upsampling to computed sizes."""

    def __init__(self, width=16):
        super().__init__()
        self.a = nn.Sequential(ReflectConv(3, width, 7), ReflectConv(width, 2 * width, 3, 2), ReflectConv(2 * width, 2 * width))
        self.b = nn.Sequential(ReflectConv(2 * width, 4 * width, 3, 2), ReflectConv(4 * width, 4 * width))
        self.c = nn.Sequential(Inverted(4 * width, 8 * width), *[Inverted(8 * width, 8 * width) for _ in range(3)])
        self.d = nn.Sequential(ReflectConv(8 * width, 4 * width), ReflectConv(4 * width, 4 * width))
        self.e = nn.Sequential(ReflectConv(4 * width, 2 * width), ReflectConv(2 * width, 2 * width), ReflectConv(2 * width, width, 7))
        self.out = nn.Sequential(nn.Conv2d(width, 3, 1, bias=False), nn.Tanh())

    def forward(self, x):
        half = self.a(x)
        quarter = self.c(self.b(half))
        y = F.interpolate(quarter, half.shape[-2:], mode="bilinear", align_corners=True)
        y = F.interpolate(self.d(y), x.shape[-2:], mode="bilinear", align_corners=True)
        return self.out(self.e(y))


class DenseResidual(nn.Module):
    def __init__(self, width, growth):
        super().__init__()
        self.convs = nn.ModuleList(
            nn.Conv2d(width + i * growth, growth if i < 4 else width, 3, 1, 1) for i in range(5)
        )

    def forward(self, x):
        maps = [x]
        for conv in self.convs[:-1]:
            maps.append(F.leaky_relu(conv(torch.cat(maps, 1)), 0.2))
        return self.convs[-1](torch.cat(maps, 1)) * 0.2 + x


class RrdbNet(nn.Module):
    """ESRGAN's RRDBNet (Wang et al. 2018), four times larger: no norms, dense blocks, scaled residuals, nearest
    upsampling."""

    def __init__(self, width=32, growth=16, blocks=2):
        super().__init__()
        self.conv_first = nn.Conv2d(3, width, 3, 1, 1)
        self.trunk = nn.ModuleList(
            nn.Sequential(*[DenseResidual(width, growth) for _ in range(3)]) for _ in range(blocks)
        )
        self.trunk_conv = nn.Conv2d(width, width, 3, 1, 1)
        self.upconv1 = nn.Conv2d(width, width, 3, 1, 1)
        self.upconv2 = nn.Conv2d(width, width, 3, 1, 1)
        self.hr_conv = nn.Conv2d(width, width, 3, 1, 1)
        self.conv_last = nn.Conv2d(width, 3, 3, 1, 1)

    def forward(self, x):
        first = y = self.conv_first(x)
        for block in self.trunk:
            y = block(y) * 0.2 + y
        y = first + self.trunk_conv(y)
        for conv in (self.upconv1, self.upconv2):
            y = F.leaky_relu(conv(F.interpolate(y, scale_factor=2.0, mode="nearest")), 0.2)
        return self.conv_last(F.leaky_relu(self.hr_conv(y), 0.2))


def separable(inputs, outputs, norm):
    """gan-compression's separable convolution: depthwise, norm, pointwise."""
    return nn.Sequential(nn.Conv2d(inputs, inputs, 3, groups=inputs), norm(inputs), nn.Conv2d(inputs, outputs, 1))


def mobile_resnet(width=32, blocks=6):
    """The mobile generator of GAN Compression (Li et al. 2020): depthwise separable residual blocks."""
    norm = nn.InstanceNorm2d
    layers = [nn.ReflectionPad2d(3), nn.Conv2d(3, width, 7), norm(width), nn.ReLU(inplace=True)]
    for factor in (1, 2):
        layers.append(conv_block(width * factor, width * factor * 2, norm, stride=2))
    for _ in range(blocks):
        layers.append(Residual(
            nn.ReflectionPad2d(1), separable(width * 4, width * 4, norm), norm(width * 4), nn.ReLU(inplace=True),
            nn.ReflectionPad2d(1), separable(width * 4, width * 4, norm), norm(width * 4),
        ))
    for factor in (4, 2):
        layers += [nn.ConvTranspose2d(width * factor, width * factor // 2, 3, 2, 1, 1), norm(width * factor // 2)]
        layers.append(nn.ReLU(inplace=True))
    return nn.Sequential(*layers, nn.ReflectionPad2d(3), nn.Conv2d(width, 3, 7), nn.Tanh())


def pix2pixhd(width=16, downs=4, blocks=4):
    """pix2pixHD's global generator (Wang et al. 2018): deep, with batch norms after transposed convolutions too."""
    norm = nn.BatchNorm2d
    layers = [nn.ReflectionPad2d(3), nn.Conv2d(3, width, 7), norm(width), nn.ReLU(inplace=True)]
    for i in range(downs):
        layers.append(conv_block(width * 2**i, width * 2 ** (i + 1), norm, stride=2))
    layers += [resnet_block(width * 2**downs, norm) for _ in range(blocks)]
    for i in range(downs, 0, -1):
        layers += [nn.ConvTranspose2d(width * 2**i, width * 2 ** (i - 1), 3, 2, 1, 1), norm(width * 2 ** (i - 1))]
        layers.append(nn.ReLU(inplace=True))
    return nn.Sequential(*layers, nn.ReflectionPad2d(3), nn.Conv2d(width, 3, 7), nn.Tanh())


class PhotoStyle(nn.Module):
    """An encoder and decoder in the manner of FastPhotoStyle (Li et al. 2018): VGG blocks with max pooling, nearest
    upsampling, no norms."""

    def __init__(self, width=32):
        super().__init__()
        def conv(inputs, outputs):
            return nn.Sequential(nn.ReflectionPad2d(1), nn.Conv2d(inputs, outputs, 3), nn.ReLU(inplace=True))
        self.encoder = nn.Sequential(
            nn.Conv2d(3, 3, 1), conv(3, width), conv(width, width), nn.MaxPool2d(2), conv(width, 2 * width),
            conv(2 * width, 2 * width), nn.MaxPool2d(2), conv(2 * width, 4 * width), conv(4 * width, 4 * width),
        )
        self.decoder = nn.Sequential(
            conv(4 * width, 2 * width), nn.Upsample(scale_factor=2, mode="nearest"), conv(2 * width, 2 * width),
            conv(2 * width, width), nn.Upsample(scale_factor=2, mode="nearest"), conv(width, width),
            nn.ReflectionPad2d(1), nn.Conv2d(width, 3, 3),
        )
        # Without norms, PyTorch's usual weights make maps that are smaller with every layer.
        for module in self.modules():
            if isinstance(module, nn.Conv2d):
                nn.init.kaiming_normal_(module.weight, nonlinearity="relu")

    def forward(self, x):
        return self.decoder(self.encoder(x))


GENERATORS = {
    "cyclegan": cyclegan,
    "pix2pix-unet": pix2pix_unet,
    "cut": cut,
    "animegan": AnimeGan,
    "esrgan": RrdbNet,
    "mobile-resnet": mobile_resnet,
    "pix2pixhd": pix2pixhd,
    "photo-style": PhotoStyle,
}

# How much larger its output is than its input.
SCALE = {"esrgan": 4}
