using System.Globalization;
using GsFramework.Core.Interchange;
using GsFramework.Host.Evaluation;

namespace GsFramework.Host.Runs;

/// <summary>What a run scored where it stopped before its end: a part of <c>result.json</c>, under the same
/// names.</summary>
internal sealed record RungRecord
{
    /// <summary>The generator's updates so far.</summary>
    public required int Updates { get; init; }

    /// <inheritdoc cref="RunResult.Macs"/>
    public required MacPair Macs { get; init; }

    /// <inheritdoc cref="RunResult.Parameters"/>
    public required SizePair Parameters { get; init; }

    /// <inheritdoc cref="RunResult.Scores"/>
    public required IReadOnlyList<Score> Scores { get; init; }

    /// <summary>The path of the record.</summary>
    public static string In(RunDirectory directory, int updates) =>
        Path.Combine(
            directory.Root,
            "rungs",
            string.Create(CultureInfo.InvariantCulture, $"{updates:D8}.json")
        );

    /// <summary>Writes it into a run directory.</summary>
    /// <exception cref="UserException">It cannot be written.</exception>
    public void Write(RunDirectory directory)
    {
        directory.CheckHeld();
        AtomicFile.WriteAllText(In(directory, Updates), RecordJson.Text(this));
    }
}
