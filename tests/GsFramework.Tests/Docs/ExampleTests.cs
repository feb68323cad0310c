using System.Text.Json.Nodes;
using GsFramework.Data;
using GsFramework.Features;
using GsFramework.Graph;
using GsFramework.Graph.Layers;
using GsFramework.Host.Composition;
using GsFramework.Host.Interchange;
using GsFramework.Losses;
using GsFramework.Models;
using GsFramework.Parts;
using GsFramework.Terms;
using GsFramework.Tests.Host;
using GsFramework.Tests.Host.Commands;
using GsFramework.Tests.Host.Export.Onnx;
using GsFramework.Tests.Host.Pipeline;
using Serilog.Core;
using TorchSharp;
using static TorchSharp.torch;

namespace GsFramework.Tests.Docs;

/// <summary>The examples of the how-to pages, loaded as the plugin that they are.</summary>
[Collection(nameof(WholeRuns))]
public sealed class ExampleTests : IDisposable
{
    private readonly PluginCatalog _catalog = DocumentedPlugins.Load();

    [Fact]
    public void Every_part_of_the_examples_is_on_a_page()
    {
        var shown = Page.All.Where(static page => page.Path.StartsWith("docs/plugins/", StringComparison.Ordinal))
            .SelectMany(static page => page.Blocks).Where(static block => block.Language == "csharp").ToArray();

        Assert.All(
            Examples(), part => Assert.Contains(shown, block => block.Text.Contains($"class {part.Metadata.Implementation.Name}(", StringComparison.Ordinal)
                || block.Text.Contains($"class {part.Metadata.Implementation.Name} :", StringComparison.Ordinal)));
    }

    [Fact]
    public void Every_contract_and_every_capability_has_an_example_and_is_explained()
    {
        var contracts = typeof(ICompressionTerm).Assembly.GetExportedTypes()
            .Where(static type => type.IsInterface && type.Namespace is "GsFramework.Terms" or "GsFramework.Losses" or "GsFramework.Models"
                or "GsFramework.Features" or "GsFramework.Data" or "GsFramework.Methods")
            .Where(static type => type != typeof(IReadsCheckpoints) && type != typeof(IImageDataset));
        var text = string.Concat(Page.All.Where(static page => page.Path.StartsWith("docs/plugins/", StringComparison.Ordinal))
            .SelectMany(static page => page.Prose).Select(static line => line.Text));

        Assert.All(contracts, contract =>
        {
            Assert.Contains(Examples(), part => part.Metadata.Implementation.IsAssignableTo(contract));
            Assert.Contains($"`{contract.Name}`", text, StringComparison.Ordinal);
        });
    }

    [Fact]
    public void The_terms_distances_and_losses_take_part_in_a_run()
    {
        using var project = new TinyProject();
        var terms = _catalog.PartsOf(typeof(ICompressionTerm)).Where(IsExample).Select(static part => part.Metadata.Key).ToArray();
        Assert.NotEmpty(terms);

        var gs = Gs.Run(
        [
            .. project.Line("compress", project.Out,
                [.. terms.Select(static term => $"objective:terms:{term}:enabled=true"),
                    "objective:terms:distillation:distance=blended", "objective:gan:loss=smoothed"]),
            "--plugins", DocumentedPlugins.Folder,
        ]);

        Assert.True(gs.ExitCode == 0, gs.Error);
        var columns = File.ReadLines(project["out", "metrics.csv"]).First();
        Assert.Contains("sparse-kernels.share", columns, StringComparison.Ordinal);
        Assert.All(new[] { "colour", "mean-map", "truth", "judged" }, term => Assert.Matches($"(^|,){term}(,|$)", columns));
        Assert.Contains("relu6", File.ReadAllText(project["out", "model", "graph.json"]), StringComparison.Ordinal);
    }

    [Fact]
    public void The_generator_discriminator_and_images_train_a_teacher_that_the_method_compresses()
    {
        using var folder = new Folder();
        File.WriteAllText(folder["discs.json"],
            """
            {
              "seed": 3, "threads": 1, "device": "cpu",
              "model": { "generator": { "kind": "sub-pixel", "width": 8, "blocks": 1 }, "discriminator": { "kind": "image-critic", "width": 4 } },
              "data": { "source": { "kind": "discs", "count": 4 }, "imageSize": 16, "batchSize": 2 },
              "objective": { "terms": { "distillation": { "distance": "charbonnier" } } },
              "training": { "fineTune": { "steps": 2 } },
              "teacher": { "steps": 2, "validateEvery": 0 },
              "evaluation": { "metrics": ["l1"], "cache": false },
              "method": "largest-scales"
            }
            """);

        var teacher = Gs.Run("teacher", folder["discs.json"], "--out", folder["teacher"], "--plugins", DocumentedPlugins.Folder);
        Assert.True(teacher.ExitCode == 0, teacher.Error);
        var compact = Gs.Run(
            "compress", folder["discs.json"], "--out", folder["compact"], "--plugins", DocumentedPlugins.Folder,
            "--set", $"model:teacher={folder["teacher", "model"]}", "--set", $"model:teacherDiscriminator={folder["teacher", "discriminator"]}");

        Assert.True(compact.ExitCode == 0, compact.Error);
        Assert.True((double)JsonNode.Parse(File.ReadAllText(folder["compact", "result.json"]))!["macs"]!["ratio"]! > 1.2);
    }

    [Theory]
    [InlineData("charbonnier")]
    [InlineData("blended")]
    public void A_distance_is_0_for_equal_images_and_does_not_depend_on_the_size_of_the_batch(string kind)
    {
        using var parts = new PartFactory(_catalog, Logger.None);
        using var scope = NewDisposeScope();
        var distance = parts.Create(new PartSelection<IImageDistance>(kind));
        var (image, other) = (rand(2, 3, 4, 4), rand(2, 3, 4, 4));

        Assert.Equal(0, distance.Distance(image, image).item<float>(), 1e-6);
        Assert.Equal(
            distance.Distance(image, other).item<float>(), distance.Distance(cat([image, image]), cat([other, other])).item<float>(), 1e-6);
    }

    [Fact]
    public void The_feature_extractor_reads_its_weights_and_lets_gradients_through()
    {
        using var folder = new Folder();
        using var scope = NewDisposeScope();
        SafeTensors.Write(folder["features.safetensors"], new Dictionary<string, Tensor>
        {
            ["conv1.weight"] = randn(32, 3, 3, 3), ["conv1.bias"] = zeros(32), ["conv2.weight"] = randn(64, 32, 3, 3), ["conv2.bias"] = zeros(64),
        });
        using var parts = new PartFactory(_catalog, Logger.None, new WeightsReader());
        var options = _catalog.Find(typeof(IFeatureExtractor), "stored-features")!.Metadata.Options;
        var given = Activator.CreateInstance(options)!;
        options.GetProperty("Weights")!.SetValue(given, folder["features.safetensors"]);
        var extractor = parts.Create(new PartSelection<IFeatureExtractor>("stored-features", given));
        var images = rand(2, 3, 16, 16).requires_grad_();

        Assert.Equal([2L, 64], extractor.Vectors(images).shape);
        extractor.Maps(images)[0].sum().backward();
        Assert.True(images.grad!.abs().sum().item<float>() > 0);
        Assert.StartsWith("stored-features/relu2 sha256:", extractor.Identity, StringComparison.Ordinal);
    }

    [Fact]
    public void The_layer_kind_is_pruned_exactly_and_survives_its_file()
    {
        using var scope = NewDisposeScope();
        var prelu = (Layer)Activator.CreateInstance(_catalog.LayerKinds.Single(static kind => kind.Name == "prelu").Type, 8)!;
        var graph = new GraphBuilder(3)
            .Add("conv1", new Conv2d(3, 8, KernelSize: 3, Padding: 1))
            .Add("norm", new InstanceNorm2d(8, Affine: true))
            .Add("prelu", prelu)
            .Add("conv2", new Conv2d(8, 3, KernelSize: 3, Padding: 1))
            .Build();
        using var weights = GraphWeights.Initialise(graph, seed: 1, deviation: 0.5);
        weights["prelu.weight"].fill_(0.3);
        weights["norm.weight"].narrow(0, 2, 3).zero_();
        var pruned = GraphPruning.Prune(GraphJson.Read(GraphJson.Write(graph), _catalog.LayerKinds), weights);
        using var compact = pruned.Weights;
        using var masked = new GraphModule(graph, weights);
        using var small = new GraphModule(pruned.Graph, compact);
        var image = rand(1, 3, 8, 8);

        Assert.Equal([5L], compact["prelu.weight"].shape);
        Assert.Equal(0, (masked.forward(image) - small.forward(image)).abs().max().item<float>(), 1e-5);
        OnnxAssert.ComputesTheSame(pruned.Graph, compact, image);
    }

    public void Dispose() => _catalog.Dispose();

    private IEnumerable<CatalogPart> Examples() => _catalog.Parts.Where(IsExample);

    private static bool IsExample(CatalogPart part) => part.Plugin.Name == "HowTo";
}
