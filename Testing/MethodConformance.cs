using GsFramework.Core.Composition.Failures;
using GsFramework.Graph;
using GsFramework.Methods;
using GsFramework.Testing.Kit;
using Xunit;
using static TorchSharp.torch;

namespace GsFramework.Testing;

/// <summary>The rules for a compression method that is no sum of terms. Choose options with which it takes a moment
/// only.</summary>
/// <typeparam name="TModule">The plugin's module.</typeparam>
public abstract class MethodConformance<TModule> : PartConformance<TModule, ICompressionMethod>
    where TModule : Autofac.Module, new()
{
    /// <summary>The teacher's network; a small generator with a residual block, unless the method needs
    /// another.</summary>
    protected virtual NetworkGraph Teacher => Samples.Generator();

    private protected override (string Fact, Action<Rule> Check)? Basic =>
        (nameof(Its_network_stands_for_the_teacher), CheckNetwork);

    /// <summary>What comes out takes and makes the same images as the teacher, costs no more, and its weights are
    /// numbers that fit.</summary>
    [Fact]
    public void Its_network_stands_for_the_teacher() => Rule();

    /// <summary>Teacher and discriminators are as before.</summary>
    [Fact]
    public void It_leaves_the_given_networks_alone()
    {
        var rule = Rule();
        using var run = Begin(rule);
        var before = Tensors.Bits(run.Given);
        Compress(rule, run).Weights.Dispose();
        var changed = Tensors.Changed(before, Tensors.Bits(run.Given));
        rule.Require(
            changed.Length == 0,
            $"{Tensors.List(changed)} changed.",
            "Work on a copy: new GraphModule(context.Teacher.Graph, context.Teacher.Tensors)."
        );
    }

    /// <summary>Two runs of one seed are equal to the last bit.</summary>
    [Fact]
    public void The_same_seed_gives_the_same() =>
        Stands(Rule(), nameof(The_same_seed_gives_the_same), CheckDeterminism);

    /// <summary>What it reports counts upwards, and its values are numbers.</summary>
    [Fact]
    public void Its_progress_counts_upwards()
    {
        var rule = Rule();
        using var run = Begin(rule);
        Compress(rule, run).Weights.Dispose();
        var last = 0;
        foreach (var report in run.Reports)
        {
            rule.Require(
                report.Done >= last && report.Done <= report.Total,
                $"{report.Done} of {report.Total} rounds came after {last}.",
                "Report the number of finished rounds, and of all."
            );
            var bad = report
                .Values.Where(static value => !double.IsFinite(value.Value))
                .Select(static value => value.Key)
                .ToArray();
            rule.Require(
                bad.Length == 0,
                $"{Tensors.List(bad)} is NaN or infinite in round {report.Done}.",
                "Leave out what has no value."
            );
            last = report.Done;
        }
    }

    /// <summary>When the user interrupts, it ends with an OperationCanceledException, or has a result already; begun
    /// again in the same folder it comes to the same result as without an interruption.</summary>
    [Fact]
    public void An_interrupted_run_comes_to_the_same_result()
    {
        var rule = Rule();
        Stands(rule, nameof(The_same_seed_gives_the_same), CheckDeterminism);
        using var whole = Begin(rule);
        var expected = Compress(rule, whole);
        using var owned = expected.Weights;
        using var run = Begin(rule);
        run.InterruptAt(1);
        try
        {
            Create(rule).Compress(run.Context()).Weights.Dispose();
        }
        catch (OperationCanceledException)
        {
            // As it should be.
        }
        catch (Exception fault) when (fault is not ConformanceException)
        {
            throw rule.Broken(
                $"interrupted, it threw {FailureText.Of(fault).Reason}{FailurePlace.Of(fault)}",
                "Write the state, then call context.Cancellation.ThrowIfCancellationRequested().",
                fault
            );
        }

        run.InterruptAt(null);
        Same(
            rule,
            expected,
            run,
            "a run that was interrupted and begun again",
            "Write all that the next round depends on to context.StateFolder before you let yourself be interrupted, "
                + "and read it at the start."
        );
    }

    /// <summary>When the result is disposed, no tensor of the method is left.</summary>
    [Fact]
    public void It_leaves_no_tensor_behind()
    {
        var rule = Rule();
        using var run = Begin(rule);
        var before = Tensors.Living;
        using (NewDisposeScope())
        {
            Compress(rule, run).Weights.Dispose();
        }

        rule.Require(
            Tensors.Living == before,
            $"{Tensors.Living - before} tensors are left when its result has been disposed.",
            "Dispose networks and weight sets that the method makes, and open a dispose scope for each round."
        );
    }

    private MethodRun Begin(Rule rule)
    {
        Native.Load();
        return rule.Run(() => new MethodRun(Teacher, ImageSize), "building the teacher");
    }

    private PrunedNetwork Compress(Rule rule, MethodRun run)
    {
        var method = Create(rule);
        return rule.Run(() => method.Compress(run.Context()), "Compress");
    }

    private void Same(Rule rule, PrunedNetwork expected, MethodRun run, string what, string fix)
    {
        var (graph, weights) = Compress(rule, run);
        using var owned = weights;
        rule.Require(GraphJson.Write(expected.Graph) == GraphJson.Write(graph), $"{what} gave another network.", fix);
        var changed = Tensors.Changed(Tensors.Bits(expected.Weights), Tensors.Bits(weights));
        rule.Require(changed.Length == 0, $"{what} gave other values of {Tensors.List(changed)}.", fix);
    }

    private FeatureShape Shape(NetworkGraph graph) => graph.Shapes(ImageSize)[graph.Output.Name];

    private long Macs(NetworkGraph graph) => GraphCost.Of(graph, ImageSize).Macs;

    private void CheckNetwork(Rule rule)
    {
        using var run = Begin(rule);
        var (graph, weights) = Compress(rule, run);
        using var owned = weights;
        var teacher = run.Teacher.Graph;
        rule.Run(() => GraphWeights.Check(graph, weights), "looking for the weights of its network");
        string[] bad =
        [
            .. weights.Where(static entry => !Tensors.AreFinite(entry.Value)).Select(static entry => entry.Key),
        ];
        rule.Require(bad.Length == 0, $"{Tensors.List(bad)} is NaN or infinite.", "Look at what trained them.");
        rule.Require(
            graph.InputChannels == teacher.InputChannels && Shape(graph) == Shape(teacher),
            $"the teacher makes {Shape(teacher)} of {teacher.InputChannels} channels, the compressed network "
                + $"{Shape(graph)} of {graph.InputChannels}.",
            "Compress inner channels and layers only."
        );
        rule.Require(
            Macs(graph) <= Macs(teacher),
            $"the teacher has {Macs(teacher)} multiply-accumulates, the compressed network {Macs(graph)}.",
            "Return a smaller network, or the teacher itself."
        );
        NetworkRules.SurvivesItsFile(rule, graph, Bench(rule).Catalog.LayerKinds);
    }

    private void CheckDeterminism(Rule rule)
    {
        using var run = Begin(rule);
        using var again = Begin(rule);
        var first = Compress(rule, run);
        using var firstWeights = first.Weights;
        using (rand(3))
        {
            // The global generator stands elsewhere now.
        }

        Same(
            rule,
            first,
            again,
            "a second run with the same seed",
            "Draw random numbers from a generator of your own that is seeded with context.Seed."
        );
    }
}
