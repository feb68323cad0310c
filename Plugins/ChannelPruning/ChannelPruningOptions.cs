using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using GsFramework.Parts;

namespace GsFramework.ChannelPruning;

/// <summary>Which learning rate is in the proximal step's threshold.</summary>
public enum ProximalSchedule
{
    /// <summary>The one that γ was stepped with.</summary>
    True,

    /// <summary>The official code's, which is smaller by a factor from the second epoch on.</summary>
    Reference,
}

/// <summary>Which γ compete with each other for staying.</summary>
public enum PruningScope
{
    /// <summary>All of them: one threshold for the whole generator, as in the paper.</summary>
    Global,

    /// <summary>Those of one layer: every layer, and the trunk, loses the same share of its channels.</summary>
    Layer,
}

/// <summary>What the pruned generator is to cost where it is used.</summary>
public sealed record PruningTarget : IValidatesOptions
{
    /// <summary>The most bytes that its exported file may have.</summary>
    [Description(
        "The most bytes that the exported file may have: that of the smallest format in export.formats (onnx-int8, "
            + "onnx-fp16, onnx)."
    )]
    [Range(1, int.MaxValue)]
    public int? Bytes { get; init; }

    /// <summary>The most milliseconds that an image may take.</summary>
    [Description(
        "The most milliseconds that one image may take in ONNX Runtime on this processor, in the same file. What each "
            + "layer takes is measured before slimming."
    )]
    [Range(0.001, 1e6)]
    public double? Milliseconds { get; init; }

    /// <summary>Rows and columns of that image.</summary>
    [Description("Rows and columns of the image for milliseconds; those of data.imageSize when absent.")]
    [Range(1, 16384)]
    public int? Size { get; init; }

    /// <summary>Threads that compute it.</summary>
    [Description("Threads that compute it; 0 for all cores, those of the run when absent.")]
    [Range(0, 1024)]
    public int? Threads { get; init; }

    /// <inheritdoc/>
    public IEnumerable<(string Property, string Message)> Faults()
    {
        if (Bytes is null == Milliseconds is null)
        {
            var now = Bytes is null ? "none is set" : "both are set";
            yield return (nameof(Bytes), $"set exactly one of bytes and milliseconds; {now}.");
        }

        if (Milliseconds is null && Size is not null)
        {
            yield return (nameof(Size), "size is that of the image for milliseconds. Set these, or leave it out.");
        }

        if (Milliseconds is null && Threads is not null)
        {
            yield return (nameof(Threads), "threads compute the image for milliseconds. Set these, or leave it out.");
        }
    }
}

/// <summary>Options of the channel pruning term. Exactly one of <see cref="Rho"/>, <see cref="TargetMacRatio"/> and
/// <see cref="Target"/> is set.</summary>
public sealed record ChannelPruningOptions : IValidatesOptions
{
    /// <summary>ρ, the weight of ‖γ‖₁, fixed for the whole phase.</summary>
    [Description("ρ, the weight of ‖γ‖₁. Set this, targetMacRatio or target.")]
    [Range(0.0, 100.0)]
    public double? Rho { get; init; }

    /// <summary>How many times fewer multiply-accumulates are wanted; ρ is then found during slimming.</summary>
    [Description(
        "How many times fewer multiply-accumulates (exact rule) the generator must have. Set this, target or rho."
    )]
    [Range(1.0, 10000.0)]
    public double? TargetMacRatio { get; init; }

    /// <summary>What the generator is to cost; ρ is then found during slimming.</summary>
    [Description(
        "What the generator may cost where it is used, in bytes or milliseconds. Set this, targetMacRatio or rho."
    )]
    public PruningTarget? Target { get; init; }

    internal bool HasTarget => TargetMacRatio is not null || Target is not null;

    /// <summary>Base learning rate of γ.</summary>
    [Description("Base learning rate of γ; the schedule multiplies it.")]
    [Range(1e-9, 100.0)]
    public double LearningRate { get; init; } = 0.1;

    /// <summary>Momentum of γ's SGD.</summary>
    [Description("Momentum of γ's SGD.")]
    [Range(0.0, 0.9999)]
    public double Momentum { get; init; } = 0.5;

    /// <summary>Which learning rate is in the proximal step's threshold.</summary>
    [Description("'true' for a threshold of ρ times the learning rate in use, 'reference' for the official code's.")]
    public ProximalSchedule Schedule { get; init; } = ProximalSchedule.True;

    /// <summary>True to set the shift β of a channel to 0 with its γ, so that taking the channel out changes
    /// nothing.</summary>
    [Description("True to set a channel's shift β to 0 with its γ, so that taking the channel out changes nothing.")]
    public bool ZeroShift { get; init; } = true;

    /// <summary>True to prune the channels of residual trunks too.</summary>
    [Description(
        "True to prune the channels of residual trunks too: norms without γ get one, and the γ that write to one "
            + "trunk channel shrink together (group L1). The paper's generators leave the trunk whole."
    )]
    public bool Trunk { get; init; }

    /// <summary>True to give a scale γ to convolutions that no norm with one follows, so that networks without norms
    /// can be slimmed.</summary>
    [Description(
        "True to put a scale γ behind convolutions that no norm with one follows, so that networks without norms, or "
            + "with norms that an exporter folded away, can be slimmed. They begin with 1 and are folded into the "
            + "kernels when the channels are taken out."
    )]
    public bool InsertScales { get; init; }

    /// <summary>Which γ compete with each other for staying.</summary>
    [Description(
        "'global' for one threshold for all γ, as in the paper; 'layer' for a threshold of each layer's own, so that "
            + "every layer, and the trunk, loses the same share of its channels. 'layer' needs a target."
    )]
    public PruningScope Scope { get; init; } = PruningScope.Global;

    /// <summary>What the channels that a norm keeps are rounded up to a multiple of.</summary>
    [Description(
        "Round the channels that a norm keeps up to a multiple of this: kernels of 8-bit integers are up to a fifth "
            + "faster with multiples of 8. 'auto' takes the one of 1, 4, 8 and 16 with which the generator is "
            + "predicted to be fastest, from what its layers take on this processor. Needs a target, which is met all "
            + "the same."
    )]
    [Range(1, 64)]
    public IntegerOrAuto ChannelMultiple { get; init; } = 1;

    /// <inheritdoc/>
    public IEnumerable<(string Property, string Message)> Faults()
    {
        (string Name, bool IsSet)[] goals =
        [
            ("targetMacRatio", TargetMacRatio is not null),
            ("target", Target is not null),
            ("rho", Rho is not null),
        ];
        string[] set = [.. goals.Where(static goal => goal.IsSet).Select(static goal => goal.Name)];
        if (set.Length != 1)
        {
            var now = set.Length == 0 ? "none is set" : $"{string.Join(" and ", set)} are set";
            yield return (nameof(TargetMacRatio), $"set exactly one of targetMacRatio, target and rho; {now}.");
        }

        if (!HasTarget && Scope == PruningScope.Layer)
        {
            yield return (
                nameof(Scope),
                "scope 'layer' needs targetMacRatio or target: only a target says how large the share of each layer is."
            );
        }

        if (!HasTarget && ChannelMultiple != 1)
        {
            yield return (
                nameof(ChannelMultiple),
                "channelMultiple needs targetMacRatio or target: with a fixed rho no step is the last of the choice."
            );
        }

        if (HasTarget && !ZeroShift)
        {
            yield return (
                nameof(ZeroShift),
                "a target needs zeroShift: without it a channel with γ = 0 still costs."
            );
        }
    }
}
