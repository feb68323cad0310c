using System.Globalization;
using GsFramework.Graph;
using GsFramework.Parts;

namespace GsFramework.ChannelPruning;

/// <summary>What a slimming is to reach, as a ratio of costs and in words.</summary>
internal sealed class PruningGoal
{
    private const string Term = "objective.terms.channel-pruning";

    private readonly ChannelPruningOptions _options;
    private readonly INetworkCosts? _costs;
    private readonly CostUnit? _unit;
    private readonly double _most;

    private PruningGoal(ChannelPruningOptions options, INetworkCosts? costs)
    {
        (_options, _costs) = (options, costs);
        (_unit, _most) = options.Target switch
        {
            { Bytes: { } bytes } => (CostUnit.Bytes, bytes),
            { Milliseconds: { } milliseconds } => (CostUnit.Milliseconds, milliseconds),
            _ => ((CostUnit?)null, 0),
        };
        Wanted = _unit is null
            ? string.Create(CultureInfo.InvariantCulture, $"{options.TargetMacRatio}x")
            : _unit.Text(_most);
    }

    /// <summary>The target, as in "short of 4x" or "short of 3,000,000 bytes".</summary>
    public string Wanted { get; }

    /// <summary>What the cost is counted in; null for multiply-accumulates.</summary>
    public CostUnit? Unit => _unit;

    /// <summary>The goal of some options; null where ρ is fixed.</summary>
    public static PruningGoal? Of(ChannelPruningOptions options, INetworkCosts? costs) =>
        options.HasTarget ? new PruningGoal(options, costs) : null;

    /// <summary>The costs that are to become less; null for multiply-accumulates, and for times where nothing is
    /// measured.</summary>
    /// <param name="dense">The generator with all its channels.</param>
    /// <exception cref="UserException">The host does not know them.</exception>
    public INetworkCost? Cost(NetworkGraph dense) =>
        _unit is null ? null
        : _costs is null
            ? throw new UserException(
                $"{Term}.target is in {_unit.Name}, and this program knows of no file that is exported. Set "
                    + $"{Term}.targetMacRatio instead."
            )
        : _unit == CostUnit.Bytes ? _costs.Bytes(dense)
        : Milliseconds(dense, _options, _costs);

    /// <summary>What the layers take under the conditions of the target; null where nothing is measured.</summary>
    /// <exception cref="UserException">The generator does not take images of that size.</exception>
    public static INetworkCost? Milliseconds(
        NetworkGraph dense,
        ChannelPruningOptions options,
        INetworkCosts costs
    )
    {
        var size = options.Target?.Size is { } side ? ImageSize.Square(side) : null;
        try
        {
            _ = size is null ? null : dense.Shapes(size);
        }
        catch (GraphException fault)
        {
            throw new UserException(
                $"{Term}.target.size is {size!.Height}, but the generator does not take such images: {fault.Message} "
                    + "Set another size.",
                fault
            );
        }

        return costs.Milliseconds(dense, size, options.Target?.Threads);
    }

    /// <summary>How many times less the generator is to cost than with all its channels.</summary>
    public double Ratio(ChannelSelection selection) => _options.TargetMacRatio ?? (selection.DenseCost / _most);

    /// <summary>What the generator has now, beside the target.</summary>
    public string Reached(double value) =>
        _unit is null
            ? string.Create(CultureInfo.InvariantCulture, $"MACs {value:F1}x of {Wanted}")
            : $"{_unit.Name} {_unit.Number(value)} of {_unit.Number(_most)}";

    /// <summary>Tests that there is something to prune for it.</summary>
    /// <exception cref="UserException">The dense generator meets it.</exception>
    public void CheckDense(ChannelSelection selection, INetworkCost? cost)
    {
        if (_unit is not null && selection.DenseCost <= _most)
        {
            throw new UserException(
                $"{Term}.target.{_unit.Name} is {_unit.Number(_most)}, but {cost!.Subject} {_unit.Verb} "
                    + $"{_unit.Text(_unit.Up(selection.DenseCost))} with all its channels. Ask for fewer, or remove "
                    + "the term."
            );
        }
    }

    /// <summary>Why a network with every channel pruned does not reach it, and what can be asked for.</summary>
    /// <param name="selection">The channels.</param>
    /// <param name="cost">What <see cref="Cost"/> gave.</param>
    /// <param name="fewest">γ with every channel pruned.</param>
    public string Unreachable(ChannelSelection selection, INetworkCost? cost, float[] fewest)
    {
        if (_unit is not null)
        {
            var least = _unit.Up(selection.Cost(fewest));
            return $"{Term}.target.{_unit.Name} is {_unit.Number(_most)}, but with every channel pruned that γ can "
                + $"prune, {cost!.Subject} {_unit.Verb} {_unit.Text(least)}. Ask for "
                + $"{_unit.Number(least)} or more";
        }

        var most = Math.Floor(10 * selection.Ratio(fewest)) / 10;
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{Term}.targetMacRatio is {_options.TargetMacRatio}, but with every channel pruned that γ can prune this "
                + $"generator has {most} times fewer multiply-accumulates. Ask for {most} or less"
        );
    }
}
