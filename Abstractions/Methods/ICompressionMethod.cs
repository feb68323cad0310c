using GsFramework.Data;
using GsFramework.Graph;
using Serilog;
using static TorchSharp.torch;

namespace GsFramework.Methods;

/// <summary>
/// A compression that is no sum of terms, such as an evolutionary search. It stands where slimming and extraction stand
/// in the pipeline; fine-tuning, evaluation and export follow as for every method.
/// </summary>
public interface ICompressionMethod
{
    /// <summary>Compresses the teacher.</summary>
    /// <exception cref="OperationCanceledException">The user interrupted; state must have been written
    /// first.</exception>
    PrunedNetwork Compress(MethodContext context);
}

/// <summary>What a method is given.</summary>
public sealed class MethodContext
{
    /// <summary>The dense generator with its weights.</summary>
    public required GraphModule Teacher { get; init; }

    /// <summary>The teacher's discriminator, or null when there is none.</summary>
    public GraphModule? Discriminator { get; init; }

    /// <summary>G0 of the other direction, images of the target domain to images of the source domain, or null when
    /// there is none. For methods that know both, such as a co-evolution.</summary>
    public GraphModule? ReverseTeacher { get; init; }

    /// <summary>The discriminator of the source domain, which judges <see cref="ReverseTeacher"/>'s images, or
    /// null.</summary>
    public GraphModule? ReverseDiscriminator { get; init; }

    /// <summary>The images.</summary>
    public required IImageSource Images { get; init; }

    /// <summary>The size of the images.</summary>
    public required ImageSize ImageSize { get; init; }

    /// <summary>Where to compute.</summary>
    public required Device Device { get; init; }

    /// <summary>The run's seed.</summary>
    public required int Seed { get; init; }

    /// <summary>A folder of the run for the method's own checkpoints.</summary>
    public required string StateFolder { get; init; }

    /// <summary>The run's log.</summary>
    public required ILogger Log { get; init; }

    /// <summary>Gets how far the method is: shown to the user and written to <c>metrics.csv</c>.</summary>
    public required IProgress<MethodProgress> Progress { get; init; }

    /// <summary>Set when the user interrupts.</summary>
    public CancellationToken Cancellation { get; init; }
}

/// <summary>How far a method is.</summary>
/// <param name="Done">Rounds that are finished, such as generations.</param>
/// <param name="Total">Rounds in all.</param>
/// <param name="Values">Values of the last round, by short names.</param>
public sealed record MethodProgress(int Done, int Total, IReadOnlyDictionary<string, double> Values)
{
    /// <summary>What a round is called, as a noun that takes an s: <c>generation</c>.</summary>
    public string Round { get; init; } = "round";

    /// <summary>The first round whose losses and fitness can be compared with those of later ones; the report draws no
    /// earlier ones.</summary>
    public int FirstComparable { get; init; }
}
