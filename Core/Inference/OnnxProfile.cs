using System.Text.Json;

namespace GsFramework.Core.Inference;

/// <summary>What each operator of a network took in each of its runs, as ONNX Runtime writes it.</summary>
/// <param name="Runs">For each run its operators, in the order in which they ran.</param>
internal sealed record OnnxProfile(IReadOnlyList<IReadOnlyList<TimedOperator>> Runs)
{
    private const string Kernel = "_kernel_time";
    private const double MicrosecondsInMs = 1000;

    /// <summary>Reads a file of <see cref="OnnxNetwork.EndProfile"/>.</summary>
    public static OnnxProfile Read(string path)
    {
        using var document = JsonDocument.Parse(File.ReadAllBytes(path));
        var runs = new List<IReadOnlyList<TimedOperator>>();
        var operators = new List<TimedOperator>();

        // What a run consists of is written before the run itself, which ends last.
        foreach (var entry in document.RootElement.EnumerateArray())
        {
            var name = entry.GetProperty("name").GetString()!;
            if (name == "model_run")
            {
                runs.Add(operators);
                operators = [];
            }
            else if (name.EndsWith(Kernel, StringComparison.Ordinal))
            {
                operators.Add(
                    new TimedOperator(
                        name[..^Kernel.Length],
                        entry.GetProperty("args").GetProperty("op_name").GetString()!,
                        entry.GetProperty("dur").GetDouble() / MicrosecondsInMs
                    )
                );
            }
        }

        return new OnnxProfile(runs);
    }
}

/// <summary>One operator in one run.</summary>
/// <param name="Name">The name of its node in the file, or one of ONNX Runtime's making.</param>
/// <param name="Operator">Such as Conv.</param>
/// <param name="Ms">What it took.</param>
internal sealed record TimedOperator(string Name, string Operator, double Ms);
