using GsFramework.Core.Arithmetic;
using GsFramework.Core.Inference;
using Microsoft.ML.OnnxRuntime;

namespace GsFramework.Host.Diagnosis;

/// <summary>What ONNX Runtime makes of an <see cref="OnnxProbeFile"/>.</summary>
/// <param name="File">Its name.</param>
/// <param name="Values">How many the output has.</param>
/// <param name="Wrong">How many of them are not as computed by plain loops.</param>
/// <param name="LargestDifference">Of any.</param>
internal sealed record OnnxProbeResult(string File, int Values, int Wrong, double? LargestDifference);

/// <summary>Whether ONNX Runtime computes right.</summary>
internal sealed record OnnxRuntimeSection(
    string? Version,
    IReadOnlyList<string> Providers,
    IReadOnlyList<OnnxProbeResult> Files,
    IReadOnlyList<Finding> Findings
)
{
    public static OnnxRuntimeSection Probe()
    {
        try
        {
            OnnxEnvironment.Open();
            var (version, providers) = (
                OrtEnv.Instance().GetVersionString(),
                OrtEnv.Instance().GetAvailableProviders()
            );
            OnnxProbeResult[] results = [Compare(OnnxProbeFile.Single()), Compare(OnnxProbeFile.Integer())];
            return new OnnxRuntimeSection(version, providers, results, [.. Judge(results)]);
        }
        catch (Exception fault)
        {
            // A native library that is missing, or whatever the runtime throws: all is the same to the user.
            return new OnnxRuntimeSection(
                null,
                [],
                [],
                [
                    Finding.Fault(
                        $"ONNX Runtime does not run: "
                            + $"{fault.GetBaseException().Message.Split(". ")[0].Split('\n')[0].Trim().TrimEnd('.')}.",
                        Devices.LoadRemedy
                    ),
                ]
            );
        }
    }

    /// <summary>The output for a file's input.</summary>
    internal static float[] Run(OnnxProbeFile file, OnnxSettings settings)
    {
        OnnxEnvironment.Open();
        using var options = settings.ToSessionOptions();
        using var session = new InferenceSession(file.Bytes, options);
        using var value = OrtValue.CreateTensorValueFromMemory(file.Input, file.Shape);
        using var run = new RunOptions();
        using var results = session.Run(run, [OnnxNetwork.InputName], [value], [OnnxNetwork.OutputName]);
        return results[0].GetTensorDataAsSpan<float>().ToArray();
    }

    private static OnnxProbeResult Compare(OnnxProbeFile file)
    {
        var output = Run(file, new OnnxSettings());
        double[] differences =
        [
            .. output.Zip(file.Expected, static (computed, expected) => Math.Abs((double)computed - expected)),
        ];
        var largest = differences.Max();
        return new OnnxProbeResult(
            file.Name,
            output.Length,
            differences.Count(static difference => difference != 0),
            double.IsFinite(largest) ? largest : null
        );
    }

    private static IEnumerable<Finding> Judge(OnnxProbeResult[] results)
    {
        foreach (var result in results.Where(static result => result.Wrong > 0))
        {
            yield return Finding.Fault(
                $"ONNX Runtime computes the {result.File} file wrong: {result.Wrong} of {result.Values} values.",
                "Do not trust exported files on this machine, and report this with all that is printed here."
            );
        }

        if (results.All(static result => result.Wrong == 0))
        {
            yield return Finding.Ok("ONNX Runtime computes both files to the last bit.");
        }
    }
}
