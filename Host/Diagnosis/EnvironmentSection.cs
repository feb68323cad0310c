using System.Collections;
using GsFramework.Core.Arithmetic;

namespace GsFramework.Host.Diagnosis;

/// <summary>The variables of the environment that change what is computed, or how fast.</summary>
internal sealed record EnvironmentSection(
    IReadOnlyDictionary<string, string> Variables,
    IReadOnlyList<Finding> Findings
)
{
    private const string Withheld = "(withheld)";

    private static readonly string[] _prefixes =
    [
        "OMP_",
        "KMP_",
        "GOMP_",
        "MKL_",
        "ONEDNN_",
        "DNNL_",
        "ATEN_",
        "TORCH_",
        "ORT_",
        "GSFRAMEWORK_",
        "GS_",
        "DOTNET_",
        "COMPlus_",
        "MALLOC_",
    ];

    private static readonly string[] _names =
    [
        "GLIBC_TUNABLES",
        "LD_PRELOAD",
        "LD_LIBRARY_PATH",
        "CUDA_VISIBLE_DEVICES",
        "NVIDIA_TF32_OVERRIDE",
    ];

    // What concerns the command 'dotnet', and where .NET is installed.
    private static readonly string[] _idle =
    [
        "DOTNET_CLI_",
        "DOTNET_ROOT",
        "DOTNET_NOLOGO",
        "DOTNET_SKIP_",
        "DOTNET_HOST_PATH",
        "DOTNET_GENERATE_",
        "DOTNET_ADD_",
        "DOTNET_VERSION",
        "DOTNET_RUNNING_IN_",
    ];

    private static readonly string[] _secrets = ["KEY", "TOKEN", "SECRET", "PASSWORD"];

    private static readonly string[] _instructions =
    [
        "ONEDNN_MAX_CPU_ISA",
        "DNNL_MAX_CPU_ISA",
        "ATEN_CPU_CAPABILITY",
        "MKL_ENABLE_INSTRUCTIONS",
        "DOTNET_EnableAVX",
        "DOTNET_EnableAVX2",
        "DOTNET_EnableHWIntrinsic",
    ];

    public static EnvironmentSection Probe() =>
        Of(
            from DictionaryEntry variable in System.Environment.GetEnvironmentVariables()
            select KeyValuePair.Create((string)variable.Key, (string?)variable.Value ?? "")
        );

    /// <summary>The section for an environment.</summary>
    internal static EnvironmentSection Of(IEnumerable<KeyValuePair<string, string>> environment)
    {
        var variables = environment
            .Where(static variable => Matters(variable.Key))
            .OrderBy(static variable => variable.Key, StringComparer.Ordinal)
            .ToDictionary(
                static variable => variable.Key,
                static variable => IsSecret(variable.Key) ? Withheld : Discreet.Value(variable.Value)
            );
        Finding[] findings =
        [
            .. variables.Select(static variable => Judge(variable.Key, variable.Value)).OfType<Finding>(),
        ];
        return new EnvironmentSection(
            variables,
            findings.Length > 0 ? findings : [Finding.Ok("No variable that is set does harm.")]
        );
    }

    private static bool Matters(string name) =>
        (
            _prefixes.Any(prefix => name.StartsWith(prefix, StringComparison.Ordinal))
            && !_idle.Any(prefix => name.StartsWith(prefix, StringComparison.Ordinal))
        ) || _names.Contains(name);

    private static bool IsSecret(string name) =>
        _secrets.Any(word => name.Contains(word, StringComparison.OrdinalIgnoreCase));

    private static Finding? Judge(string name, string value) =>
        name switch
        {
            "DOTNET_STARTUP_HOOKS" or "LD_PRELOAD" when value.Length > 0 => Finding.Warning(
                $"{name} loads code of others into this program before its own.",
                $"Unset {name} unless you know why it is set."
            ),
            "OMP_WAIT_POLICY" when value.Equals("ACTIVE", StringComparison.OrdinalIgnoreCase) => Finding.Warning(
                $"{name} lets waiting threads take cores from other programs.",
                $"Unset {name}."
            ),
            "ONEDNN_PRIMITIVE_CACHE_CAPACITY" when value == "0" => Finding.Warning(
                $"{name} makes oneDNN build every kernel again in each step.",
                $"Unset {name}."
            ),
            // The fault is counted where it acts, in the section of the arithmetic.
            TrustedArithmetic.Variable when !TrustedArithmetic.IsKind(value) => Finding.Warning(
                $"{name} is '{value}', which is no arithmetic.",
                $"Unset {name}, or set it to native, repaired or reference."
            ),
            _ when _instructions.Contains(name) => Finding.Warning(
                $"{name} can keep libraries from the best instructions of the processor, and changes rounding.",
                $"Unset {name} unless you compare with such a machine."
            ),
            _ => null,
        };
}
