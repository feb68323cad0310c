using GsFramework.Core.Composition.Guards;
using GsFramework.Graph;
using GsFramework.Terms;
using GsFramework.Testing.Kit;
using Serilog.Core;
using Xunit;
using static TorchSharp.torch;

namespace GsFramework.Testing;

/// <summary>The rules for terms that follow when channels leave the generator in training.</summary>
public abstract partial class CompressionTermConformance<TModule>
{
    /// <summary>Slimming continues, with finite weights, when channels leave again and again.</summary>
    [Fact]
    public void It_trains_on_when_channels_leave_the_generator()
    {
        const int Rounds = 2;
        const int StepsOfRound = 3;
        var rule = Rule();
        using var scope = NewDisposeScope();
        using var run = Begin(rule);
        if (run.Term is not IFollowsCompaction)
        {
            return;
        }

        using var student = rule.Run(run.Compacting, "composing the objective");
        var step = 0;
        for (var round = 0; round <= Rounds; round++)
        {
            for (var i = 0; i < StepsOfRound; i++)
            {
                rule.Run(
                    () => run.Step(student.Objective, step++, (Rounds + 1) * StepsOfRound),
                    round == 0 ? "a step of slimming" : "a step after channels have left (Follow)"
                );
            }

            string[] bad =
            [
                .. student
                    .Network.Trained()
                    .Where(static entry => !Tensors.AreFinite(entry.Parameter))
                    .Select(static entry => entry.Name),
            ];
            rule.Require(
                bad.Length == 0,
                $"after channels have left, {Tensors.List(bad)} is NaN or infinite.",
                "In Follow, bring everything that the term holds for each channel into its new shape, with "
                    + "left.Follow(former, name, tensor)."
            );

            // The second look finds silent what the first one found.
            Silence(student.Network);
            for (var look = 0; look < 2; look++)
            {
                rule.Run(() => student.Compact(Logger.None), "letting channels leave (Held, Follow)");
            }
        }
    }

    private static bool IsOwned(string key) => key.StartsWith(OwnedWeights.Prefix, StringComparison.Ordinal);

    // A channel of each norm that has more than one.
    private static void Silence(GraphModule generator)
    {
        var map = ChannelMap.Of(generator.Graph);
        var gone = map
            .PrunableNorms.Select(map.GroupsOf)
            .Where(static groups => groups.Distinct().Count() > 1)
            .Select(static groups => groups[0])
            .ToHashSet();
        GraphPruning.Mask(
            map,
            generator.Tensors,
            map
                .Graph.Nodes.SelectMany(node => map.GroupsOf(node.Name))
                .Where(group => !gone.Contains(group))
                .ToHashSet()
        );
    }
}
