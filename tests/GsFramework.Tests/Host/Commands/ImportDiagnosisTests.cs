using GsFramework.Core.Interchange.Importing;
using GsFramework.Graph;
using GsFramework.Graph.Layers;
using GsFramework.Models;
using GsFramework.Models.Discriminators;
using GsFramework.Models.Generators;
using GsFramework.Tests.Core.Interchange.PyTorch;
using TorchSharp;
using static TorchSharp.torch;

namespace GsFramework.Tests.Host.Commands;

public sealed class ImportDiagnosisTests : IDisposable
{
    private readonly Folder _folder = new();
    private readonly DisposeScope _scope = NewDisposeScope();

    public void Dispose()
    {
        _scope.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public void A_file_with_two_generators_is_refused_until_one_is_named()
    {
        File.WriteAllBytes(_folder["two.pth"], CheckpointChoiceTests.Networks("netG_A2B", "netG_B2A"));

        var gs = Gs.Run("import", _folder["two.pth"], "--model", "cyclegan-resnet", "-o", _folder["model"]);

        Assert.Equal(2, gs.ExitCode);
        Assert.Contains(
            "netG_A2B (1 tensors), netG_B2A (1 tensors). Say which one with --key NAME",
            gs.Error,
            StringComparison.Ordinal
        );
        Assert.False(Directory.Exists(_folder["model"]));
    }

    [Theory]
    [InlineData("gan-slimming-subnet.pth", "cyclegan-resnet", null, "Taken: --key netG; also there: netD")]
    [InlineData("gan-slimming-subnet.pth", "patchgan", "netD", "Taken: --key netD; also there: netG")]
    [InlineData("gan-slimming-subnet.pth", "patchgan", "netG", "Taken: --key netG; also there: netD")]
    [InlineData("junyanz-netD.pth", "patchgan", null, "Taken: the whole file")]
    public void The_report_says_which_dictionary_was_taken_and_what_else_is_there(
        string file,
        string model,
        string? key,
        string says
    )
    {
        string[] named = key is null ? [] : ["--key", key];

        var gs = Gs.Run(["import", Fixture.Path(file), "--model", model, "-o", _folder["model"], .. named]);

        Assert.Equal(says, gs.Output.Split('\n')[0].TrimEnd());
    }

    [Theory]
    [InlineData("junyanz-netG-legacy.pth", "cyclegan-resnet")]
    [InlineData("junyanz-dropout-module.pth", "cyclegan-resnet")]
    [InlineData("gan-slimming-half.pth", "cyclegan-resnet")]
    [InlineData("gan-slimming-subnet.pth", "cyclegan-resnet")]
    [InlineData("cartoongan.pth", "cartoongan")]
    [InlineData("junyanz-netD.pth", "patchgan")]
    [InlineData("pix2pix-netG.pth", "cyclegan-resnet")]
    public void A_tensor_that_is_missing_is_the_only_fault_whichever_it_is(string checkpoint, string model)
    {
        using var file = Fixture.Read(checkpoint);
        foreach (var (name, tensor) in file.Tensors)
        {
            if (
                name.Contains("running_", StringComparison.Ordinal)
                || name.Contains("num_batches", StringComparison.Ordinal)
            )
            {
                continue;
            }

            var others = file
                .Tensors.Where(pair => pair.Key != name)
                .ToDictionary(static pair => pair.Key, static pair => pair.Value);
            var import = Import(others, model);

            var fault = Assert.Single(import.Rows, static row => row.IsFault);
            Assert.Equal(ImportStatus.Missing, fault.Status);
            Assert.Equal(tensor.shape, fault.Shape!);
            Assert.Equal("1 missing", import.Fault);
        }
    }

    [Fact]
    public void A_network_with_batch_norms_is_named()
    {
        using var file = Fixture.Read("cartoongan.pth");
        var tensors = new Dictionary<string, Tensor>(file.Tensors)
        {
            ["down_convs.1.weight"] = ones(4),
            ["down_convs.1.bias"] = zeros(4),
            ["down_convs.1.running_mean"] = zeros(4),
            ["down_convs.1.running_var"] = ones(4),
        };

        Assert.Equal(
            "2 unexpected. 'down_convs.1' has running statistics beside a scale: these are batch norms, and this "
                + "architecture has instance norms",
            Import(tensors, "cartoongan").Fault
        );
    }

    [Fact]
    public void Batch_norms_where_the_architecture_has_norms_without_scale_are_named()
    {
        static NetworkGraph Create() =>
            new CartoonGanDiscriminator(new CartoonGanDiscriminatorOptions { Width = 4 }).Create();
        using var weights = GraphWeights.Initialize(Create(), 1);
        var tensors = new Dictionary<string, Tensor>(weights);
        foreach (var norm in new[] { "convs.5", "convs.10" })
        {
            tensors[$"{norm}.weight"] = ones(16);
            tensors[$"{norm}.running_mean"] = zeros(16);
        }

        Assert.Contains(
            "'convs.5' and 1 more have running statistics beside a scale: these are batch norms",
            new CheckpointImport(tensors, Create, reader: null).Fault,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void A_batch_norm_without_its_statistics_is_no_instance_norm()
    {
        using var file = Fixture.Read("pix2pix-netG.pth");
        var others = file
            .Tensors.Where(static pair => pair.Key is not ("model.2.running_mean" or "model.2.running_var"))
            .ToDictionary();

        Assert.Equal("2 missing", Import(others, "cyclegan-resnet").Fault);
    }

    [Fact]
    public void Scales_on_the_residual_stream_are_named()
    {
        using var file = Fixture.Read("gan-slimming-half.pth");
        var tensors = new Dictionary<string, Tensor>(file.Tensors);
        foreach (var norm in new[] { "model.8", "model.10.conv_block.6" })
        {
            tensors[$"{norm}.weight"] = ones(16);
            tensors[$"{norm}.bias"] = zeros(16);
        }

        Assert.Equal(
            "4 unexpected. 'model.8' and 1 more have a scale (γ), and the norms of this architecture have none there",
            Import(tensors, "cyclegan-resnet").Fault
        );
    }

    [Fact]
    public void A_layer_of_a_plugin_that_only_scales_is_filled_where_the_checkpoint_has_nothing_of_it()
    {
        static NetworkGraph Create() =>
            new GraphBuilder(3)
                .Add("conv", new Conv2d(3, 4, KernelSize: 1, Bias: false))
                .Add("scale", new PlainScale(4))
                .Add("tail", new Conv2d(4, 3, KernelSize: 1, Bias: false))
                .Build();
        var tensors = new Dictionary<string, Tensor>
        {
            ["conv.weight"] = randn(4, 3, 1, 1),
            ["tail.weight"] = randn(3, 4, 1, 1),
        };

        var import = new CheckpointImport(tensors, Create, reader: null);
        using var weights = import.Weights();

        Assert.Null(import.Fault);
        Assert.Equal(1, import.Count(ImportStatus.Filled));
        Assert.Equal([1f, 1, 1, 1], weights["scale.weight"].data<float>().ToArray());
    }

    [LayerKind("plain-scale")]
    private sealed record PlainScale(int ChannelCount) : Layer
    {
        public override IReadOnlyList<LayerParameter> Parameters() =>
            [LayerParameter.PerChannel("weight", ChannelCount, ParameterRole.Scale)];

        public override Tensor Forward(IReadOnlyList<Tensor> inputs, LayerState state) =>
            inputs[0] * state["weight"].reshape(1, -1, 1, 1);

        public override FeatureShape OutputShape(IReadOnlyList<FeatureShape> inputs) => inputs[0];

        public override int[] Channels(IReadOnlyList<int[]> inputs, ChannelTracker tracker) => inputs[0];

        public override Layer WithChannels(IReadOnlyList<int> inputs, int output) =>
            this with
            {
                ChannelCount = output,
            };
    }

    private static CheckpointImport Import(IReadOnlyDictionary<string, Tensor> tensors, string model)
    {
        (Func<NetworkGraph> create, IReadsCheckpoints reader) = model switch
        {
            "cyclegan-resnet" => Of(new CycleGanResNet(new()), static factory => factory.Create()),
            "cartoongan" => Of(new CartoonGan(new()), static factory => factory.Create()),
            _ => Of(new PatchGan(new()), static factory => factory.Create()),
        };
        return new CheckpointImport(tensors, create, reader);
    }

    private static (Func<NetworkGraph> Create, IReadsCheckpoints Reader) Of<T>(T factory, Func<T, NetworkGraph> create)
        where T : IReadsCheckpoints => (() => create(factory), factory);
}
