namespace GsFramework.Core.Interchange.Importing;

/// <summary>
/// The public networks that people bring, by the names that their code gives to tensors. A pattern begins where a part
/// of a name does. The first network that fits counts, so a relative stands before what it resembles.
/// </summary>
internal static class KnownNetworks
{
    /// <summary>All of them.</summary>
    public static IReadOnlyList<KnownNetwork> All { get; } =
    [
        // junyanz/pytorch-CycleGAN-and-pix2pix: UnetGenerator
        new(
            "pix2pix's U-Net generator",
            ["model[.]model[.]0[.]weight$", "model[.]model[.]1[.]model[.]1[.]weight$"],
            Model: "pix2pix-unet"
        ),
        // mit-han-lab/gan-compression: MobileResnetGenerator, made of SeparableConv2d
        new(
            "gan-compression's mobile ResNet generator",
            ["model[.][0-9]+[.]conv_block[.][0-9]+[.]conv[.]0[.]weight$"]
        ),
        // NVIDIA/pix2pixHD: LocalEnhancer
        new("pix2pixHD's local enhancer", ["model1_1[.]1[.]weight$", "model1_2[.][0-9]+[.]conv_block[.]"]),
        // NVIDIA/pix2pixHD: GlobalGenerator, which halves three times or more
        new(
            "pix2pixHD's global generator",
            ["model[.]1[.]weight$", "model[.](13|16|19)[.]conv_block[.]1[.]weight$"],
            Lacks: ["model[.](10|11|12)[.]conv_block[.]"],
            Model: "cyclegan-resnet"
        ),
        // NVIDIA/pix2pixHD: MultiscaleDiscriminator, with and without the features of its layers
        new(
            "pix2pixHD's multi-scale discriminator",
            [
                "(scale0_layer0|layer0)[.]0[.]weight$",
                "(scale0_layer1[.]0|layer0[.]2)[.]weight$",
                "(scale1_layer0|layer1)[.]0[.]weight$",
            ],
            Instead: "A discriminator here has one output, and this one has one for each scale. Begin with a fresh "
                + "one: model.discriminator 'patchgan', which may judge images with their inputs (inputChannels)."
        ),
        // taesungp/contrastive-unpaired-translation: ResnetGenerator and NLayerDiscriminator with Downsample
        new(
            "CUT's anti-aliased generator",
            ["model[.][0-9]+[.]filt$", "model[.][0-9]+[.]conv_block[.]1[.]weight$"],
            Model: "cyclegan-resnet"
        ),
        new(
            "CUT's anti-aliased discriminator",
            ["model[.]2[.]filt$", "model[.]3[.]weight$"],
            Lacks: ["model[.][0-9]+[.]conv_block[.]"],
            Model: "patchgan"
        ),
        // junyanz/pytorch-CycleGAN-and-pix2pix: ResnetGenerator and NLayerDiscriminator
        new(
            "the ResNet generator of CycleGAN and pix2pix",
            ["model[.]1[.]weight$", "model[.]10[.]conv_block[.]1[.]weight$"],
            Model: "cyclegan-resnet"
        ),
        new(
            "the PatchGAN discriminator of CycleGAN and pix2pix",
            ["model[.]0[.]weight$", "model[.]2[.]weight$", "model[.]5[.]weight$"],
            Lacks: ["model[.]1[.]", "model[.][0-9]+[.]conv_block[.]"],
            Model: "patchgan"
        ),
        // znxlwm/pytorch-CartoonGAN: generator
        new(
            "the CartoonGAN port with down_convs and up_convs",
            ["down_convs[.]0[.]weight$", "resnet_blocks[.]0[.]conv1[.]weight$", "up_convs[.]0[.]weight$"],
            Model: "cartoongan"
        ),
        // Yijunmaverick/CartoonGAN-Test-Pytorch-Torch: Transformer
        new(
            "the CartoonGAN port with conv01_1 and deconv01_1",
            ["conv01_1[.]weight$", "in01_1[.]scale$", "deconv01_1[.]weight$"]
        ),
        // bryandlee/animegan2-pytorch: Generator
        new(
            "the PyTorch port of AnimeGANv2",
            ["block_a[.]0[.]1[.]weight$", "block_c[.]1[.]layers[.]", "out_layer[.]0[.]weight$"]
        ),
        // yunjey/stargan: Generator
        new("StarGAN's generator", ["main[.]0[.]weight$", "main[.][0-9]+[.]main[.]0[.]weight$"]),
        // xinntao/ESRGAN in its old and its new form, and xinntao/BasicSR, which Real-ESRGAN uses
        new(
            "ESRGAN's generator (RRDBNet)",
            ["(RRDB_trunk[.]0[.]RDB1|body[.]0[.]rdb1|model[.]1[.]sub[.]0[.]RDB1)[.]conv1[.](0[.])?weight$"]
        ),
        // leftthomas/SRGAN and its copies
        new(
            "SRGAN's generator",
            ["block1[.]0[.]weight$", "block2[.]conv1[.]weight$", "block7[.]0[.]weight$", "block8[.]"]
        ),
        // twtygqyy/pytorch-SRResNet, and MSRResNet of xinntao/BasicSR
        new(
            "SRResNet, SRGAN's generator",
            [
                "(conv_input|conv_first)[.]weight$",
                "(residual|body|recon_trunk)[.]0[.]conv1[.]weight$",
                "(conv_output|conv_last)[.]weight$",
            ]
        ),
        // sanghyun-son/EDSR-PyTorch
        new("EDSR", ["head[.]0[.]weight$", "body[.]0[.]body[.]0[.]weight$", "tail[.]"]),
    ];
}
