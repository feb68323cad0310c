using GsFramework.Graph;
using TorchSharp;
using static TorchSharp.torch;

namespace GsFramework.CoEvolution;

/// <summary>Measures the individuals of one direction against a partner of the other one.</summary>
/// <remarks>
/// An individual that was measured with the same partner before is not measured again: it would give the same bits. A
/// new partner changes L, so everybody, the elite too, is measured again, as in the official code. Weights that are
/// trained for a measurement are discarded after it.
/// </remarks>
internal sealed class Measurement(
    Direction direction,
    Direction? other,
    PairTraining? training,
    CoEvolutionOptions options,
    CancellationToken cancellation
)
{
    private readonly Dictionary<string, double> _losses = [];
    private string? _partner;

    /// <summary>Measures all of them.</summary>
    /// <param name="generation">Individuals.</param>
    /// <param name="partner">The best of the other direction, or null for the first generation, which has none.</param>
    /// <exception cref="OperationCanceledException">The user interrupted.</exception>
    public Population Of(IReadOnlyList<bool[]> generation, bool[]? partner)
    {
        var key = partner is null ? null : SearchState.Text(partner);
        if (key != _partner)
        {
            _losses.Clear();
            _partner = key;
        }

        var fresh = generation
            .DistinctBy(SearchState.Text)
            .Where(bits => !_losses.ContainsKey(SearchState.Text(bits)))
            .ToArray();
        var losses = Losses(fresh, partner);
        foreach (var (bits, loss) in fresh.Zip(losses))
        {
            _losses[SearchState.Text(bits)] = loss;
        }

        return new Population([.. generation.Select(bits => Individual(bits, _losses[SearchState.Text(bits)]))]);
    }

    private double[] Losses(bool[][] individuals, bool[]? partner)
    {
        var losses = new double[individuals.Length];
        if (training is not null && partner is not null)
        {
            for (var i = 0; i < individuals.Length; i++)
            {
                losses[i] = Trained(training, individuals[i], partner);
            }

            return losses;
        }

        using var scope = NewDisposeScope();
        using var built = partner is null ? null : other!.Build(partner);
        var companion = built ?? (options.CycleInFirstGeneration ? other?.Teacher : null);
        OneThreadEach.Run(individuals.Length, AtOnce, i =>
        {
            cancellation.ThrowIfCancellationRequested();
            using var own = NewDisposeScope();
            using var generator = direction.Build(individuals[i]);
            losses[i] = direction.Loss(generator, companion, options.CycleWeight);
        });
        return losses;
    }

    private double Trained(PairTraining pair, bool[] bits, bool[] partner)
    {
        cancellation.ThrowIfCancellationRequested();
        using var scope = NewDisposeScope();
        using var generator = direction.Build(bits);
        using var companion = other!.Build(partner);
        var (g, f) = direction.Domain == Data.Domain.Source ? (generator, companion) : (companion, generator);
        pair.Train(g, f, cancellation);
        return direction.Loss(generator, companion, options.CycleWeight);
    }

    private Individual Individual(bool[] bits, double loss) =>
        new(
            bits,
            loss,
            (options.QualityWeight / Math.Max(loss, 1e-9)) + (options.SizeWeight * direction.Code.Zeros(bits))
        );

    private int AtOnce =>
        direction.Teacher.Device.type != DeviceType.CPU ? 1
        : options.Parallel > 0 ? options.Parallel
        : Math.Max(1, get_num_threads());
}
