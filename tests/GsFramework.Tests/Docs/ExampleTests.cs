using System.Reflection;
using System.Text.Json.Nodes;
using GsFramework.Core.Composition.Assemblies;
using GsFramework.Core.Composition.Loading;
using GsFramework.Data;
using GsFramework.Models;
using GsFramework.Teaching;
using GsFramework.Terms;
using GsFramework.Tests.Host;
using GsFramework.Tests.Host.Commands;
using GsFramework.Tests.Host.Pipeline;

namespace GsFramework.Tests.Docs;

/// <summary>The examples of the how-to pages, loaded as the plugin that they are. <see cref="ColorConformance"/> and
/// those beside it try each alone.</summary>
[Collection(nameof(WholeRuns))]
public sealed class ExampleTests : IDisposable
{
    private readonly PluginCatalog _catalog = DocumentedPlugins.Load();

    [Fact]
    public void Every_part_of_the_examples_is_on_a_page()
    {
        var shown = Page
            .All.Where(static page => page.Path.StartsWith("docs/plugins/", StringComparison.Ordinal))
            .SelectMany(static page => page.Blocks)
            .Where(static block => block.Language == "csharp")
            .ToArray();

        Assert.All(Examples(), part =>
            Assert.Contains(shown, block =>
                block.Text.Contains($"class {part.Metadata.Implementation.Name}(", StringComparison.Ordinal)
                || block.Text.Contains($"class {part.Metadata.Implementation.Name} :", StringComparison.Ordinal)
            )
        );
    }

    [Fact]
    public void Every_contract_and_every_capability_has_an_example_and_is_explained()
    {
        var contracts = typeof(ICompressionTerm)
            .Assembly.GetExportedTypes()
            .Where(static type =>
                type.IsInterface
                && type.Namespace
                    is "GsFramework.Terms"
                        or "GsFramework.Losses"
                        or "GsFramework.Models"
                        or "GsFramework.Features"
                        or "GsFramework.Data"
                        or "GsFramework.Methods"
                        or "GsFramework.Teaching"
            )
            .Where(static type =>
                type != typeof(IReadsCheckpoints) && type != typeof(IImageDataset) && type != typeof(ITeacherObjective)
            );
        var text = string.Concat(
            Page.All.Where(static page => page.Path.StartsWith("docs/plugins/", StringComparison.Ordinal))
                .SelectMany(static page => page.Prose)
                .Select(static line => line.Text)
        );

        Assert.All(contracts, contract =>
        {
            Assert.Contains(Examples(), part => part.Metadata.Implementation.IsAssignableTo(contract));
            Assert.Contains($"`{contract.Name}`", text, StringComparison.Ordinal);
        });
    }

    [Fact]
    public void The_picture_of_a_terms_life_has_every_call()
    {
        var picture = File.ReadAllText(Repository.Path("docs", "images", "term-life.svg"));
        var calls = typeof(ICompressionTerm)
            .Assembly.GetExportedTypes()
            .Where(static type => type.IsInterface && type.Namespace == "GsFramework.Terms")
            .SelectMany(static type =>
                type.GetMembers().Where(static member => member is MethodInfo { IsSpecialName: false } or PropertyInfo)
            )
            .Select(static member => member.Name)
            .Except([
                "Name",
                "Weight",
                nameof(INeedsTruth.NeedsTruth),
                nameof(IEndsSlimming.ExpectedShare),
                nameof(ITakesProximalSteps.StepSize),
                nameof(ITakesProximalSteps.Penalty),
            ])
            .ToArray();

        Assert.Contains(nameof(IActsAfterStep.AfterStep), calls);
        Assert.All(calls, call => Assert.Matches($">[^<]*\\b{call}\\b[^<]*</text>", picture));
    }

    [Fact]
    public void The_terms_distances_and_losses_take_part_in_a_run()
    {
        using var project = new TinyProject();
        var terms = _catalog
            .PartsOf(typeof(ICompressionTerm))
            .Where(IsExample)
            .Select(static part => part.Metadata.Key)
            .ToArray();
        Assert.NotEmpty(terms);

        var gs = Gs.Run([
            .. project.Line(
                "compress",
                project.Out,
                [
                    .. terms.Select(static term => $"objective:terms:{term}:enabled=true"),
                    "objective:terms:distillation:distance=blended",
                    "objective:gan:loss=smoothed",
                ]
            ),
            "--plugins",
            DocumentedPlugins.Folder,
        ]);

        Assert.True(gs.ExitCode == 0, gs.Error);
        var columns = File.ReadLines(project["out", "metrics.csv"]).First();
        Assert.Contains("sparse-kernels.share", columns, StringComparison.Ordinal);
        Assert.All(new[] { "colour", "mean-map", "connector", "truth", "judged" }, term =>
            Assert.Matches($"(^|,){term}(,|$)", columns)
        );
        Assert.Contains("relu6", File.ReadAllText(project["out", "model", "graph.json"]), StringComparison.Ordinal);
    }

    [Fact]
    public void The_generator_discriminator_and_images_train_a_teacher_that_the_method_compresses()
    {
        using var folder = new Folder();
        File.WriteAllText(
            folder["discs.json"],
            """
            {
              "seed": 3, "threads": 1, "device": "cpu",
              "model": { "generator": { "kind": "sub-pixel", "width": 8, "blocks": 1 }, "discriminator": { "kind": "image-critic", "width": 4 } },
              "data": { "source": { "kind": "discs", "count": 4 }, "imageSize": 16, "batchSize": 2 },
              "objective": { "terms": { "distillation": { "distance": "charbonnier" } } },
              "training": { "precision": "fp32", "fineTune": { "steps": 2 } },
              "teacher": { "precision": "fp32", "steps": 2, "validateEvery": 0 },
              "evaluation": { "metrics": ["l1"], "cache": false },
              "method": "largest-scales"
            }
            """
        );

        var teacher = Gs.Run(
            "teacher",
            folder["discs.json"],
            "--out",
            folder["teacher"],
            "--plugins",
            DocumentedPlugins.Folder
        );
        Assert.True(teacher.ExitCode == 0, teacher.Error);
        var compact = Gs.Run(
            "compress",
            folder["discs.json"],
            "--out",
            folder["compact"],
            "--plugins",
            DocumentedPlugins.Folder,
            "--set",
            $"model:teacher={folder["teacher", "model"]}",
            "--set",
            $"model:teacherDiscriminator={folder["teacher", "discriminator"]}"
        );

        Assert.True(compact.ExitCode == 0, compact.Error);
        Assert.True(
            (double)JsonNode.Parse(File.ReadAllText(folder["compact", "result.json"]))!["macs"]!["ratio"]! > 1.2
        );
    }

    public void Dispose() => _catalog.Dispose();

    private IEnumerable<CatalogPart> Examples() => _catalog.Parts.Where(IsExample);

    private static bool IsExample(CatalogPart part) => part.Plugin.Name == "HowTo";
}
