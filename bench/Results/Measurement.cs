using System.Globalization;
using GsFramework.Core.Arithmetic;
using GsFramework.Core.Processes;
using TorchSharp;

namespace GsFramework.Bench.Results;

/// <summary>How, where and when something was measured.</summary>
/// <param name="Command">What was run.</param>
/// <param name="Date">On which day.</param>
/// <param name="Processor">Its name.</param>
/// <param name="Instructions">The instructions that libtorch uses.</param>
/// <param name="Arithmetic">Native, repaired or reference (docs/doctor.md).</param>
/// <param name="Cores">Cores of the machine.</param>
/// <param name="Threads">Threads of libtorch.</param>
/// <param name="Torch">The version of libtorch.</param>
internal sealed record Measurement(
    string Command,
    string Date,
    string Processor,
    string Instructions,
    string Arithmetic,
    int Cores,
    int Threads,
    string Torch
)
{
    /// <summary>Here and now.</summary>
    /// <param name="arguments">Of the program.</param>
    public static Measurement Now(IEnumerable<string> arguments)
    {
        var record = ArithmeticRecord.Now();
        return new(
            $"dotnet run --project bench -c Release -- {string.Join(' ', arguments.Select(Shell.Quoted))}",
            DateTime.UtcNow.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
            Core.Arithmetic.Native.Processor.Name,
            record?.CpuCapability ?? "unknown",
            record?.Kind ?? "unknown",
            Environment.ProcessorCount,
            torch.get_num_threads(),
            torch.__version__
        );
    }
}
