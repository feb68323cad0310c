using GsFramework.Core.Arithmetic;

namespace GsFramework.Host.Diagnosis;

/// <summary>What follows from the self-tests.</summary>
internal static class ArithmeticFindings
{
    /// <summary>The findings of a section whose tests are done.</summary>
    public static IEnumerable<Finding> Of(ArithmeticSection section)
    {
        if (section.Forced is { } forced)
        {
            yield return section.InUse is null
                ? Finding.Fault(
                    $"{TrustedArithmetic.Variable}={forced} forces what cannot be used here: "
                        + $"{Reason(section, forced)}.",
                    $"Unset {TrustedArithmetic.Variable}."
                )
                : Finding.Warning(
                    $"{TrustedArithmetic.Variable}={forced} forces what is right here.",
                    $"Unset {TrustedArithmetic.Variable} to let the program choose the fastest that is right."
                );
        }
        else
        {
            yield return InUse(section);
        }

        if (section.InUse is { } single && section.InUseBfloat16 != single)
        {
            yield return section.InUseBfloat16 is { } half
                ? Finding.Warning(
                    $"A run in bf16 computes otherwise: {ArithmeticState.NameOf(half)}.",
                    "Nothing: a run takes it by itself. Compare its speed with fp32."
                )
                : Finding.Warning(
                    "Nothing is right in bf16; a run in it stops before it begins.",
                    "Leave training:precision at fp32."
                );
        }
    }

    private static Finding InUse(ArithmeticSection section) =>
        section.InUse switch
        {
            ArithmeticKind.Native => Finding.Ok("libtorch's convolutions are right as it was found."),
            ArithmeticKind.Repaired => Finding.Warning(
                $"libtorch as it was found is wrong on this processor{Caches(section)}. Each command repairs it in "
                    + $"memory first; results are right, at full speed.",
                "Nothing has to be done. On a virtual machine of your own, pass the host's cache topology to the guest."
            ),
            ArithmeticKind.Reference => Finding.Warning(
                "libtorch as it was found is wrong on this processor and cannot be repaired. Each command computes "
                    + "without oneDNN: right, but several times slower.",
                "Use another machine for long trainings, and fp32 here."
            ),
            _ => Finding.Fault(
                "No way of computing is right on this processor.",
                "Use another machine, and report this with all that is printed here."
            ),
        };

    private static string Caches(ArithmeticSection section) =>
        section.OneDnnCaches is { } sizes ? $": oneDNN takes the caches to have {string.Join(", ", sizes)} bytes" : "";

    private static string Reason(ArithmeticSection section, string forced)
    {
        var step = section.Steps.First(step => ArithmeticState.NameOf(step.Kind) == forced);
        return step.Unavailable
            ?? string.Join(
                " and ",
                step.Tests.Where(static test => test.Wrong > 0)
                    .Select(static test =>
                        $"{test.Wrong} of {test.Convolutions} convolutions are wrong in {test.Precision}"
                    )
            );
    }
}
