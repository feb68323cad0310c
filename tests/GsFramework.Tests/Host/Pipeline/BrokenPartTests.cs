using GsFramework.Graph;
using GsFramework.Graph.Layers;
using GsFramework.Tests.Core.Composition;
using GsFramework.Tests.Host.Commands;

namespace GsFramework.Tests.Host.Pipeline;

/// <summary>Command lines whose configuration uses a stranger's part that goes wrong.</summary>
[Collection(nameof(WholeRuns))]
public sealed class BrokenPartTests : IDisposable
{
    private readonly TinyProject _project = new();

    public void Dispose() => _project.Dispose();

    [Theory]
    [InlineData(
        "Plugin Fixture.Broken, compression term 'broken', construct: InvalidOperationException: Constructor went "
            + "wrong.",
        "objective:terms:broken:fault=constructor"
    )]
    [InlineData(
        "Plugin Fixture.Broken, compression term 'broken', rewrite: InvalidOperationException",
        "objective:terms:broken:fault=rewrite"
    )]
    [InlineData(
        "Plugin Fixture.Broken, image distance 'broken', step 0: it returned [2], not a scalar.",
        "objective:terms:distillation:distance=broken"
    )]
    [InlineData(
        "Plugin GsFramework.Distillation, compression term 'distillation', step 0 of slim (in "
            + "Fixtures.Broken.BrokenDistance of plugin Fixture.Broken): InvalidOperationException: too far.",
        "objective:terms:distillation:distance:kind=broken",
        "objective:terms:distillation:distance:throws=true"
    )]
    [InlineData(
        "Plugin Fixture.Broken, adversarial loss 'broken', step 0 of slim: NotSupportedException: no game today.",
        "objective:gan:loss=broken"
    )]
    [InlineData(
        "Plugin Fixture.Broken, compression term 'broken', step 0 of slim: it changed TeacherOutput of the step",
        "objective:terms:broken:fault=meddling"
    )]
    [InlineData(
        "Plugin Fixture.Broken, compression term 'broken', step 0 of slim: the loss is a number, but its gradient is "
            + "NaN or infinite.",
        "objective:terms:broken:fault=gradient"
    )]
    [InlineData(
        "Plugin GsFramework.Distillation, compression term 'distillation' with image distance 'root', step 0 of slim: "
            + "the loss is a number, but its gradient is NaN or infinite.",
        "objective:terms:distillation:distance=root"
    )]
    [InlineData(
        "Plugin Fixture.Broken, generator with layers such as 'root', step 0 of slim: the loss is a number, but its "
            + "gradient is NaN or infinite.",
        "model:student:kind=broken",
        "model:student:fault=gradient",
        "objective:terms:channel-pruning:enabled=false",
        "objective:terms:quantization:enabled=false"
    )]
    [InlineData(
        "Plugin Fixture.Broken, generator with layers such as 'lying', step 0 of slim: GraphException: Layer 'last' "
            + "(lying) computed [2, 3, 16, 8] of 2 images, but its OutputShape says 3x16x16.",
        "model:student:kind=broken",
        "model:student:fault=shape",
        "objective:terms:channel-pruning:enabled=false",
        "objective:terms:quantization:enabled=false"
    )]
    [InlineData(
        "Plugin Fixture.Broken, adversarial loss 'counting', ForGenerator: it was ",
        "objective:gan:loss=counting"
    )]
    [InlineData(
        "Plugin Fixture.Broken, compression method 'broken', compress: InvalidOperationException: the search found "
            + "nothing.",
        "method=broken"
    )]
    [InlineData(
        "Plugin Fixture.Broken, compression method 'broken', compress: it returned no network.",
        "method:kind=broken",
        "method:returnsNothing=true"
    )]
    [InlineData(
        "Plugin Fixture.Broken, generator 'broken', create: InvalidOperationException: no idea of a network.",
        "model:student=broken"
    )]
    [InlineData(
        "Plugin Fixture.Broken, generator 'broken', create: it returned no graph.",
        "model:student:kind=broken",
        "model:student:fault=nothing"
    )]
    [InlineData(
        "Plugin Fixture.Broken, generator 'broken', create: GraphException: Layer 'model.0' reads 'nowhere'",
        "model:student:kind=broken",
        "model:student:fault=inconsistent"
    )]
    [InlineData(
        "Plugin Fixture.Broken, generator with layers such as 'broken-layer', step 0 of slim: "
            + "InvalidOperationException: it computes nothing.",
        "model:student:kind=broken",
        "model:student:fault=layer",
        "objective:terms:channel-pruning:enabled=false",
        "objective:terms:quantization:enabled=false"
    )]
    [InlineData(
        "Plugin Fixture.Broken, image source 'broken', open Train images of Source: InvalidOperationException: the "
            + "camera is off.",
        "data:source=broken"
    )]
    [InlineData(
        "Plugin Fixture.Broken, generator 'broken', create: its layers do not fit one another, whatever the size of "
            + "the image. With one of 3x256x256, layer 'norm' "
            + "(instance-norm2d) reads 8x250x250 from 'down' (conv2d): instance-norm2d takes 16 channels and is "
            + "given 8. Fix BrokenGenerator.Create, or",
        "model:student:kind=broken",
        "model:student:fault=channels"
    )]
    [InlineData(
        "Plugin Fixture.Broken, compression term 'broken', claim: the generator has no trained parameter",
        "objective:terms:broken:fault=unknown-claim"
    )]
    [InlineData(
        "Layer 'loose' is of the kind 'loose' (Fixtures.Broken.LooseLayer in Fixture.Broken), which no plugin has "
            + "registered",
        "model:student:kind=broken",
        "model:student:fault=unregistered"
    )]
    [InlineData(
        "Plugin Fixture.Broken, compression term 'broken', rewrite: UnknownLayerException: Layer 'loose' is of the "
            + "kind 'loose'",
        "objective:terms:broken:fault=rewrite-unregistered"
    )]
    [InlineData(
        "Plugin Fixture.Broken, compression term 'out-of-range', construct: the default of its option 'reach' is "
            + "refused: 0 is out of range",
        "objective:terms:out-of-range:enabled=true"
    )]
    public void A_part_that_fails_is_named_with_its_phase_and_nothing_is_left(string message, params string[] sets)
    {
        var gs = Run(sets);

        Assert.True(gs.ExitCode == 2, gs.Error);
        Assert.True(gs.Error.Contains(message, StringComparison.Ordinal), gs.Error);
        Assert.DoesNotContain("   at ", gs.Error, StringComparison.Ordinal);
        Assert.Empty(gs.Output);

        // A method has a folder for its own checkpoints, with which it can continue.
        Assert.Equal(sets[0].StartsWith("method", StringComparison.Ordinal), Directory.Exists(_project.Out));
    }

    [Theory]
    [InlineData(
        "Plugin Fixture.Broken, compression term 'broken', construct: InvalidOperationException: Constructor went "
            + "wrong.",
        "objective:terms:broken:fault=constructor"
    )]
    [InlineData(
        "Plugin Fixture.Broken, compression term 'broken', rewrite: InvalidOperationException",
        "objective:terms:broken:fault=rewrite"
    )]
    [InlineData(
        "Plugin Fixture.Broken, compression term 'broken', taps: the generator has no layer 'nowhere'",
        "objective:terms:broken:fault=unknown-tap"
    )]
    [InlineData(
        "Layer 'loose' is of the kind 'loose' (Fixtures.Broken.LooseLayer in Fixture.Broken), which no plugin has "
            + "registered",
        "model:student:kind=broken",
        "model:student:fault=unregistered"
    )]
    [InlineData(
        "Plugin Fixture.Broken, compression term 'broken', rewrite: UnknownLayerException: Layer 'loose' is of the "
            + "kind 'loose'",
        "objective:terms:broken:fault=rewrite-unregistered"
    )]
    [InlineData(
        "Plugin Fixture.Broken, compression term 'out-of-range', construct: the default of its option 'reach' is "
            + "refused",
        "objective:terms:out-of-range:enabled=true"
    )]
    [InlineData(
        "Plugin Fixture.Broken, generator 'broken', create: its layers do not fit one another",
        "model:student:kind=broken",
        "model:student:fault=channels"
    )]
    [InlineData(
        "Plugin Fixture.Broken, generator 'broken', create: InvalidOperationException: no idea of a network.",
        "model:teacher=null",
        "model:generator=broken"
    )]
    [InlineData(
        "objective.terms.channel-pruning.targetMacRatio is 999, but with every channel pruned that γ can prune this "
            + "generator has ",
        "objective:terms:channel-pruning:targetMacRatio=999"
    )]
    [InlineData("data.imageSize = 8 does not fit the discriminator", "data:imageSize=8")]
    public void What_a_run_would_refuse_at_its_start_is_no_valid_configuration(string message, params string[] sets)
    {
        var gs = Gs.Run([
            "config",
            "validate",
            _project.Config,
            "--plugins",
            FixturePlugins.Folder("Broken"),
            .. sets.SelectMany(static set => new[] { "--set", set }),
        ]);

        Assert.True(gs.ExitCode == 2, gs.Output);
        Assert.Contains(message, gs.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("config", "validate")]
    [InlineData("teacher")]
    public void A_teacher_that_nobody_could_read_is_not_trained(params string[] verb)
    {
        File.WriteAllText(
            _project.Config,
            File.ReadAllText(_project.Config)
                .Replace("\"teacher\": \"generator\", ", "", StringComparison.Ordinal)
                .Replace(
                    """{ "kind": "cyclegan-resnet", "width": 4, "blocks": 1 }""",
                    """{ "kind": "broken", "fault": "unregistered" }""",
                    StringComparison.Ordinal
                )
        );

        var gs = Gs.Run([.. verb, _project.Config, "--plugins", FixturePlugins.Folder("Broken")]);

        Assert.True(gs.ExitCode == 2, gs.Output + gs.Error);
        Assert.Contains(
            "Layer 'loose' is of the kind 'loose' (Fixtures.Broken.LooseLayer in Fixture.Broken), which no plugin has "
                + "registered",
            gs.Error,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void A_teacher_that_no_scale_can_prune_is_found_before_a_run()
    {
        _project.SaveModel(
            "plain",
            new GraphBuilder(3)
                .Add("conv", new Conv2d(3, 3, KernelSize: 3, Padding: 1))
                .Add("tanh", new Activation(ActivationFunction.Tanh))
                .Build(),
            4
        );

        var gs = Gs.Run("config", "validate", _project.Config, "--set", $"model:teacher={_project["plain"]}");

        Assert.True(gs.ExitCode == 2, gs.Output);
        Assert.Contains(
            "objective.terms.channel-pruning: the generator has no norm with a scale γ",
            gs.Error,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void A_configuration_whose_parts_can_be_made_is_valid()
    {
        var gs = Gs.Run("config", "validate", _project.Config);

        Assert.True(gs.ExitCode == 0, gs.Error);
        Assert.False(Directory.Exists(_project.Out));
    }

    [Fact]
    public void What_only_the_training_of_a_teacher_would_make_is_no_fault_of_a_compression()
    {
        var gs = Gs.Run(
            "config",
            "validate",
            _project.Config,
            "--plugins",
            FixturePlugins.Folder("Broken"),
            "--set",
            "model:generator=broken"
        );

        Assert.True(gs.ExitCode == 0, gs.Error);
    }

    [Fact]
    public void Whatever_else_is_wrong_is_told_at_once()
    {
        var gs = Gs.Run(
            "config",
            "validate",
            _project.Config,
            "--plugins",
            FixturePlugins.Folder("Broken"),
            "--set",
            "objective:terms:broken:fault=constructor",
            "--set",
            "model:student=broken"
        );

        Assert.Contains("'broken', construct: InvalidOperationException", gs.Error, StringComparison.Ordinal);
        Assert.Contains(
            "generator 'broken', create: InvalidOperationException: no idea of a network.",
            gs.Error,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void A_loss_that_keeps_something_between_calls_is_found_in_the_training_of_a_teacher_too()
    {
        var gs = Gs.Run([
            .. _project.Line("teacher", _project.Out, "teacher:method:loss=counting"),
            "--plugins",
            FixturePlugins.Folder("Broken"),
        ]);

        Assert.True(gs.ExitCode == 2, gs.Error);
        Assert.Contains(
            "Plugin Fixture.Broken, adversarial loss 'counting', ForGenerator: it was ",
            gs.Error,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void A_part_that_fails_in_the_training_of_a_teacher_is_named_with_the_step()
    {
        var gs = Gs.Run([
            .. _project.Line("teacher", _project.Out, "teacher:method:loss=broken"),
            "--plugins",
            FixturePlugins.Folder("Broken"),
        ]);

        Assert.True(gs.ExitCode == 2, gs.Error);
        Assert.Contains(
            "Plugin Fixture.Broken, Fixtures.Broken.BrokenLoss, step 0 of teacher: NotSupportedException: no game "
                + "today.",
            gs.Error,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void The_trace_of_a_failure_is_kept_for_the_plugins_author()
    {
        var gs = Run("objective:terms:broken:fault=constructor");

        var path = gs.Error.Trim().Split("(the trace is in ")[1].TrimEnd(')');
        Assert.Contains("Fixtures.Broken.BrokenTerm", File.ReadAllText(path), StringComparison.Ordinal);
        Directory.Delete(Path.GetDirectoryName(path)!, recursive: true);
    }

    [Theory]
    [InlineData(
        "Plugin Fixture.Broken, feature extractor 'broken', features: its Maps are not one or more tensors",
        "evaluation:metrics:0=feature-distance"
    )]
    [InlineData(
        "Plugin Fixture.Broken, feature extractor 'broken', features: InvalidOperationException: nothing to see.",
        "evaluation:metrics:0=kid"
    )]
    public void A_feature_network_that_fails_is_named(string message, string metric)
    {
        _project.SaveModel(
            "other",
            new GsFramework.Models.Generators.CycleGanResNet(
                new GsFramework.Models.Generators.CycleGanResNetOptions { Width = 4, Blocks = 1 }
            ).Create(),
            9
        );

        var gs = Gs.Run(
            "evaluate",
            _project["other"],
            _project.Config,
            "--plugins",
            FixturePlugins.Folder("Broken"),
            "--set",
            "evaluation:features=broken",
            "--set",
            metric
        );

        Assert.True(gs.ExitCode == 2, gs.Error);
        Assert.Contains(message, gs.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", gs.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_part_that_fails_when_it_is_disposed_costs_nothing_that_was_made()
    {
        var gs = Run("objective:terms:broken:fault=dispose", "training:slim:steps=1", "training:fineTune:steps=0");

        Assert.True(gs.ExitCode == 0, gs.Error);
        Assert.Contains(
            "warning: Plugin Fixture.Broken, dispose: InvalidOperationException: Dispose went wrong.",
            gs.Error,
            StringComparison.Ordinal
        );
        Assert.True(File.Exists(_project["out", "result.json"]));
    }

    [Fact]
    public void A_term_that_never_has_a_loss_and_does_nothing_else_is_told_of()
    {
        var gs = _project.Compress("objective:terms:warning:enabled=true", "objective:terms:blow-up:step=1000");

        Assert.True(gs.ExitCode == 0, gs.Error);
        foreach (var term in new[] { "warning", "blow-up" })
        {
            Assert.Contains(
                $"warning: Plugin Fixture.Pipeline, compression term '{term}': it returned no loss in any step, and "
                    + "does nothing else, so that it had no effect. Fix the plugin, or turn the term off",
                gs.Error,
                StringComparison.Ordinal
            );
        }

        Assert.DoesNotContain("term 'distillation': it returned", gs.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Two_versions_of_a_library_work_in_one_run()
    {
        var gs = Gs.Run([
            .. _project.Line(
                "compress",
                _project.Out,
                "objective:terms:dependent:enabled=true",
                "objective:terms:later:enabled=true",
                "training:slim:steps=1",
                "training:fineTune:steps=0"
            ),
            "--plugins",
            FixturePlugins.Folder("WithDependency"),
            "--plugins",
            FixturePlugins.Folder("WithLaterDependency"),
        ]);

        Assert.True(gs.ExitCode == 0, gs.Error);
        var rows = File.ReadAllLines(_project["out", "metrics.csv"]).Select(static line => line.Split(',')).ToArray();
        Assert.Equal("1", rows[1][Array.IndexOf(rows[0], "dependent.generation")]);
        Assert.Equal("2", rows[1][Array.IndexOf(rows[0], "later.generation")]);
    }

    private Gs Run(params string[] sets) =>
        Gs.Run([.. _project.Line("compress", _project.Out, sets), "--plugins", FixturePlugins.Folder("Broken")]);
}
