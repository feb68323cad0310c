using System.Text.Json.Nodes;
using GsFramework.Core.Interchange;
using GsFramework.Graph;
using GsFramework.Graph.Layers;
using GsFramework.Tests.Host;
using GsFramework.Tests.Host.Commands;
using static TorchSharp.torch;

namespace Samples.Tests.UNet;

/// <summary>Checkpoints that PyTorch wrote; see make_unet_fixtures.py.</summary>
public sealed class UNetCheckpointTests : IDisposable
{
    private readonly Folder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("unet-batch", 6)]
    [InlineData("unet-instance", 5)]
    public void A_checkpoint_says_which_network_it_is_of_and_gives_the_output_that_PyTorch_gave(string name, int downs)
    {
        var report = Import(name, "width=16", "imageSize=128");

        Assert.True((bool)report["accepted"]!);
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        using var model = ModelFolder.Load(_folder["model"], LayerKind.BuiltIn);
        Assert.Equal(downs, model.Graph.Nodes.Count(static node => node.Layer is Conv2d));
        using var network = new GraphModule(model.Graph, model.Weights);
        network.eval();
        using var expected = new WeightsReader().Read(Fixture($"{name}.case"));
        Assert.InRange(
            (network.forward(expected.Tensors["input"]) - expected.Tensors["output"]).abs().max().item<float>(),
            0,
            1e-5f
        );
        Assert.True(expected.Tensors["output"].std().item<float>() > 0.1f);
    }

    [Fact]
    public void Instance_norms_without_a_scale_get_one_that_changes_nothing_and_can_be_pruned()
    {
        Import("unet-instance");

        using var model = ModelFolder.Load(_folder["model"], LayerKind.BuiltIn);
        Assert.Equal(7, ChannelMap.Of(model.Graph).PrunableNorms.Count);
        Assert.All(ChannelMap.Of(model.Graph).PrunableNorms, name =>
            Assert.All(model.Weights[$"{name}.weight"].data<float>().ToArray(), static scale => Assert.Equal(1, scale))
        );
    }

    private static string Fixture(string name) =>
        Path.Combine(AppContext.BaseDirectory, "UNet", "fixtures", $"{name}.pth");

    private JsonNode Import(string name, params string[] options)
    {
        var gs = Gs.Run([
            "import",
            Fixture(name),
            "--model",
            "unet",
            "--plugins",
            SamplePlugins.Folder,
            "-o",
            _folder["model"],
            "--json",
            .. options.SelectMany(static option => new[] { "--model-options", option }),
        ]);
        Assert.True(gs.ExitCode == 0, gs.Error + gs.Output);
        return JsonNode.Parse(gs.Output)!;
    }
}
