using GsFramework.Graph;
using GsFramework.Teaching;
using GsFramework.Testing.Kit;
using Xunit;
using static TorchSharp.torch;

namespace GsFramework.Testing;

/// <summary>The rules for a way to train teachers. Choose options with which a step takes a moment only.</summary>
/// <typeparam name="TModule">The plugin's module.</typeparam>
public abstract class TeacherMethodConformance<TModule> : PartConformance<TModule, ITeacherMethod>
    where TModule : Autofac.Module, new()
{
    private const int Steps = 3;

    /// <summary>The network to train; a small generator with a residual block, unless the method needs
    /// another.</summary>
    protected virtual NetworkGraph Generator => Samples.Generator();

    private protected override (string Fact, Action<Rule> Check)? Basic =>
        (nameof(Its_steps_train_with_finite_values), CheckSteps);

    /// <summary>Each step returns finite values, and after a few of them no network is what it was.</summary>
    [Fact]
    public void Its_steps_train_with_finite_values() => Rule();

    /// <summary>The networks it keeps are among those it trains, G first, each in a folder of its own within the
    /// run.</summary>
    [Fact]
    public void It_keeps_networks_that_it_trains()
    {
        var rule = Rule();
        using var run = Begin(rule);
        var kept = run.Objective.Kept;
        rule.Require(kept.Count > 0, "it keeps no network.", "Return the trained generator first.");
        rule.Require(
            kept[0].Folder == "model" && kept[0].Module.Graph.InputChannels == Generator.InputChannels,
            $"the first is '{kept[0].Folder}', which is not the generator.",
            "Return G first, with the folder 'model': 'gs compress' looks for it there."
        );
        rule.Require(
            kept.Select(static network => network.Folder).Distinct().Count() == kept.Count,
            "two have one folder.",
            "Give each a folder of its own."
        );
        var outside = kept.Where(static network =>
                Path.IsPathRooted(network.Folder) || network.Folder.Split('/', '\\').Contains("..")
            )
            .Select(static network => network.Folder)
            .ToArray();
        rule.Require(
            outside.Length == 0,
            $"{Tensors.List(outside)} is outside the run directory.",
            "Give a relative path without '..'."
        );
        rule.Require(
            kept.All(network => run.Objective.Networks.Any(trained => trained.Module == network.Module)),
            "one is not among its networks, so that no checkpoint has it.",
            "Name it in Networks too."
        );
    }

    /// <summary>Two trainings of one seed are equal to the last bit.</summary>
    [Fact]
    public void The_same_seed_gives_the_same() =>
        Stands(Rule(), nameof(The_same_seed_gives_the_same), CheckDeterminism);

    /// <summary>Networks and state, stored after a step and restored into a new training, continue to the same
    /// result.</summary>
    [Fact]
    public void A_restored_training_comes_to_the_same_result()
    {
        var rule = Rule();
        Stands(rule, nameof(The_same_seed_gives_the_same), CheckDeterminism);
        using var whole = Begin(rule);
        whole.Train(rule, 0, Steps);
        using var first = Begin(rule);
        first.Train(rule, 0, 1);
        using var stored = first.Store(rule);
        using var second = Begin(rule);
        second.Restore(rule, stored);
        second.Train(rule, 1, Steps);
        var changed = Tensors.Changed(whole.Bits(), second.Bits());
        rule.Require(
            changed.Length == 0,
            $"{Tensors.List(changed)} differ from those of a training that was not interrupted.",
            "Return from State all that the next step depends on, such as optimisers and replay pools, restore it in "
                + "Load, and draw random numbers as functions of the step (StepRandom)."
        );
    }

    /// <summary>Memory stays flat over steps, and disposing it leaves nothing.</summary>
    [Fact]
    public void It_leaves_no_tensor_behind()
    {
        var rule = Rule();
        using var run = Begin(rule);
        Tensors.LeaveNone(rule, step => run.Step(rule, step), "a step");
        var owned = run.Owned(rule);
        run.Dispose();
        string[] left = [.. owned.Where(static entry => !entry.Value.IsInvalid).Select(static entry => entry.Key)];
        rule.Require(
            left.Length == 0,
            $"{Tensors.List(left)} is left when it has been disposed.",
            "Dispose networks, optimisers and pools in Dispose."
        );
    }

    private TeacherRun Begin(Rule rule)
    {
        Native.Load();
        var method = Create(rule);
        rule.Run(() => method.Check(Generator, ImageSize), "Check");
        return rule.Run(() => new TeacherRun(method, Generator, ImageSize), "Begin");
    }

    private void CheckSteps(Rule rule)
    {
        using var run = Begin(rule);
        var before = run.Bits();
        run.Train(rule, 0, Steps);
        foreach (var (name, module) in run.Objective.Networks)
        {
            string[] bad =
            [
                .. module
                    .Tensors.Where(static entry => !Tensors.AreFinite(entry.Value))
                    .Select(static entry => entry.Key),
            ];
            rule.Require(
                bad.Length == 0,
                $"after {Steps} steps {Tensors.List(bad)} of {name} is NaN or infinite.",
                "Look at the loss that trains it."
            );
        }

        var changed = Tensors.Changed(before, run.Bits());
        string[] still =
        [
            .. run
                .Objective.Networks.Select(static network => network.Name)
                .Where(name => !changed.Any(tensor => tensor.StartsWith($"{name}/", StringComparison.Ordinal))),
        ];
        rule.Require(
            still.Length == 0,
            $"after {Steps} steps {Tensors.List(still)} is what it was.",
            "Give its parameters to an optimiser and call its Step, or leave it out of Networks."
        );
    }

    private void CheckDeterminism(Rule rule)
    {
        using var run = Begin(rule);
        run.Train(rule, 0, Steps);
        using (rand(3))
        {
            // The global generator stands elsewhere now.
        }

        using var again = Begin(rule);
        again.Train(rule, 0, Steps);
        var changed = Tensors.Changed(run.Bits(), again.Bits());
        rule.Require(
            changed.Length == 0,
            $"a second training with the same seed gave other values of {Tensors.List(changed)}.",
            "Make networks with TeacherStart.NewNetwork, and draw random numbers with StepRandom."
        );
    }
}
