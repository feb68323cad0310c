using GsFramework.Core.Composition.Assemblies;
using GsFramework.Core.Composition.Failures;
using GsFramework.Core.Composition.Guards;
using GsFramework.Core.Composition.Loading;
using GsFramework.Core.Composition.Parts;
using GsFramework.Graph;
using GsFramework.Parts;
using GsFramework.Terms;
using GsFramework.Tests.Core.Composition;
using GsFramework.Tests.Core.Objective;
using GsFramework.Tests.Host;
using GsFramework.Tests.Plugins;
using Serilog.Core;

namespace GsFramework.Tests.Core.Composition.Guards;

/// <summary>A stranger's term in the real objective, wrong in every way that a term can be.</summary>
[Collection(nameof(LiveTensors))]
public sealed class BrokenTermTests : IDisposable
{
    private readonly PluginCatalog _catalog = FixturePlugins.Load("Broken");
    private readonly PartFactory _parts;

    public BrokenTermTests() => _parts = new PartFactory(_catalog, Logger.None, weights: null, ImageSize.Square(64));

    public void Dispose()
    {
        _parts.Dispose();
        _catalog.Dispose();
    }

    [Theory]
    [InlineData(
        "Loss",
        "step 1 of slim: InvalidOperationException: Loss went wrong. Fix the plugin, or turn the term off "
            + "(objective.terms.broken.enabled = false)."
    )]
    [InlineData(
        "NativeLoss",
        "step 1 of slim: a native library is missing: Unable to load shared library 'acme_native'"
    )]
    [InlineData("NotANumber", "step 1 of slim: the loss became NaN.")]
    [InlineData("Infinite", "step 1 of slim: the loss became")]
    [InlineData("Vector", "step 1 of slim: its loss is [2, 3], not a scalar.")]
    [InlineData("Detached", "step 1 of slim: its loss is detached: it has no gradient.")]
    [InlineData("Integer", "step 1 of slim: its loss is of type Int64, which has no gradient.")]
    [InlineData("OtherDevice", "step 1 of slim: its loss is on the device meta, the step is on cpu.")]
    [InlineData("Disposed", "step 1 of slim: its loss is a tensor that was disposed.")]
    [InlineData("DisposedOutput", "step 1 of slim: it disposed a tensor of the step, which others need.")]
    [InlineData("AfterStep", "after step 1 of slim: InvalidOperationException: AfterStep went wrong.")]
    [InlineData("Values", "values after step 1 of slim: InvalidOperationException: Values went wrong.")]
    [InlineData("ValueName", "names no column of metrics.csv.")]
    [InlineData("SameValues", "values after step 1 of slim: two of its values have one name.")]
    public void A_term_that_goes_wrong_in_a_step_is_named_with_plugin_step_and_remedy(string fault, string message)
    {
        using var tiny = new TinyObjective(Term(fault, step: 1));
        Assert.Equal(0, tiny.Step(0)["broken.value"]);

        AssertNamed(Assert.ThrowsAny<UserException>(() => tiny.Step(1)), message);
    }

    [Fact]
    public void A_gradient_that_cannot_be_computed_names_the_summands()
    {
        using var tiny = new TinyObjective(Term("Backward", step: 1));
        tiny.Step(0);

        var fault = Assert.Throws<PluginException>(() => tiny.Step(1));

        Assert.Contains("step 1 of slim", fault.Message, StringComparison.Ordinal);
        Assert.Contains("broken (Fixture.Broken)", fault.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', fault.Message);
    }

    [Theory]
    [InlineData("Taps", "taps: InvalidOperationException: Taps went wrong.")]
    [InlineData("UnknownTap", "taps: the generator has no layer 'nowhere'.")]
    [InlineData("Claim", "claim: InvalidOperationException: Claim went wrong.")]
    [InlineData("UnknownClaim", "claim: the generator has no trained parameter 'nowhere.weight'.")]
    [InlineData("Own", "own: InvalidOperationException: Own went wrong.")]
    [InlineData(
        "OwnTaken",
        "own: it cannot own a parameter called 'model.1.weight': the generator has one of that name."
    )]
    [InlineData("OwnInfinite", "own: 'mine' begins with NaN or infinite values. Initialise it with numbers.")]
    [InlineData("OwnDisposed", "own: 'mine' is no tensor of numbers that can be trained.")]
    public void A_term_that_goes_wrong_before_the_first_step_is_named(string fault, string message) =>
        AssertNamed(Assert.Throws<PluginException>(() => new TinyObjective(Term(fault))), message);

    [Theory]
    [InlineData("Rewrite", "rewrite: InvalidOperationException: Rewrite went wrong.")]
    [InlineData("RewriteNull", "rewrite: it returned no generator.")]
    [InlineData("RewriteShape", "rewrite: the generator that it returned takes or makes something else")]
    [InlineData("Prepare", "prepare: InvalidOperationException: Prepare went wrong.")]
    [InlineData("Weight", "construct: its Weight is NaN")]
    [InlineData("State", "state: InvalidOperationException: State went wrong.")]
    [InlineData("Finished", "the end of a step: InvalidOperationException: Finished went wrong.")]
    public void A_term_that_goes_wrong_outside_the_steps_is_named(string fault, string message)
    {
        using var tiny = new TinyObjective();
        var term = new GuardedTerm(Term(fault, step: -1), "broken");

        AssertNamed(
            Assert.Throws<PluginException>(() =>
            {
                term.Check();
                term.Rewrite(tiny.Generator.Graph, ImageSize.Square(16));
                term.Prepare(tiny.Generator, []);
                _ = term.State;
                _ = term.IsFinished;
            }),
            message
        );
    }

    [Theory]
    [InlineData("Constructor", "construct: InvalidOperationException: Constructor went wrong.")]
    [InlineData(
        "NativeConstructor",
        "construct: a native library is missing: Unable to load shared library 'acme_native'"
    )]
    public void A_term_that_cannot_be_constructed_is_named(string fault, string message) =>
        AssertNamed(Assert.Throws<PluginException>(() => Term(fault)), message);

    [Fact]
    public void A_native_library_is_found_beside_the_assembly_and_told_from_the_right_one()
    {
        using var folder = new Folder();
        var plugin = FixturePlugins.CopyInto(folder, "Broken");
        File.Copy(
            Path.Combine(
                System.Runtime.InteropServices.RuntimeEnvironment.GetRuntimeDirectory(),
                "libSystem.IO.Compression.Native.so"
            ),
            Path.Combine(plugin, "libacme_native.so")
        );
        using var catalog = FixturePlugins.Load(Logger.None, plugin);
        using var parts = new PartFactory(catalog, Logger.None, weights: null, ImageSize.Square(64));

        var fault = Assert.Throws<PluginException>(() => Term(catalog, parts, "NativeConstructor", 0));

        Assert.Contains(
            "construct: a native library is another version: Unable to find an entry point named 'Missing'",
            fault.Message,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void A_step_with_a_sound_term_of_a_stranger_leaves_no_tensor_behind()
    {
        using var tiny = new TinyObjective(Term("None"));

        LiveTensors.StayConstant(step => tiny.Step(step));
    }

    private static void AssertNamed(UserException fault, string message)
    {
        Assert.StartsWith(
            "Plugin Fixture.Broken, compression term 'broken', ",
            fault.Message,
            StringComparison.Ordinal
        );
        Assert.Contains(message, fault.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', fault.Message);
    }

    private ICompressionTerm Term(string fault, int step = 0) => Term(_catalog, _parts, fault, step);

    private static ICompressionTerm Term(PluginCatalog catalog, PartFactory parts, string fault, int step)
    {
        var type = catalog.Find(typeof(ICompressionTerm), "broken")!.Metadata.Options;
        var options = Activator.CreateInstance(type)!;
        type.GetProperty("Fault")!.SetValue(options, Enum.Parse(type.GetProperty("Fault")!.PropertyType, fault));
        type.GetProperty("Step")!.SetValue(options, step);
        return parts.Create(new PartSelection<ICompressionTerm>("broken", options));
    }
}
