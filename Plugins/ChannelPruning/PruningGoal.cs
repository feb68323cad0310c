using System.Globalization;
using GsFramework.Graph;
using GsFramework.Parts;

namespace GsFramework.ChannelPruning;

/// <summary>What a slimming is to reach, as a ratio of costs and in words.</summary>
internal sealed class PruningGoal
{
    private const string Term = "objective.terms.channel-pruning";

    private readonly double? _macRatio;
    private readonly int _bytes;
    private readonly INetworkCosts? _costs;

    private PruningGoal(ChannelPruningOptions options, INetworkCosts? costs)
    {
        (_macRatio, _costs) = (options.TargetMacRatio, costs);
        _bytes = options.Target?.Bytes ?? 0;
        Wanted = _macRatio is { } ratio
            ? string.Create(CultureInfo.InvariantCulture, $"{ratio}x")
            : Text(_bytes);
    }

    /// <summary>The target, as in "short of 4x" or "short of 3,000,000 bytes".</summary>
    public string Wanted { get; }

    /// <summary>True where it is in bytes of a file.</summary>
    public bool IsBytes => _macRatio is null;

    /// <summary>The goal of some options; null where ρ is fixed.</summary>
    public static PruningGoal? Of(ChannelPruningOptions options, INetworkCosts? costs) =>
        options.HasTarget ? new PruningGoal(options, costs) : null;

    /// <summary>The costs that are to become less; null for multiply-accumulates.</summary>
    /// <param name="dense">The generator with all its channels.</param>
    /// <exception cref="UserException">The host does not know them.</exception>
    public INetworkCost? Cost(NetworkGraph dense) =>
        !IsBytes ? null
        : _costs is not null ? _costs.Bytes(dense)
        : throw new UserException(
            $"{Term}.target is in bytes, and this program knows of no file that is exported. Set {Term}.targetMacRatio "
                + "instead."
        );

    /// <summary>How many times less the generator is to cost than with all its channels.</summary>
    public double Ratio(ChannelSelection selection) => _macRatio ?? (selection.DenseCost / _bytes);

    /// <summary>What the generator has now, beside the target.</summary>
    public string Reached(double value) =>
        IsBytes
            ? string.Create(CultureInfo.InvariantCulture, $"bytes {value:N0} of {_bytes:N0}")
            : string.Create(CultureInfo.InvariantCulture, $"MACs {value:F1}x of {Wanted}");

    /// <summary>Tests that there is something to prune for it.</summary>
    /// <exception cref="UserException">The dense generator meets it.</exception>
    public void CheckDense(ChannelSelection selection, INetworkCost? cost)
    {
        if (IsBytes && selection.DenseCost <= _bytes)
        {
            throw new UserException(
                $"{Term}.target.bytes is {Number(_bytes)}, but {cost!.Subject} of this generator has "
                    + $"{Number(Math.Ceiling(selection.DenseCost))} bytes with all its channels. Ask for fewer, or "
                    + "remove the term."
            );
        }
    }

    /// <summary>Why a network with every channel pruned does not reach it, and what can be asked for.</summary>
    /// <param name="selection">The channels.</param>
    /// <param name="cost">What <see cref="Cost"/> gave.</param>
    /// <param name="fewest">γ with every channel pruned.</param>
    public string Unreachable(ChannelSelection selection, INetworkCost? cost, float[] fewest)
    {
        if (cost is not null)
        {
            var least = Number(Math.Ceiling(selection.Cost(fewest)));
            return $"{Term}.target.bytes is {Number(_bytes)}, but with every channel pruned that γ can prune "
                + $"{cost.Subject} of this generator has {least} bytes. Ask for {least} or more";
        }

        var most = Math.Floor(10 * selection.Ratio(fewest)) / 10;
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{Term}.targetMacRatio is {_macRatio}, but with every channel pruned that γ can prune this generator "
                + $"has {most} times fewer multiply-accumulates. Ask for {most} or less"
        );
    }

    private static string Text(double bytes) => $"{Number(bytes)} bytes";

    private static string Number(double bytes) => bytes.ToString("N0", CultureInfo.InvariantCulture);
}
