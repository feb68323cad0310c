using System.Text.Json.Nodes;
using GsFramework.Core.Interchange;
using GsFramework.Graph;
using GsFramework.Graph.Layers;
using GsFramework.Models.Discriminators;
using GsFramework.Models.Generators;
using GsFramework.Models.Layers;
using GsFramework.Tests.Core.Interchange.PyTorch;
using TorchSharp;
using static TorchSharp.torch;

namespace GsFramework.Tests.Host.Commands;

public sealed class ImportTests : IDisposable
{
    private readonly Folder _folder = new();
    private readonly DisposeScope _scope = NewDisposeScope();
    private readonly LayerKind[] _kinds =
    [
        .. LayerKind.BuiltIn,
        LayerKind.Of<BlurDownsample>(),
        LayerKind.Of<BlurUpsample>(),
    ];

    public void Dispose()
    {
        _scope.Dispose();
        _folder.Dispose();
    }

    [Theory]
    [InlineData("junyanz-netG-legacy", "junyanz-netG", "cyclegan-resnet")]
    [InlineData("junyanz-dropout-module", "junyanz-dropout-module", "cyclegan-resnet")]
    [InlineData("gan-slimming-subnet", "gan-slimming-subnet", "cyclegan-resnet")]
    [InlineData("gan-slimming-half", "gan-slimming-half", "cyclegan-resnet")]
    [InlineData("junyanz-netD", "junyanz-netD", "patchgan")]
    [InlineData("pix2pix-netG", "pix2pix-netG", "cyclegan-resnet")]
    [InlineData("pix2pix-netD", "pix2pix-netD", "patchgan")]
    [InlineData("cut-netG", "cut-netG", "cyclegan-resnet")]
    [InlineData("cut-netG-down", "cut-netG-down", "cyclegan-resnet")]
    [InlineData("cut-netG-up", "cut-netG-up", "cyclegan-resnet")]
    [InlineData("cut-netD", "cut-netD", "patchgan")]
    [InlineData("pix2pix-unet", "pix2pix-unet", "pix2pix-unet")]
    [InlineData("pix2pix-unet-instance", "pix2pix-unet-instance", "pix2pix-unet")]
    [InlineData("pix2pixhd-netG", "pix2pixhd-netG", "cyclegan-resnet")]
    [InlineData("cartoongan", "cartoongan", "cartoongan")]
    public void An_imported_network_gives_the_output_that_PyTorch_gave(string checkpoint, string name, string model)
    {
        var gs = Gs.Run("import", Fixture.Path($"{checkpoint}.pth"), "--model", model, "-o", _folder["model"]);

        Assert.True(gs.ExitCode == 0, gs.Error + gs.Output);
        Assert.True(Difference(name) < 1e-5, $"{Difference(name)}");
    }

    [Fact]
    public void Widths_blocks_defaults_and_dropped_statistics_are_in_the_report()
    {
        var report = Report(0, "junyanz-netG-legacy.pth", "cyclegan-resnet");

        Assert.True((bool)report["accepted"]!);
        Assert.Equal(_folder["model"], (string)report["model"]!);
        Assert.Equal(20, (int)report["counts"]!["matched"]!); // 10 convolutions, and their biases.
        Assert.Equal(12, (int)report["counts"]!["filled"]!); // 6 norms that could be pruned.
        Assert.Equal(27, (int)report["counts"]!["dropped"]!); // 3 of each of 9 norms.
        var filled = report["tensors"]!.AsArray().First(static row => (string)row!["name"]! == "model.2.weight")!;
        Assert.Equal("filled", (string)filled["status"]!);
        Assert.Equal([4L], filled["shape"]!.AsArray().Select(static size => (long)size!));
        using var model = ModelFolder.Load(_folder["model"], LayerKind.BuiltIn);
        TensorAssert.Same(ones(4), model.Weights["model.2.weight"]);
        TensorAssert.Same(zeros(4), model.Weights["model.2.bias"]);
    }

    [Fact]
    public void A_pruned_network_keeps_the_width_of_each_layer()
    {
        var report = Report(0, "gan-slimming-subnet.pth", "cyclegan-resnet");

        var graph = ModelFolder.ReadGraph(_folder["model"], LayerKind.BuiltIn);
        Assert.Equal("netG", (string)report["key"]!);
        Assert.Equal("netD", (string)report["otherKeys"]!.AsArray().Single()!);
        Assert.Equal(
            [3, 5, 16, 7, 16, 2, 16, 9, 16, 3],
            graph.Nodes.Select(static node => node.Layer).OfType<Conv2d>().Select(static conv => conv.OutChannels)
        );
        Assert.Equal(
            [6, 4],
            graph
                .Nodes.Select(static node => node.Layer)
                .OfType<ConvTranspose2d>()
                .Select(static conv => conv.OutChannels)
        );
    }

    [Fact]
    public void A_key_takes_the_discriminator_from_the_same_file()
    {
        var gs = Gs.Run(
            "import",
            Fixture.Path("gan-slimming-subnet.pth"),
            "--model",
            "patchgan",
            "--key",
            "netD",
            "-o",
            _folder["model"]
        );

        Assert.True(gs.ExitCode == 0, gs.Error);
        Assert.True(Difference("junyanz-netD") < 1e-5);
    }

    [Fact]
    public void A_factory_that_knows_nothing_of_checkpoints_takes_equal_names_and_any_width()
    {
        var gs = Gs.Run("import", Fixture.Path("junyanz-netD.pth"), "--model", "gan-slimming", "-o", _folder["model"]);

        Assert.True(gs.ExitCode == 0, gs.Error);
        Assert.True(Difference("junyanz-netD", static patches => patches.mean([2, 3], keepdim: true)) < 1e-5);
    }

    [Fact]
    public void Blocks_that_a_checkpoint_does_not_have_are_those_of_the_options()
    {
        var gs = Gs.Run(
            "import",
            Fixture.Path("another-network.pth"),
            "--model",
            "cyclegan-resnet",
            "--model-options",
            "blocks=1",
            "-o",
            _folder["model"]
        );

        Assert.Equal(2, gs.ExitCode);
        Assert.Contains(
            "missing     model.10.conv_block.1.weight  [256, 256, 3, 3]",
            gs.Output,
            StringComparison.Ordinal
        );
        Assert.DoesNotContain("model.11.conv_block", gs.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("gan-slimming-half.pth", "cyclegan-resnet", "width=8", "width is 4")]
    [InlineData("gan-slimming-half.pth", "cyclegan-resnet", "blocks=7", "blocks is 1")]
    [InlineData("gan-slimming-half.pth", "cyclegan-resnet", "outputChannels=1", "outputChannels is 3")]
    [InlineData("junyanz-netD.pth", "patchgan", "layers=5", "layers is 3")]
    [InlineData("cartoongan.pth", "cartoongan", "width=16", "width is ")]
    [InlineData("gan-slimming-half.pth", "cyclegan-resnet", "norm=batch", "norm is instance")]
    [InlineData("gan-slimming-half.pth", "cyclegan-resnet", "antialias=both", "antialias is none")]
    [InlineData("pix2pix-netG.pth", "cyclegan-resnet", "norm=instance", "norm is batch")]
    [InlineData("cut-netG-up.pth", "cyclegan-resnet", "antialias=down", "antialias is up")]
    [InlineData("pix2pix-netD.pth", "patchgan", "inputChannels=3", "inputChannels is 6")]
    [InlineData("pix2pix-unet.pth", "pix2pix-unet", "downs=8", "downs is 6")]
    [InlineData("pix2pix-unet.pth", "pix2pix-unet", "norm=instance", "norm is batch")]
    [InlineData("pix2pixhd-netG.pth", "cyclegan-resnet", "downs=2", "downs is 4")]
    [InlineData("cut-netD.pth", "patchgan", "antialias=false", "antialias is true")]
    public void An_option_that_the_checkpoint_decides_is_ignored_with_a_warning(
        string file,
        string model,
        string option,
        string says
    )
    {
        var gs = Gs.Run("import", Fixture.Path(file), "--model", model, "--set", option, "-o", _folder["model"]);

        Assert.True(gs.ExitCode == 0, gs.Error);
        Assert.Contains($"warning: {option} is ignored: in the checkpoint {says}", gs.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("width=4")]
    [InlineData("inputChannels=3")]
    [InlineData("norm=instance")]
    [InlineData("norm=Instance")]
    [InlineData("antialias=none")]
    public void An_option_that_the_checkpoint_agrees_with_is_no_matter(string option)
    {
        var gs = Gs.Run(
            "import",
            Fixture.Path("gan-slimming-half.pth"),
            "--model",
            "cyclegan-resnet",
            "--set",
            option,
            "-o",
            _folder["model"]
        );

        Assert.True(gs.ExitCode == 0, gs.Error);
        Assert.DoesNotContain("ignored", gs.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Where_a_generator_and_a_discriminator_have_one_name_the_tensors_tell_which_is_meant()
    {
        var graph = new CartoonGanDiscriminator(new CartoonGanDiscriminatorOptions { Width = 4 }).Create();
        using var weights = GraphWeights.Initialize(graph, 1);
        SafeTensors.Write(_folder["netD.safetensors"], weights);

        var gs = Gs.Run("import", _folder["netD.safetensors"], "--model", "cartoongan", "-o", _folder["model"]);

        Assert.True(gs.ExitCode == 0, gs.Error);
        using var model = ModelFolder.Load(_folder["model"], LayerKind.BuiltIn);
        Assert.Equal(1, model.Graph.Nodes.Select(static node => node.Layer).OfType<Conv2d>().Last().OutChannels);
    }

    [Fact]
    public void Of_an_architecture_that_says_nothing_of_its_options_the_tensor_is_named()
    {
        var graph = new SmallConvNet(new SmallConvNetOptions { Width = 4, Classes = 3 }).Create();
        using var weights = GraphWeights.Initialize(graph, 1);
        SafeTensors.Write(_folder["small.safetensors"], weights);

        var gs = Gs.Run(
            "import",
            _folder["small.safetensors"],
            "--model",
            "small-convnet",
            "--set",
            "width=8",
            "--set",
            "classes=3",
            "-o",
            _folder["model"],
            "--json"
        );

        Assert.True(gs.ExitCode == 0, gs.Error);
        Assert.Contains(
            "width=8 is ignored: in the checkpoint 'conv1.weight' is [4, 1, 3, 3], not [8, 1, 3, 3]",
            gs.Error,
            StringComparison.Ordinal
        );
        Assert.DoesNotContain("classes=3 is", gs.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void What_wrappers_put_before_the_names_is_taken_off() =>
        Assert.Equal("module.", (string)Report(0, "junyanz-dropout-module.pth", "cyclegan-resnet")["prefix"]!);

    [Theory]
    [InlineData("another-network.pth", "cyclegan-resnet")]
    [InlineData("junyanz-netD.pth", "cyclegan-resnet")]
    [InlineData("cartoongan.pth", "cyclegan-resnet")]
    [InlineData("junyanz-netG-legacy.pth", "cartoongan")]
    [InlineData("junyanz-netG-legacy.pth", "patchgan")]
    [InlineData("views.pth", "gan-slimming")]
    [InlineData("every-kind.pth", "cyclegan-resnet")]
    public void A_checkpoint_of_another_network_is_refused_with_the_report_and_nothing_is_written(
        string checkpoint,
        string model
    )
    {
        var report = Report(2, checkpoint, model);

        Assert.False((bool)report["accepted"]!);
        Assert.NotEmpty(report["tensors"]!.AsArray());
        Assert.Empty(Directory.GetFileSystemEntries(_folder.Path));
    }

    [Fact]
    public void The_refusal_names_what_is_missing_and_what_else_the_file_has()
    {
        var gs = Gs.Run(
            "import",
            Fixture.Path("gan-slimming-subnet.pth"),
            "--model",
            "patchgan",
            "-o",
            _folder["model"]
        );

        Assert.Equal(2, gs.ExitCode);
        Assert.Contains(
            "Nothing was written. It also has netD: choose with --key NAME",
            gs.Error,
            StringComparison.Ordinal
        );
        Assert.Contains("missing", gs.Output, StringComparison.Ordinal);
        Assert.Contains("model.10.conv_block.2.weight", gs.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void A_discriminator_of_two_images_is_imported_and_said_to_be_one()
    {
        var gs = Gs.Run("import", Fixture.Path("pix2pix-netD.pth"), "--model", "patchgan", "-o", _folder["model"]);

        Assert.Equal(0, gs.ExitCode);
        Assert.Equal(6, ModelFolder.ReadGraph(_folder["model"], _kinds).InputChannels);
        Assert.Contains(
            "It judges 6 channels at once: pix2pix gives its discriminator an image together with the one",
            gs.Output.ReplaceLineEndings(" "),
            StringComparison.Ordinal
        );
    }

    [Theory]
    [InlineData("junyanz-netD.pth", "patchgan")]
    [InlineData("cut-netG.pth", "cyclegan-resnet")]
    public void Of_other_networks_nothing_is_said_of_a_condition(string file, string model) =>
        Assert.DoesNotContain(
            "It judges",
            Gs.Run("import", Fixture.Path(file), "--model", model, "-o", _folder["model"]).Output,
            StringComparison.Ordinal
        );

    [Theory]
    [InlineData("pix2pix-netG.pth", "cyclegan-resnet", "pytorch-names")]
    [InlineData("cut-netG.pth", "cyclegan-resnet", "pytorch-names")]
    [InlineData("cut-netD.pth", "patchgan", "safetensors")]
    [InlineData("pix2pix-unet.pth", "pix2pix-unet", "pytorch-names")]
    [InlineData("pix2pixhd-netG.pth", "cyclegan-resnet", "safetensors")]
    public void What_was_imported_is_exported_and_imported_again(string file, string model, string format)
    {
        Report(0, file, model);

        var export = Gs.Run("export", _folder["model"], "--format", format, "-o", _folder["again"]);
        var import = Gs.Run("import", _folder["again"], "--model", model, "-o", _folder["second"]);

        Assert.True(export.ExitCode == 0, export.Error);
        Assert.True(import.ExitCode == 0, import.Error);
        using var first = ModelFolder.Load(_folder["model"], _kinds);
        using var second = ModelFolder.Load(_folder["second"], _kinds);
        Assert.Equal(GraphJson.Write(first.Graph), GraphJson.Write(second.Graph));
        Assert.All(first.Weights, pair => TensorAssert.Same(pair.Value, second.Weights[pair.Key]));
    }

    [Fact]
    public void Weights_that_are_not_finite_are_refused()
    {
        using var file = Fixture.Read("gan-slimming-half.pth");
        file.Tensors["model.1.bias"].fill_(double.NaN);
        SafeTensors.Write(_folder["nan.safetensors"], file.Tensors);

        var gs = Gs.Run("import", _folder["nan.safetensors"], "--model", "cyclegan-resnet", "-o", _folder["model"]);

        Assert.Equal(2, gs.ExitCode);
        Assert.Contains("'model.1.bias' has values that are not finite", gs.Error, StringComparison.Ordinal);
        Assert.False(Directory.Exists(_folder["model"]));
    }

    [Theory]
    [InlineData("did you mean 'patchgan'?", "--model", "patchgen")]
    [InlineData(
        "blocks: expected a whole number, found 'many'",
        "--model",
        "cyclegan-resnet",
        "--model-options",
        "blocks=many"
    )]
    [InlineData("unknown key", "--model", "cyclegan-resnet", "--set", "depth=3")]
    [InlineData("expected key=value", "--model", "cyclegan-resnet", "--model-options", "blocks")]
    [InlineData("--model", "--json")]
    [InlineData("holds no dictionary 'netX'", "--model", "cyclegan-resnet", "--key", "netX")]
    public void Wrong_arguments_are_named(string says, params string[] arguments)
    {
        var gs = Gs.Run(["import", Fixture.Path("gan-slimming-subnet.pth"), "-o", _folder["model"], .. arguments]);

        Assert.Equal(2, gs.ExitCode);
        Assert.Contains(says, gs.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_folder_with_something_in_it_is_left_as_it_is()
    {
        File.WriteAllText(_folder["mine.txt"], "mine");

        var gs = Gs.Run("import", Fixture.Path("junyanz-netD.pth"), "--model", "patchgan", "-o", _folder.Path);

        Assert.Equal(2, gs.ExitCode);
        Assert.Contains("exists already", gs.Error, StringComparison.Ordinal);
        Assert.Equal([_folder["mine.txt"]], Directory.GetFileSystemEntries(_folder.Path));
    }

    private double Difference(string name, Func<Tensor, Tensor>? change = null)
    {
        using var noGrad = no_grad();
        using var model = ModelFolder.Load(_folder["model"], _kinds);
        using var network = new GraphModule(model.Graph, model.Weights);
        network.eval();
        using var expected = Fixture.Read($"{name}.case.pth");
        var wanted = change is null ? expected.Tensors["output"] : change(expected.Tensors["output"]);
        return (network.forward(expected.Tensors["input"]) - wanted).abs().max().item<float>();
    }

    private JsonNode Report(int exitCode, string checkpoint, string model)
    {
        var gs = Gs.Run("import", Fixture.Path(checkpoint), "--model", model, "-o", _folder["model"], "--json");
        Assert.True(gs.ExitCode == exitCode, gs.Error + gs.Output);
        return JsonNode.Parse(gs.Output)!;
    }
}
