using GsFramework.Core.Composition.Guards;
using GsFramework.Graph;
using GsFramework.Parts;
using Serilog;
using TorchSharp;
using static TorchSharp.torch;

namespace GsFramework.Core.Objective;

/// <summary>
/// The generator in training, with the objective that trains it. While it is slimmed, channels that stay silent leave
/// both for good, so that updates become faster. The dense generator keeps their last values: with the others written
/// back (<see cref="Gather"/>) it computes the same, and checkpoints hold nothing else.
/// </summary>
internal sealed class CompactingGenerator : IDisposable
{
    private const string LiveKey = "compaction.live";
    private const string HeardKey = "compaction.heard";

    private readonly GraphModule _dense;
    private readonly IReadOnlyList<GuardedTerm> _terms;
    private readonly Func<GraphModule, MinimaxObjective> _objectiveOf;
    private IReadOnlySet<int> _heard;

    /// <summary>Begins with the whole generator.</summary>
    /// <param name="dense">The generator; it stays the caller's.</param>
    /// <param name="terms">The terms, which are told of what leaves.</param>
    /// <param name="objectiveOf">Composes the objective of a generator.</param>
    public CompactingGenerator(
        GraphModule dense,
        IReadOnlyList<GuardedTerm> terms,
        Func<GraphModule, MinimaxObjective> objectiveOf
    )
    {
        (_dense, _terms, _objectiveOf) = (dense, terms, objectiveOf);
        Left = ChannelCompaction.Of(dense.Graph);
        _heard = Left.Live;
        (Network, Objective) = (dense, objectiveOf(dense));
    }

    /// <summary>What is left of the dense generator.</summary>
    public ChannelCompaction Left { get; private set; }

    /// <summary>The generator as it is trained now.</summary>
    public GraphModule Network { get; private set; }

    /// <summary>Its objective.</summary>
    public MinimaxObjective Objective { get; private set; }

    /// <summary>The first term that holds something for each channel and cannot follow, so that nothing may leave; null
    /// when there is none.</summary>
    public GuardedTerm? Hindrance => _terms.FirstOrDefault(static term => !term.AllowsCompaction);

    /// <summary>What a checkpoint must hold besides the dense generator.</summary>
    public IEnumerable<KeyValuePair<string, Tensor>> State() =>
        Left.IsSmaller || _heard.Count < Left.Live.Count
            ? Objective.State().Append(new(LiveKey, Flags(Left.Live))).Append(new(HeardKey, Flags(_heard)))
            : Objective.State();

    /// <summary>Restores what <see cref="State"/> gave. The dense generator has its weights already.</summary>
    /// <exception cref="GraphException">Such channels cannot be left of this generator.</exception>
    public void Load(WeightsFile file)
    {
        if (file.Tensors.TryGetValue(LiveKey, out var live))
        {
            _heard = Groups(file.Tensors[HeardKey]);
            if (Left.At(Groups(live), _dense.Tensors) is { IsSmaller: true } left)
            {
                Become(left, static (_, _) => { });
            }
        }

        Objective.Load(file.Tensors);
    }

    /// <summary>Writes the generator as it is now back into the dense one.</summary>
    public void Gather()
    {
        if (Network == _dense)
        {
            return;
        }

        foreach (var (name, tensor) in Network.Tensors.Where(entry => Left.Contains(entry.Key)))
        {
            Left.Write(name, tensor, _dense.Tensors[name]);
        }

        (_dense.Observing, _dense.Quantizing) = (Network.Observing, Network.Quantizing);
    }

    /// <summary>Lets the channels leave that are silent and were silent at the last call.</summary>
    /// <param name="log">Is told how many.</param>
    public void Compact(ILogger log)
    {
        Gather();
        var heard = Left.Heard(_dense.Tensors);
        var silent = Left.Live.Except(heard).Except(_heard).ToHashSet();
        var held = silent.Count == 0 ? [] : _terms.SelectMany(term => term.Held(Left, silent)).ToArray();
        var before = _heard;
        _heard = heard;
        if (silent.Count == 0 || Left.Without(_dense.Tensors, before, held) is not { } left)
        {
            return;
        }

        log.Debug(
            "{Count} of {All} channels of the generator have left its training for good",
            Left.Live.Count - left.Live.Count,
            Left.Live.Count
        );
        var former = Left;
        Become(left, (objective, last) => objective.Inherit(last, left, former));
    }

    public void Dispose()
    {
        Objective.Dispose();
        if (Network != _dense)
        {
            Network.Dispose();
        }
    }

    private void Become(ChannelCompaction left, Action<MinimaxObjective, MinimaxObjective> inherit)
    {
        var (graph, weights) = left.Network(_dense.Tensors);
        using var owned = weights;
        var network = new GraphModule(graph, weights, _dense.Device)
        {
            BFloat16 = _dense.BFloat16,
            Observing = Network.Observing,
            Quantizing = Network.Quantizing,
        };
        network.train(Network.training);
        foreach (var term in _terms)
        {
            term.Follow(network, left, Left);
        }

        var objective = _objectiveOf(network);
        inherit(objective, Objective);
        Dispose();
        (Network, Objective, Left) = (network, objective, left);
    }

    private static Tensor Flags(IReadOnlySet<int> groups)
    {
        var flags = new byte[groups.Count == 0 ? 0 : groups.Max() + 1];
        foreach (var group in groups)
        {
            flags[group] = 1;
        }

        return tensor(flags);
    }

    private static HashSet<int> Groups(Tensor flags)
    {
        using var onCpu = flags.cpu();
        return
        [
            .. onCpu
                .data<byte>()
                .ToArray()
                .Index()
                .Where(static flag => flag.Item == 1)
                .Select(static flag => flag.Index),
        ];
    }
}
