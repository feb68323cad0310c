using GsFramework.Core.Composition.Loading;
using GsFramework.Core.Interchange.Importing;
using GsFramework.Graph;
using GsFramework.Models;
using GsFramework.Models.Discriminators;
using GsFramework.Models.Generators;
using Serilog.Core;

namespace GsFramework.Tests.Core.Interchange;

public class KnownNetworkTests
{
    // Names as the public code gives them, of a few layers each.
    [Theory]
    [InlineData(
        "pix2pix's U-Net generator",
        "model.model.0.weight",
        "model.model.1.model.1.weight",
        "model.model.1.model.2.running_mean",
        "model.model.1.model.3.model.1.weight",
        "model.model.3.weight"
    )]
    [InlineData(
        "gan-compression's mobile ResNet generator",
        "model.1.weight",
        "model.4.weight",
        "model.10.conv_block.1.conv.0.weight",
        "model.10.conv_block.1.conv.2.weight",
        "model.10.conv_block.6.conv.0.weight"
    )]
    [InlineData(
        "pix2pixHD's global generator",
        "model.1.weight",
        "model.4.weight",
        "model.13.weight",
        "model.16.conv_block.1.weight",
        "model.24.conv_block.5.weight",
        "model.38.weight"
    )]
    [InlineData(
        "pix2pixHD's global generator",
        "model.1.weight",
        "model.10.weight",
        "model.13.conv_block.1.weight",
        "model.21.conv_block.5.weight"
    )]
    [InlineData(
        "pix2pixHD's multi-scale discriminator",
        "scale0_layer0.0.weight",
        "scale0_layer1.0.weight",
        "scale0_layer4.0.weight",
        "scale1_layer0.0.weight"
    )]
    [InlineData(
        "pix2pixHD's multi-scale discriminator",
        "layer0.0.weight",
        "layer0.2.weight",
        "layer0.11.weight",
        "layer1.0.weight"
    )]
    [InlineData(
        "pix2pixHD's local enhancer",
        "model.1.weight",
        "model.16.conv_block.1.weight",
        "model1_1.1.weight",
        "model1_1.4.weight",
        "model1_2.0.conv_block.1.weight"
    )]
    [InlineData(
        "CUT's anti-aliased generator",
        "model.1.weight",
        "model.7.filt",
        "model.12.conv_block.1.weight",
        "model.21.filt"
    )]
    [InlineData("CUT's anti-aliased discriminator", "model.0.weight", "model.2.filt", "model.3.weight", "model.6.filt")]
    [InlineData(
        "the ResNet generator of CycleGAN and pix2pix",
        "model.1.weight",
        "model.4.weight",
        "model.10.conv_block.1.weight",
        "model.18.conv_block.5.weight"
    )]
    [InlineData(
        "the PatchGAN discriminator of CycleGAN and pix2pix",
        "model.0.weight",
        "model.2.weight",
        "model.5.weight",
        "model.8.weight",
        "model.11.weight"
    )]
    [InlineData(
        "the CartoonGAN port with down_convs and up_convs",
        "down_convs.0.weight",
        "resnet_blocks.0.conv1.weight",
        "up_convs.0.weight"
    )]
    [InlineData(
        "the CartoonGAN port with conv01_1 and deconv01_1",
        "conv01_1.weight",
        "in01_1.scale",
        "in01_1.shift",
        "conv11_2.weight",
        "deconv01_1.weight",
        "deconv03_1.weight"
    )]
    [InlineData(
        "the PyTorch port of AnimeGANv2",
        "block_a.0.1.weight",
        "block_a.0.2.weight",
        "block_c.1.layers.0.1.weight",
        "block_e.2.1.weight",
        "out_layer.0.weight"
    )]
    [InlineData(
        "StarGAN's generator",
        "main.0.weight",
        "main.1.running_mean",
        "main.9.main.0.weight",
        "main.14.main.4.weight",
        "main.21.weight"
    )]
    [InlineData(
        "ESRGAN's generator (RRDBNet)",
        "conv_first.weight",
        "RRDB_trunk.0.RDB1.conv1.weight",
        "trunk_conv.weight",
        "conv_last.weight"
    )]
    [InlineData(
        "ESRGAN's generator (RRDBNet)",
        "model.0.weight",
        "model.1.sub.0.RDB1.conv1.0.weight",
        "model.1.sub.23.weight",
        "model.3.weight",
        "model.10.weight"
    )]
    [InlineData(
        "ESRGAN's generator (RRDBNet)",
        "conv_first.weight",
        "body.0.rdb1.conv1.weight",
        "conv_body.weight",
        "conv_up1.weight",
        "conv_last.weight"
    )]
    [InlineData(
        "SRGAN's generator",
        "block1.0.weight",
        "block2.conv1.weight",
        "block2.bn1.running_mean",
        "block2.prelu.weight",
        "block7.0.weight",
        "block8.2.weight"
    )]
    [InlineData(
        "SRResNet, SRGAN's generator",
        "conv_input.weight",
        "residual.0.conv1.weight",
        "conv_mid.weight",
        "upscale4x.0.weight",
        "conv_output.weight"
    )]
    [InlineData(
        "SRResNet, SRGAN's generator",
        "conv_first.weight",
        "recon_trunk.0.conv1.weight",
        "upconv1.weight",
        "HRconv.weight",
        "conv_last.weight"
    )]
    [InlineData(
        "EDSR",
        "sub_mean.weight",
        "head.0.weight",
        "body.0.body.0.weight",
        "body.16.weight",
        "tail.0.0.weight",
        "tail.1.weight"
    )]
    public void A_public_network_is_known_by_its_names_whatever_is_before_them(string network, params string[] names)
    {
        Assert.Equal(network, KnownNetwork.Of(names)?.Name);
        Assert.Equal(network, KnownNetwork.Of([.. names.Select(static name => $"module.netG.{name}")])?.Name);
    }

    [Theory]
    [InlineData("0.weight", "1.weight", "1.running_mean")]
    [InlineData("encoder.0.weight", "decoder.0.weight")]
    [InlineData("model.1.weight", "model.4.weight")]
    [InlineData("mymodel.1.weight", "mymodel.10.conv_block.1.weight")]
    public void Other_names_are_of_none(params string[] names) => Assert.Null(KnownNetwork.Of(names));

    public static TheoryData<string> BuiltIn =>
        ["cyclegan-resnet", "pix2pixhd", "pix2pix-unet", "cut", "patchgan", "cut-discriminator", "cartoongan"];

    [Theory]
    [MemberData(nameof(BuiltIn))]
    public void Names_of_a_built_in_architecture_lead_to_it(string name)
    {
        var (graph, model) = name switch
        {
            "cyclegan-resnet" => (new CycleGanResNet(new CycleGanResNetOptions()).Create(), name),
            "pix2pixhd" => (new CycleGanResNet(new CycleGanResNetOptions { Downs = 4 }).Create(), "cyclegan-resnet"),
            "pix2pix-unet" => (new Pix2PixUNet(new Pix2PixUNetOptions()).Create(), name),
            "cut" => (
                new CycleGanResNet(new CycleGanResNetOptions { Antialias = Antialiasing.Both }).Create(),
                "cyclegan-resnet"
            ),
            "patchgan" => (new PatchGan(new PatchGanOptions { Norm = NormKind.Batch }).Create(), name),
            "cut-discriminator" => (new PatchGan(new PatchGanOptions { Antialias = true }).Create(), "patchgan"),
            _ => (new CartoonGan(new CartoonGanOptions()).Create(), name),
        };

        Assert.Equal(model, KnownNetwork.Of(Names(graph))?.Model);
    }

    [Fact]
    public void What_reads_a_known_network_is_there()
    {
        using var catalog = PluginCatalog.Load([PluginSearch.BuiltIn], Logger.None);
        foreach (var network in KnownNetworks.All.Where(static network => network.Model is not null))
        {
            Assert.Contains(catalog.Parts, part => part.Metadata.Key == network.Model);
        }
    }

    [Fact]
    public void The_advice_is_a_model_onnx_or_what_else_to_do()
    {
        Assert.All(KnownNetworks.All, static network =>
            Assert.Contains(
                network.Instead ?? (network.Model is { } model ? $"--model {model}" : "torch.onnx.export"),
                network.Advice(),
                StringComparison.Ordinal
            )
        );
    }

    private static string[] Names(NetworkGraph graph) =>
        [.. graph.Parameters().Select(static entry => entry.Name)];
}
