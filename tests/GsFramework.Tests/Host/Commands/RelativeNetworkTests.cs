using GsFramework.Core.Interchange.Importing;
using GsFramework.Graph;
using GsFramework.Graph.Layers;
using GsFramework.Models;
using GsFramework.Models.Discriminators;
using GsFramework.Models.Generators;
using TorchSharp;
using static TorchSharp.torch;

namespace GsFramework.Tests.Host.Commands;

/// <summary>The networks of pix2pix and CUT, which cyclegan-resnet and patchgan are with other options: the tensors
/// tell which.</summary>
public sealed class RelativeNetworkTests : IDisposable
{
    private readonly DisposeScope _scope = NewDisposeScope();

    public void Dispose() => _scope.Dispose();

    private static readonly Dictionary<string, (string Model, Func<NetworkGraph> Create)> _relatives = new()
    {
        ["pix2pix's generator"] = ("cyclegan-resnet", new CycleGanResNet(Of(NormKind.Batch, Antialiasing.None)).Create),
        ["CUT's generator"] = ("cyclegan-resnet", new CycleGanResNet(Of(NormKind.Instance, Antialiasing.Both)).Create),
        ["CUT's generator with batch norms"] = (
            "cyclegan-resnet",
            new CycleGanResNet(Of(NormKind.Batch, Antialiasing.Both)).Create
        ),
        ["blur on the way down"] = (
            "cyclegan-resnet",
            new CycleGanResNet(Of(NormKind.Batch, Antialiasing.Down)).Create
        ),
        ["blur on the way up"] = (
            "cyclegan-resnet",
            new CycleGanResNet(Of(NormKind.Instance, Antialiasing.Up)).Create
        ),
        ["pix2pix's discriminator"] = ("patchgan", new PatchGan(Of(NormKind.Batch, antialias: false)).Create),
        ["CUT's discriminator"] = ("patchgan", new PatchGan(Of(NormKind.Instance, antialias: true)).Create),
        ["CUT's discriminator with batch norms"] = (
            "patchgan",
            new PatchGan(Of(NormKind.Batch, antialias: true)).Create
        ),
    };

    public static TheoryData<string> Relatives => [.. _relatives.Keys];

    [Theory]
    [MemberData(nameof(Relatives))]
    public void A_relative_is_known_by_its_tensors(string name)
    {
        var (model, create) = _relatives[name];
        using var weights = GraphWeights.Initialize(create(), 1);

        var import = Import(weights, model);

        Assert.Null(import.Fault);
        Assert.Equal(GraphJson.Write(create()), GraphJson.Write(import.Graph));
    }

    [Theory]
    [MemberData(nameof(Relatives))]
    public void A_tensor_of_a_relative_that_is_missing_is_the_only_fault_whichever_it_is(string name)
    {
        var (model, create) = _relatives[name];
        using var weights = GraphWeights.Initialize(create(), 1);
        foreach (var (missing, tensor) in weights)
        {
            var import = Import(weights.Where(pair => pair.Key != missing).ToDictionary(), model);

            var fault = Assert.Single(import.Rows, static row => row.IsFault);
            Assert.Equal((ImportStatus.Missing, missing), (fault.Status, fault.Name));
            Assert.Equal(tensor.shape, fault.Shape!);
        }
    }

    [Theory]
    [InlineData(NormKind.Instance, Antialiasing.None)]
    [InlineData(NormKind.Batch, Antialiasing.None)]
    [InlineData(NormKind.Batch, Antialiasing.Both)]
    public void Biases_before_norms_are_there_if_the_checkpoint_has_them(NormKind norm, Antialiasing antialias)
    {
        var usual = new CycleGanResNet(Of(norm, antialias)).Create();
        using var weights = GraphWeights.Initialize(Inverted(usual, norm), 1);

        var import = Import(weights, "cyclegan-resnet");

        Assert.Null(import.Fault);
        Assert.Equal(
            norm == NormKind.Batch ? 0 : 9,
            import.Graph.Nodes.Count(static node =>
                node.Layer is Conv2d { Bias: false } or ConvTranspose2d { Bias: false }
            )
        );
    }

    // The same network with biases where it has none, and without where it has them; the last layer keeps its own.
    private static NetworkGraph Inverted(NetworkGraph graph, NormKind norm) =>
        new(
            graph.InputChannels,
            graph.Nodes.Select(node =>
                node.Layer switch
                {
                    Conv2d convolution when convolution.KernelSize == 3 || convolution.InChannels == 3 => node with
                    {
                        Layer = convolution with { Bias = norm == NormKind.Batch },
                    },
                    ConvTranspose2d convolution => node with
                    {
                        Layer = convolution with { Bias = norm == NormKind.Batch },
                    },
                    _ => node,
                }
            )
        );

    private static CycleGanResNetOptions Of(NormKind norm, Antialiasing antialias) =>
        new()
        {
            Width = 2,
            Blocks = 2,
            Norm = norm,
            Antialias = antialias,
        };

    private static PatchGanOptions Of(NormKind norm, bool antialias) =>
        new()
        {
            Width = 2,
            Layers = 3,
            Norm = norm,
            Antialias = antialias,
        };

    private static CheckpointImport Import(IReadOnlyDictionary<string, Tensor> tensors, string model)
    {
        if (model == "patchgan")
        {
            var discriminator = new PatchGan(new PatchGanOptions());
            return new CheckpointImport(tensors, discriminator.Create, discriminator);
        }

        var generator = new CycleGanResNet(new CycleGanResNetOptions());
        return new CheckpointImport(tensors, generator.Create, generator);
    }
}
