using System.Globalization;
using GsFramework.Graph;
using GsFramework.Parts;
using GsFramework.Terms;
using Serilog;
using static TorchSharp.torch;

namespace GsFramework.ChannelPruning;

/// <summary>
/// Channel pruning by the L1 norm of the norms' scales (network slimming, Liu et al., ICCV 2017):
/// <code>
/// ρ‖γ‖₁,   by   γ ← prox_{ηρ}(γ - η·∂L/∂γ) = sign(·) · max(|·| - ρη, 0)
/// </code>
/// γ is stepped by SGD with momentum on the other terms' losses, then thresholded; there is no autograd loss. A channel
/// whose γ is 0 is silent and is taken out after slimming. It may come back: the momentum is not touched.
/// </summary>
/// <remarks>
/// With a target, <see cref="RhoController"/> finds ρ. The step that crosses
/// the target brings the strongest of the channels that it killed back, up to the last one that the target allows; from
/// then on γ trains without a threshold and zeros are held. If the phase ends before the target is met, its last step
/// cuts the channels with the smallest |γ|, so the ratio is always what was asked for.
/// </remarks>
internal sealed class ChannelPruningTerm(
    ChannelPruningOptions options,
    ILogger log,
    ImageSize imageSize,
    INetworkCosts? costs = null
)
    : ICompressionTerm,
        IRewritesGenerator,
        IClaimsParameters,
        ITakesProximalSteps,
        IEndsSlimming,
        IReportsValues,
        ILabelsValues,
        IKeepsState,
        IFollowsCompaction
{
    public const string Key = "channel-pruning";

    private const string Sparsity = "sparsity";
    private const string MacRatio = "macRatio";

    // A target that is missed by more is to be known.
    private const double MissedBy = 1.02;

    private readonly RhoController _controller = new();
    private readonly HashSet<string> _reported = [];
    private INetworkCost? _cost;
    private PrunableChannels? _channels;
    private ChannelSelection? _selection;
    private NetworkGraph? _dense;
    private int _denseChannels;
    private bool[]? _held;
    private double _rho;
    private double _ratio = 1;
    private double _spent;
    private int? _multiple = options.ChannelMultiple.Number;
    private double _sparsity;
    private TrainingPhase _phase;
    private double[] _factors = [];

    /// <inheritdoc/>
    public double Weight => 1;

    /// <inheritdoc/>
    public bool IsFinished { get; private set; }

    /// <inheritdoc/>
    /// <remarks>The controller plans for 60 % of the phase and comes a little before: 54 to 58 % for 4 and 8 times
    /// fewer operations, 40 % for 10 times, in the committed comparisons.</remarks>
    public double ExpectedShare => Goal is null ? 1 : 0.55;

    /// <inheritdoc/>
    /// <remarks>η. The steps that meet a target, and those after it, are no proximal steps.</remarks>
    public double StepSize { get; private set; }

    /// <inheritdoc/>
    public IEnumerable<KeyValuePair<string, double>> Values =>
        _phase != TrainingPhase.Slim
            ? []
            :
            [
                new(Sparsity, _sparsity),
                new(MacRatio, _ratio),
                new("rho", _rho),
                .. Goal?.Unit is { } unit ? [new(unit.Name, _spent)] : (KeyValuePair<string, double>[])[],
            ];

    /// <inheritdoc/>
    public string? Label(string name, double value) =>
        name switch
        {
            MacRatio when Goal is { Unit: null } => Goal.Reached(value),
            _ when name == Goal?.Unit?.Name => Goal.Reached(value),
            MacRatio => string.Create(CultureInfo.InvariantCulture, $"MACs {value:F1}x"),
            Sparsity when Goal is null => string.Create(
                CultureInfo.InvariantCulture,
                $"γ at zero {100 * value:F0}%"
            ),
            _ => null,
        };

    /// <inheritdoc/>
    public IReadOnlyDictionary<string, double> State
    {
        get =>
            new Dictionary<string, double>(_controller.State)
            {
                ["finished"] = IsFinished ? 1 : 0,
                ["channels"] = _denseChannels,
            };
        set
        {
            _controller.State = value;
            IsFinished = value["finished"] != 0;
            _denseChannels = (int)value.GetValueOrDefault("channels");
            _held = null;
        }
    }

    /// <inheritdoc/>
    public Tensor? Loss(StepContext step)
    {
        // A resumed run knows from its weights which channels are held.
        if (step.Phase == TrainingPhase.Slim && IsFinished)
        {
            _held ??= Held(Bind(step).Read());
        }

        return null;
    }

    /// <inheritdoc/>
    public NetworkGraph Rewrite(NetworkGraph generator)
    {
        var graph = options.Trunk ? TrunkScales.Rewrite(generator) : generator;
        return options.InsertScales ? ScaleInsertion.Rewrite(graph, options.Trunk) : graph;
    }

    /// <inheritdoc/>
    /// <exception cref="UserException">The generator has no γ that could prune anything, or not so much.</exception>
    public ParameterClaim? Claim(GraphModule generator, TrainingPhase phase)
    {
        if (phase != TrainingPhase.Slim)
        {
            return null;
        }

        var channels = new PrunableChannels(generator, options.Trunk);
        if (channels.Count == 0)
        {
            throw new UserException(
                "objective.terms.channel-pruning: the generator has no norm with a scale γ whose channels can be "
                    + "pruned. "
                    + Remedy()
            );
        }

        if (Goal is not null)
        {
            var selection = Selection(channels, imageSize);

            // Where a configuration is only tested, no layer has been measured.
            if (Goal.Unit is null || _cost is not null)
            {
                Goal.CheckDense(selection, _cost);
                var scales = channels.Read();
                _ = Needed(selection, scales, selection.Order(scales), Goal);
            }
        }

        return new ParameterClaim(
            [.. channels.Norms.SelectMany(static norm => norm.Members).Select(static member => member.Scale)],
            new OptimizerSettings(OptimizerKind.Sgd, options.LearningRate, options.Momentum)
        );
    }

    /// <inheritdoc/>
    /// <remarks>ρ‖γ‖₁, or ρ·Σ √n·‖γ_g‖₂ over the trunk's groups of n; with its share of ρ for each layer where layers
    /// have their own.</remarks>
    public double Penalty(GraphModule generator)
    {
        var channels = generator == _channels?.Generator ? _channels : new PrunableChannels(generator, options.Trunk);
        var scales = channels.Read();
        return channels
            .Norms.Zip(_factors, (norm, factor) =>
                factor * norm.Members.Count * scales[norm.Range].Sum(static scale => (double)Math.Abs(scale))
            )
            .Sum();
    }

    /// <inheritdoc/>
    /// <remarks>Channels with which a norm keeps a multiple.</remarks>
    public IEnumerable<int> Held(ChannelCompaction now, IReadOnlySet<int> silent) =>
        _multiple is null or 1
            ? []
            : now.Map.PrunableNorms.SelectMany(norm =>
            {
                int[] present = [.. now.Kept(norm).Select(channel => now.Map.GroupsOf(norm)[channel])];
                int[] leaving = [.. present.Where(silent.Contains)];
                var rest = (present.Length - leaving.Length) % _multiple.Value;
                return leaving.Take(rest == 0 ? 0 : _multiple.Value - rest);
            });

    /// <inheritdoc/>
    public void Follow(GraphModule generator, ChannelCompaction left, ChannelCompaction former) =>
        (_dense, _channels, _selection, _held) = (left.Dense, null, null, null);

    /// <inheritdoc/>
    public void AfterStep(StepContext step)
    {
        (_phase, StepSize) = (step.Phase, 0);
        if (step.Phase != TrainingPhase.Slim)
        {
            return;
        }

        var channels = Bind(step);
        var former = channels.Read();
        if (IsFinished)
        {
            _held ??= Held(former);
            channels.Write([.. former.Select((scale, channel) => _held[channel] ? 0 : scale)], options.ZeroShift);
            return;
        }

        var rate = ProximalStep.LearningRate(
            options.Schedule,
            options.LearningRate,
            step.LearningRateFactor,
            step.Clock
        );
        var scales = (float[])former.Clone();
        if (Goal is null)
        {
            _rho = options.Rho!.Value;
            _factors = [.. channels.Norms.Select(_ => _rho)];
        }
        else
        {
            var distances = Distances(former, Goal);
            var farthest = distances.Max();
            _rho = _controller.Next(farthest, step.Step, step.Steps, rate);

            // Layers that compete among themselves must arrive together.
            _factors =
            [
                .. distances.Select(distance =>
                    _rho * (options.Scope == PruningScope.Layer && farthest > 0 ? distance / farthest : 1)
                ),
            ];
        }

        foreach (var (norm, factor) in channels.Norms.Zip(_factors))
        {
            ProximalStep.Shrink(scales.AsSpan(norm.Range), factor * rate);
        }

        Report(_selection!.KeepAlive(scales, former));
        Apply(Goal is null ? scales : Finish(step, former, scales, Goal));
        StepSize = IsFinished ? 0 : rate;
    }

    private PruningGoal? Goal => PruningGoal.Of(options, costs);

    private PrunableChannels Bind(StepContext step)
    {
        var size = new ImageSize((int)step.Input.shape[2], (int)step.Input.shape[3]);
        if (_channels?.Generator != step.Generator)
        {
            _channels = new PrunableChannels(step.Generator, options.Trunk);
            _selection = null;
        }

        if (_selection?.ImageSize != size)
        {
            _selection = Selection(_channels, size);
        }

        _denseChannels = Math.Max(_denseChannels, _channels.Count);
        return _channels;
    }

    private ChannelSelection Selection(PrunableChannels channels, ImageSize size)
    {
        var dense = _dense ?? channels.Generator.Graph;
        _cost ??= Goal?.Cost(dense);
        _multiple ??= Chosen(channels, size, dense);
        return Selection(channels, size, _multiple ?? 1, _cost);
    }

    private ChannelSelection Selection(PrunableChannels channels, ImageSize size, int multiple, INetworkCost? cost) =>
        new(channels, size, options.Scope, multiple, _dense, cost);

    // Null where nothing is measured.
    private int? Chosen(PrunableChannels channels, ImageSize size, NetworkGraph dense)
    {
        if (costs is null)
        {
            throw new UserException(
                "objective.terms.channel-pruning.channelMultiple is 'auto', and this program measures no layers. Set a "
                    + "number."
            );
        }

        return PruningGoal.Milliseconds(dense, options, costs) is { } times
            ? costs.Choose(
                "channelMultiple",
                Goal!.Unit == CostUnit.Milliseconds ? MultipleChoice.Macs : MultipleChoice.Time,
                () =>
                    MultipleChoice.Costs(
                        channels,
                        (multiple, cost) => Selection(channels, size, multiple, cost),
                        _cost,
                        Goal,
                        times
                    )
            )
            : null;
    }

    // For each norm the largest |γ| that must still fall to 0.
    private double[] Distances(float[] scales, PruningGoal goal)
    {
        var order = _selection!.Order(scales);
        var needed = Needed(_selection, scales, order, goal);
        var dying = new float[scales.Length];
        foreach (var channel in order.AsSpan(0, needed))
        {
            dying[channel] = Math.Abs(scales[channel]);
        }

        return [.. _channels!.Norms.Select(norm => (double)dying[norm.Range].Max())];
    }

    private string Remedy() =>
        (options.InsertScales, options.Trunk) switch
        {
            (true, true) => "Its convolutions have none either: remove the term.",
            (true, false) => $"Remove the term, or {TrunkRemedy}.",
            _ => "Set objective.terms.channel-pruning.insertScales to true, which gives its convolutions such scales, "
                + "or remove the term.",
        };

    private const string TrunkRemedy =
        "set objective.terms.channel-pruning.trunk to true, with which channels that residual connections join can be "
        + "pruned as well";

    // How many channels must die. The smallest network is known from the graph, before anything is trained.
    private int Needed(ChannelSelection selection, float[] scales, int[] order, PruningGoal goal)
    {
        if (selection.Needed(scales, order, goal.Ratio(selection)) is { } needed)
        {
            return needed;
        }

        throw new UserException(
            goal.Unreachable(selection, _cost, selection.Silence(scales, order))
                + (options.Trunk ? "." : $", or {TrunkRemedy}.")
        );
    }

    // On the step that crosses the target, and on the last one, the γ that meet it as closely as one channel allows.
    private float[] Finish(StepContext step, float[] former, float[] scales, PruningGoal goal)
    {
        var target = goal.Ratio(_selection!);
        var crossed = _selection!.Ratio(Rounded(scales, former)) >= target;
        if (!crossed && step.Step + 1 < step.Steps)
        {
            return scales;
        }

        // What this step killed stands again at its former value, and as much of it dies as is needed.
        var start = crossed ? [.. scales.Select((scale, channel) => scale == 0 ? former[channel] : scale)] : scales;
        var order = _selection!.Order(start).Where(channel => !crossed || scales[channel] == 0).ToArray();
        if (!crossed)
        {
            log.Warning(
                "Slimming was short of {Target:l} when its steps were over; the channels with the smallest |γ| were "
                    + "cut. "
                    + "More steps would hurt less",
                goal.Wanted
            );
        }

        scales = _selection.Reach(start, order, target) ?? Rounded(scales, former);
        if (_multiple > 1 && _selection.Ratio(scales) is var reached && reached > target * MissedBy)
        {
            log.Warning(
                goal.Unit is null
                    ? "In multiples of {Multiple} channels the nearest to {Target:l} fewer multiply-accumulates is "
                        + "{Reached}x"
                    : "In multiples of {Multiple} channels the nearest to {Target:l} is {Reached}",
                _multiple,
                goal.Wanted,
                Math.Round(goal.Unit is null ? reached : _selection.Cost(scales), goal.Unit?.Decimals ?? 2)
            );
        }

        if (goal.Unit is { } unit)
        {
            log.Information(
                unit == CostUnit.Bytes
                    ? "{Subject:l} will have about {Reached:l}; {Target:l} were asked for"
                    : "{Subject:l} will take about {Reached:l}; {Target:l} were asked for",
                _cost!.Subject,
                unit.Text(_selection.Cost(scales)),
                goal.Wanted
            );
        }

        IsFinished = true;
        _held = Held(scales);
        return scales;
    }

    private float[] Rounded(float[] scales, float[] former)
    {
        var rounded = (float[])scales.Clone();
        _selection!.RoundUp(rounded, former);
        return rounded;
    }

    private void Apply(float[] scales)
    {
        _channels!.Write(scales, options.ZeroShift);
        _sparsity = 1 - ((double)scales.Count(static scale => scale != 0) / _denseChannels);
        _ratio = options.ZeroShift ? _selection!.MacRatio(scales) : ExactRatio();
        _spent = Goal is { Unit: not null } ? _selection!.Cost(scales) : 0;
    }

    // Without zeroShift a channel with γ = 0 still emits its shift; only a look at all weights tells what can go.
    private double ExactRatio()
    {
        var live = GraphPruning.LiveGroups(_channels!.Map, _channels.Generator.Tensors);
        var macs = GraphPruning.CompactCost(_channels.Map, live, _selection!.ImageSize).Macs;
        return (double)_selection.DenseMacs / Math.Max(1, macs);
    }

    private void Report(IEnumerable<string> helped)
    {
        foreach (var norm in helped.Where(_reported.Add))
        {
            log.Information("{Layer} would have lost all its channels; the one with the largest |γ| is kept", norm);
        }
    }

    private static bool[] Held(float[] scales) => [.. scales.Select(static scale => scale == 0)];
}
