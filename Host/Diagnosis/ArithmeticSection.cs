using GsFramework.Core.Arithmetic;
using GsFramework.Core.Arithmetic.Native;
using GsFramework.Core.Configuration;
using TorchSharp;
using static TorchSharp.torch;

namespace GsFramework.Host.Diagnosis;

/// <summary>Whether libtorch's convolutions are right, in each way of computing them.</summary>
/// <param name="Forced">What the environment forces, as it is written there; null when it forces nothing.</param>
/// <param name="OneDnnCaches">Bytes of the caches as oneDNN believed before anything was repaired; null where that is
/// not found.</param>
/// <param name="RepairedOneDnnCaches">The same after the repair.</param>
/// <param name="Steps">The ways, in the order in which a run tries them.</param>
/// <param name="InUse">The way that a run in fp32 takes; null when there is none.</param>
/// <param name="InUseBfloat16">The way that a run in bf16 takes.</param>
/// <param name="Findings">What was found.</param>
internal sealed record ArithmeticSection(
    string? Forced,
    IReadOnlyList<uint>? OneDnnCaches,
    IReadOnlyList<uint>? RepairedOneDnnCaches,
    IReadOnlyList<ArithmeticStep> Steps,
    ArithmeticKind? InUse,
    ArithmeticKind? InUseBfloat16,
    IReadOnlyList<Finding> Findings
)
{
    /// <summary>Takes all ways in turn and leaves the process in the last. libtorch must be loaded.</summary>
    public static ArithmeticSection Probe()
    {
        var device = new Device(Devices.TypeOf(DeviceChoice.Auto, Devices.IsCudaPresent));
        var native = ArithmeticStep.Take(ArithmeticKind.Native, device);
        var caches = Core.Arithmetic.Native.OneDnnCaches.Find();
        var (believed, isPlausible) = (caches?.Sizes, caches?.ArePlausible ?? false);
        var repaired = ArithmeticStep.Take(ArithmeticKind.Repaired, device);
        var now = Core.Arithmetic.Native.OneDnnCaches.Find()?.Sizes;
        ArithmeticStep[] steps = [native, repaired, ArithmeticStep.Take(ArithmeticKind.Reference, device)];
        return Judge(steps, believed, now, isPlausible);
    }

    /// <summary>A process that has no libtorch.</summary>
    public static ArithmeticSection Untested { get; } = new(null, null, null, [], null, null, []);

    private static ArithmeticSection Judge(
        ArithmeticStep[] steps,
        IReadOnlyList<uint>? believed,
        IReadOnlyList<uint>? repaired,
        bool isPlausible
    )
    {
        var text = System.Environment.GetEnvironmentVariable(TrustedArithmetic.Variable);
        var section = new ArithmeticSection(
            string.IsNullOrWhiteSpace(text) ? null : text.Trim(),
            believed,
            repaired,
            steps,
            null,
            null,
            []
        );
        try
        {
            var forced = TrustedArithmetic.Forced();
            section = section with
            {
                InUse = Choose(steps, forced, isPlausible, withBfloat16: false),
                InUseBfloat16 = Choose(steps, forced, isPlausible, withBfloat16: true),
            };
            return section with { Findings = [.. ArithmeticFindings.Of(section)] };
        }
        catch (UserException fault)
        {
            return section with
            {
                Findings =
                [
                    Finding.Fault(fault.Message, $"Set {TrustedArithmetic.Variable} to one of these, or unset it."),
                ],
            };
        }
    }

    // As TrustedArithmetic does, which repairs only what looks broken unless it is forced to.
    private static ArithmeticKind? Choose(
        ArithmeticStep[] steps,
        ArithmeticKind? forced,
        bool isPlausible,
        bool withBfloat16
    ) =>
        steps
            .Where(step =>
                forced is { } only ? step.Kind == only : step.Kind != ArithmeticKind.Repaired || !isPlausible
            )
            .FirstOrDefault(step => step.IsRight(withBfloat16))
            ?.Kind;
}
