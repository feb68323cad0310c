using GsFramework.Core.Processes;
using GsFramework.Core.Text;
using Serilog;
using Serilog.Events;
using TorchSharp;
using static TorchSharp.torch;

namespace GsFramework.Core.Arithmetic;

/// <summary>
/// Sees to it that libtorch computes right before anything is computed: as it was found, else with oneDNN repaired in
/// memory, else without oneDNN. Each is judged by <see cref="SelfTest"/>.
/// </summary>
internal static class TrustedArithmetic
{
    /// <summary>The environment variable that forces one of <see cref="ArithmeticKind"/>.</summary>
    public const string Variable = "GSFRAMEWORK_ARITHMETIC";

    private static readonly Lock _lock = new();
    private static readonly HashSet<(string Device, ScalarType Precision)> _tested = [];
    private static ArithmeticState? _state;

    private static readonly string[] _names = [.. Enum.GetValues<ArithmeticKind>().Select(ArithmeticState.NameOf)];

    /// <summary>How this process computes; null before <see cref="Ensure"/>.</summary>
    public static ArithmeticState? Current => _state;

    /// <summary>Tests a device once in a process, and takes what remedies it needs. libtorch must be loaded.</summary>
    /// <param name="device">Where will be computed. The CPU is tested in any case.</param>
    /// <param name="bfloat16">True when convolutions will be computed in bf16 too.</param>
    /// <param name="log">Gets one warning when something was wrong.</param>
    /// <exception cref="UserException">Nothing makes it right, or the environment forces what is wrong or
    /// unknown.</exception>
    public static ArithmeticState Ensure(Device device, bool bfloat16, ILogger log)
    {
        lock (_lock)
        {
            var needs = Needs(device, bfloat16)
                .Where(need => !_tested.Contains((need.Device.ToString(), need.Precision)))
                .ToArray();
            if (_state is { } known && needs.Length == 0)
            {
                return known;
            }

            _state = Find(
                [.. _tested.Select(static key => (new Device(key.Device), key.Precision)), .. needs],
                _state,
                log
            );
            _tested.UnionWith(needs.Select(static need => (need.Device.ToString(), need.Precision)));
            return _state;
        }
    }

    /// <summary>What has to be tested for a run.</summary>
    internal static IEnumerable<(Device Device, ScalarType Precision)> Needs(Device device, bool bfloat16)
    {
        yield return (CPU, ScalarType.Float32);
        if (device.type != DeviceType.CPU)
        {
            yield return (device, ScalarType.Float32);
        }

        if (bfloat16)
        {
            yield return (device, ScalarType.BFloat16);
        }
    }

    private static ArithmeticState Find(
        IReadOnlyList<(Device Device, ScalarType Precision)> needs,
        ArithmeticState? before,
        ILogger log
    )
    {
        var forced = Forced();
        var trials = new List<ArithmeticTrial>();
        var taken = before?.Kind ?? ArithmeticKind.Native;
        foreach (
            var kind in forced is { } only ? [only] : Enum.GetValues<ArithmeticKind>().Where(kind => kind >= taken)
        )
        {
            var unavailable = before?.Kind == kind ? null : Remedies.Take(kind, forced is not null);
            var results = unavailable is null
                ? needs.Select(static need => SelfTest.Run(need.Device, need.Precision)).ToArray()
                : [];
            var trial = new ArithmeticTrial(kind, results, unavailable);
            trials.Add(trial);
            foreach (var result in results)
            {
                log.Debug("Arithmetic self-test: {Kind} {@Result}", ArithmeticState.NameOf(kind), result);
            }

            if (trial.IsRight)
            {
                var state = new ArithmeticState(kind, forced is not null, trials);
                if (ArithmeticText.Warning(state) is { } warning)
                {
                    // The program that runs a comparison has said so itself.
                    var isSaid = Environment.GetEnvironmentVariable(Interruption.SupervisedVariable) is not null;
                    log.Write(isSaid ? LogEventLevel.Debug : LogEventLevel.Warning, "{Warning}", warning);
                }

                return state;
            }
        }

        throw new UserException(ArithmeticText.Fault(trials, forced));
    }

    /// <summary>True when the variable may have this value: the name of a kind in any case, or nothing.</summary>
    public static bool IsKind(string text) => string.IsNullOrWhiteSpace(text) || _names.Contains(Plain(text));

    private static string Plain(string text) => text.Trim().ToLowerInvariant();

    /// <summary>What the environment forces; null for nothing.</summary>
    /// <exception cref="UserException">There is no such arithmetic.</exception>
    internal static ArithmeticKind? Forced()
    {
        var text = Environment.GetEnvironmentVariable(Variable);
        if (string.IsNullOrWhiteSpace(text))
        {
            return null;
        }

        return IsKind(text)
            ? (ArithmeticKind)Array.IndexOf(_names, Plain(text))
            : throw new UserException(
                $"The environment variable {Variable} is '{text}'{NearestName.Advice(text, _names)}."
            );
    }
}
