using System.Globalization;
using GsFramework.Methods;

namespace GsFramework.CoEvolution;

/// <summary>
/// The turns of two populations, or of one alone: breed, measure together with the best of the other, take the best.
/// After each generation the state is written; what is random follows from the seed and the generation, so a search
/// that continues from there gives the bits of one that was not interrupted.
/// </summary>
internal sealed class Search
{
    private readonly MethodContext _context;
    private readonly CoEvolutionOptions _options;
    private readonly Direction _forward;
    private readonly Direction? _reverse;
    private readonly Measurement _measureForward;
    private readonly Measurement? _measureReverse;
    private readonly StateFile _file;
    private SearchState? _state;

    public Search(MethodContext context, CoEvolutionOptions options, Direction forward, Direction? reverse)
    {
        (_context, _options, _forward, _reverse) = (context, options, forward, reverse);
        var training =
            options.TrainingSteps > 0
                ? new PairTraining(forward, reverse!, context.Images, context.Seed, options)
                : null;
        _measureForward = new Measurement(forward, reverse, training, options, context.Cancellation);
        _measureReverse = reverse is null
            ? null
            : new Measurement(reverse, forward, training, options, context.Cancellation);
        _file = new StateFile(
            context.StateFolder,
            Settings(context, options),
            NetworkHash.Of(
                new[] { forward, reverse }
                    .OfType<Direction>()
                    .SelectMany(static direction => new[] { direction.Teacher, direction.Discriminator })
            ),
            options.Population,
            (forward.Code.Length, reverse?.Code.Length)
        );
    }

    // A longer search may continue from a shorter one, and how many individuals are measured at once changes nothing.
    internal static string Settings(MethodContext context, CoEvolutionOptions options) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"seed {context.Seed}, ({context.ImageSize.Height}, {context.ImageSize.Width}), "
                + $"{options with { Generations = 0, Parallel = 0 }}"
        );

    /// <summary>All generations that are not done yet.</summary>
    /// <returns>The last one.</returns>
    /// <exception cref="OperationCanceledException">The user interrupted; the last finished generation has been
    /// written.</exception>
    public SearchState Run()
    {
        _state = _file.Read();
        try
        {
            return Evolve();
        }
        catch (OperationCanceledException fault)
        {
            throw new OperationCanceledException(
                _state is null
                    ? "Interrupted in the first generation."
                    : $"Interrupted after generation {_state.Generation} of {_options.Generations}.",
                fault,
                _context.Cancellation
            );
        }
    }

    private SearchState Evolve()
    {
        if (_state is null)
        {
            _context.Log.Information(
                "Evolving {Populations} x {Individuals} individuals of {Bits} bits over {Generations} generations",
                _reverse is null ? 1 : 2,
                _options.Population,
                _forward.Code.Length,
                _options.Generations
            );
            Keep(
                new SearchState(
                    0,
                    _measureForward.Of(_forward.Breeding.First(Random("forward", 0)), partner: null),
                    _measureReverse?.Of(_reverse!.Breeding.First(Random("reverse", 0)), partner: null)
                )
            );
        }
        else
        {
            _context.Log.Information("Continuing the evolution after generation {Generation}", _state.Generation);
        }

        while (_state!.Generation < _options.Generations)
        {
            _context.Cancellation.ThrowIfCancellationRequested();
            var next = _state.Generation + 1;
            var forward = _measureForward.Of(
                _forward.Breeding.Next(_state.Forward, Random("forward", next)),
                _state.Reverse?.Best.Bits
            );
            var reverse = _measureReverse?.Of(
                _reverse!.Breeding.Next(_state.Reverse!, Random("reverse", next)),
                forward.Best.Bits
            );
            Keep(new SearchState(next, forward, reverse));
        }

        return _state;
    }

    private Random Random(string stream, int generation) => Seeds.Of(_context.Seed, stream, generation);

    private void Keep(SearchState finished)
    {
        _file.Write(finished);
        _state = finished;
        var values = new Dictionary<string, double>();
        Add("", _forward, finished.Forward);
        if (_reverse is not null)
        {
            Add("Reverse", _reverse, finished.Reverse!);
        }

        _context.Progress.Report(
            new MethodProgress(finished.Generation, _options.Generations, values)
            {
                Round = "generation",

                // In generation 0 no partner has been found yet, and without a partner there is no cycle term.
                FirstComparable = _options.CycleInFirstGeneration || _options.CycleWeight == 0 ? 0 : 1,
            }
        );

        void Add(string suffix, Direction direction, Population population)
        {
            values["fitness" + suffix] = population.Best.Fitness;
            values["loss" + suffix] = population.Best.Loss;
            values["macRatio" + suffix] = direction.Code.Ratio(population.Best.Bits);
            values["meanFitness" + suffix] = population.MeanFitness;
        }
    }
}
