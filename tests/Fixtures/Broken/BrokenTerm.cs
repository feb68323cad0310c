using System.Runtime.InteropServices;
using GsFramework.Graph;
using GsFramework.Graph.Layers;
using GsFramework.Terms;
using static TorchSharp.torch;

namespace Fixtures.Broken;

public enum TermFault
{
    None,
    Constructor,
    NativeConstructor,
    Weight,
    Rewrite,
    RewriteNull,
    RewriteShape,
    RewriteUnregistered,
    Prepare,
    Taps,
    UnknownTap,
    Claim,
    UnknownClaim,
    Own,
    OwnTaken,
    OwnInfinite,
    OwnDisposed,
    Loss,
    NativeLoss,
    NotANumber,
    Infinite,
    Vector,
    Detached,
    Integer,
    OtherDevice,
    Disposed,
    DisposedOutput,
    Backward,
    Meddling,
    Exit,
    Crash,
    Gradient,
    AfterStep,
    Finished,
    Values,
    ValueName,
    SameValues,
    State,
    Dispose,
}

public sealed record BrokenTermOptions
{
    public TermFault Fault { get; init; }

    public int Step { get; init; }
}

/// <summary>Goes wrong in one way, from one step on; not any more when <c>fixed.txt</c> lies beside the
/// assembly.</summary>
public sealed class BrokenTerm
    : ICompressionTerm,
        IRewritesGenerator,
        IPreparesGenerator,
        ITapsLayers,
        IClaimsParameters,
        IOwnsParameters,
        IActsAfterStep,
        IEndsSlimming,
        IReportsValues,
        IKeepsState,
        IDisposable
{
    private readonly BrokenTermOptions _options;
    private int _step = -1;

    public BrokenTerm(BrokenTermOptions options)
    {
        _options = IsMended ? options with { Fault = TermFault.None } : options;
        Fail(TermFault.Constructor);
        if (_options.Fault == TermFault.NativeConstructor)
        {
            _ = Missing();
        }
    }

    public double Weight => _options.Fault == TermFault.Weight ? double.NaN : 1;

    public bool IsFinished
    {
        get
        {
            FailInStep(TermFault.Finished);
            return false;
        }
    }

    public IEnumerable<KeyValuePair<string, double>> Values
    {
        get
        {
            FailInStep(TermFault.Values);
            return _step < _options.Step
                ? [new("value", _step)]
                : _options.Fault switch
                {
                    TermFault.ValueName => [new("a, b\nc", 1)],
                    TermFault.SameValues => [new("same", 1), new("same", 2)],
                    _ => [new("value", _step)],
                };
        }
    }

    public IReadOnlyDictionary<string, double> State
    {
        get
        {
            FailInStep(TermFault.State);
            return new Dictionary<string, double> { ["step"] = _step };
        }
        set => _step = (int)value["step"];
    }

    private static bool IsMended =>
        File.Exists(Path.Combine(Path.GetDirectoryName(typeof(BrokenTerm).Assembly.Location)!, "fixed.txt"));

    public NetworkGraph Rewrite(NetworkGraph generator)
    {
        Fail(TermFault.Rewrite);
        return _options.Fault switch
        {
            TermFault.RewriteNull => null!,
            TermFault.RewriteShape => new NetworkGraph(
                generator.InputChannels,
                [.. generator.Nodes, new GraphNode("extra", new Conv2d(3, 1, 1), [generator.Output.Name])]
            ),
            TermFault.RewriteUnregistered => new NetworkGraph(
                generator.InputChannels,
                [.. generator.Nodes, new GraphNode("loose", new LooseLayer(), [generator.Output.Name])]
            ),
            _ => generator,
        };
    }

    public void Prepare(GraphModule generator, IEnumerable<Tensor> batches) => Fail(TermFault.Prepare);

    public IReadOnlyCollection<LayerTap> Taps(NetworkGraph student, NetworkGraph teacher)
    {
        Fail(TermFault.Taps);
        return _options.Fault == TermFault.UnknownTap ? ["nowhere"] : [];
    }

    public ParameterClaim? Claim(GraphModule generator, TrainingPhase phase)
    {
        Fail(TermFault.Claim);
        return _options.Fault != TermFault.UnknownClaim
            ? null
            : new ParameterClaim(["nowhere.weight"], new OptimizerSettings(OptimizerKind.Sgd, 0.1, 0.5));
    }

    public OwnedParameters? Own(NetworkGraph student, NetworkGraph teacher, TrainingPhase phase, Generator random)
    {
        Fail(TermFault.Own);
        var disposed = ones(2);
        disposed.Dispose();
        (string, Tensor)? owned = _options.Fault switch
        {
            TermFault.OwnTaken => ("model.1.weight", ones(2)),
            TermFault.OwnInfinite => ("mine", ones(2) / 0),
            TermFault.OwnDisposed => ("mine", disposed),
            _ => null,
        };
        return owned is not var (name, tensor)
            ? null
            : new OwnedParameters(
                new Dictionary<string, Tensor> { [name] = tensor },
                new OptimizerSettings(OptimizerKind.Adam, 0.1, 0.5)
            );
    }

    public Tensor? Loss(StepContext step)
    {
        _step = step.Step;
        FailInStep(TermFault.Loss);
        if (_step < _options.Step)
        {
            return step.Output.mean();
        }

        switch (_options.Fault)
        {
            case TermFault.NativeLoss:
                return step.Output.mean() * Missing();
            case TermFault.NotANumber:
                return step.Output.mean() * double.NaN;
            case TermFault.Infinite:
                return step.Output.mean() + double.PositiveInfinity;
            case TermFault.Vector:
                return step.Output.mean([2, 3]);
            case TermFault.Detached:
                return step.Output.detach().mean();
            case TermFault.Integer:
                return ones(1, dtype: ScalarType.Int64);
            case TermFault.OtherDevice:
                return step.Output.mean().to(new Device(TorchSharp.DeviceType.META));
            case TermFault.Disposed:
                var disposed = step.Output.mean();
                disposed.Dispose();
                return disposed;
            case TermFault.DisposedOutput:
                var mean = step.Output.mean();
                step.Output.Dispose();
                return mean;
            case TermFault.Backward:
                var squares = step.Output.sigmoid();
                var loss = squares.mean();
                squares.mul_(2);
                return loss + squares.mean();
            case TermFault.Exit:
                Environment.Exit(0);
                return null;
            case TermFault.Crash:
                Abort();
                return null;
            case TermFault.Meddling:
                step.TeacherOutput.mul_(0.5);
                return step.Output.mean();
            case TermFault.Gradient:
                return (step.Output * 0).sqrt().sum();
            default:
                return step.Output.mean();
        }
    }

    public void AfterStep(StepContext step) => FailInStep(TermFault.AfterStep);

    public void Dispose() => Fail(TermFault.Dispose);

    [DllImport("acme_native")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Missing();

    [DllImport("libc", EntryPoint = "abort")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern void Abort();

    private void FailInStep(TermFault fault)
    {
        if (_step >= _options.Step)
        {
            Fail(fault);
        }
    }

    private void Fail(TermFault fault)
    {
        if (_options.Fault == fault)
        {
            throw new InvalidOperationException($"{fault} went wrong\nand this line is too much");
        }
    }
}
