using GsFramework.Core.Configuration;
using GsFramework.Host.Searching;

namespace GsFramework.Tests.Host.Searching;

/// <summary>What the search by Parzen estimators is worth beside random search with as many runs. The table is in the
/// output of the tests.</summary>
public class SearchComparisonTests(ITestOutputHelper output)
{
    private const int Seeds = 15;

    public static TheoryData<string, int> Functions => new()
    {
        { nameof(PublishedFunction.Branin), 60 },
        { nameof(PublishedFunction.Hartmann6), 100 },
        { nameof(PublishedFunction.Rosenbrock), 100 },
        { nameof(PublishedFunction.Mixed), 60 },
    };

    [Theory]
    [MemberData(nameof(Functions))]
    public void Parzen_estimators_come_at_least_twice_as_near_to_a_known_minimum_as_random_search(
        string name,
        int runs
    )
    {
        var function = Function(name);
        var random = Medians(function, runs, null);
        var tpe = Medians(function, runs, new TpeOptions());

        output.WriteLine(
            FormattableString.Invariant(
                $"| {function.Name} | {runs} | {function.Minimum} | {random:G4} | {tpe:G4} |"
            )
        );
        Assert.True(tpe - function.Minimum < (random - function.Minimum) / 2, $"{tpe} beside {random}");
    }

    [Theory]
    [InlineData(nameof(PublishedFunction.Branin), "-3.141593", "12.275")]
    [InlineData(nameof(PublishedFunction.Branin), "3.141593", "2.275")]
    [InlineData(nameof(PublishedFunction.Branin), "9.42478", "2.475")]
    [InlineData(
        nameof(PublishedFunction.Hartmann6),
        "0.20169",
        "0.150011",
        "0.476874",
        "0.275332",
        "0.311652",
        "0.6573"
    )]
    [InlineData(nameof(PublishedFunction.Rosenbrock), "1", "1", "1", "1")]
    [InlineData(nameof(PublishedFunction.Mixed), "0", "1", "7", "0.001")]
    public void The_functions_have_the_minima_that_are_published(string name, params string[] values) =>
        Assert.Equal(Function(name).Minimum, Function(name).At(values), 1e-5);

    // The median, over seeds, of the least value that was found.
    private static double Medians(PublishedFunction function, int runs, TpeOptions? options) =>
        Enumerable.Range(1, Seeds).Select(seed => Least(function, runs, seed, options)).Order().ElementAt(Seeds / 2);

    private static double Least(PublishedFunction function, int runs, int seed, TpeOptions? options)
    {
        var history = new List<SearchTrial>();
        for (var number = 0; number < runs; number++)
        {
            var values = options is null
                ? RandomSearch.Propose(function.Space, history, seed, number)!
                : TpeSearch.Propose(function.Space, history, options, seed, number)!;
            history.Add(new SearchTrial(number, values) { Costs = [function.At(values)] });
        }

        return history.Min(static trial => trial.Costs![0]);
    }

    private static PublishedFunction Function(string name) =>
        (PublishedFunction)typeof(PublishedFunction).GetProperty(name)!.GetValue(null)!;
}
