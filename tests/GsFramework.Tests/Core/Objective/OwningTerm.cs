using GsFramework.Graph;
using GsFramework.Terms;
using GsFramework.Tests.Core.Composition.Guards;
using TorchSharp;
using static TorchSharp.torch;

namespace GsFramework.Tests.Core.Objective;

/// <summary>Owns a factor for each channel of the norms, and draws γ times the factor to 1.</summary>
internal class OwningTerm(string name = "owning", OptimizerKind kind = OptimizerKind.Adam)
    : INamedTerm,
        IOwnsParameters
{
    /// <summary>The names of what the term has seen as its own.</summary>
    public IReadOnlyCollection<string> Seen { get; private set; } = [];

    public string Name => name;

    public double Weight => 1;

    public virtual OwnedParameters? Own(
        NetworkGraph student,
        NetworkGraph teacher,
        TrainingPhase phase,
        Generator random
    )
    {
        var map = ChannelMap.Of(student);
        return new OwnedParameters(
            map.PrunableNorms.ToDictionary(
                static norm => norm,
                norm => randn(map.GroupsOf(norm).Count, generator: random)
            ),
            new OptimizerSettings(kind, 1e-2, 0.9)
        );
    }

    public virtual Tensor? Loss(StepContext step)
    {
        Seen = [.. step.Owned.Keys];
        return stack([
                .. step.Owned.Select(owned =>
                    ((step.Generator.Tensors[$"{owned.Key}.weight"] * owned.Value) - 1).square().mean()
                ),
            ])
            .mean();
    }
}

/// <summary>The same, which follows when channels leave.</summary>
internal sealed class FollowingTerm : OwningTerm, IOwnsParameters, IFollowsCompaction
{
    public void Follow(GraphModule generator, ChannelCompaction left, ChannelCompaction former) { }

    public Tensor FollowOwned(string name, Tensor tensor, ChannelCompaction left, ChannelCompaction former) =>
        left.Follow(former, $"{name}.weight", tensor);
}

/// <summary>The same, which forgets that its factors become fewer.</summary>
internal sealed class ForgetfulTerm : OwningTerm, IFollowsCompaction
{
    public void Follow(GraphModule generator, ChannelCompaction left, ChannelCompaction former) { }
}
