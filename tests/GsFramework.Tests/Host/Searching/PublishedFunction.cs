using System.Globalization;
using GsFramework.Host.Searching;

namespace GsFramework.Tests.Host.Searching;

/// <summary>A function of which everybody knows the minimum, with the space in which it is searched.</summary>
internal sealed record PublishedFunction(
    string Name,
    SearchSpace Space,
    Func<IReadOnlyList<double>, double> Of,
    double Minimum
)
{
    private static readonly double[] _alpha = [1, 1.2, 3, 3.2];

    private static readonly double[][] _a =
    [
        [10, 3, 17, 3.5, 1.7, 8],
        [0.05, 10, 17, 0.1, 8, 14],
        [3, 3.5, 1.7, 10, 17, 8],
        [17, 8, 0.05, 10, 0.1, 14],
    ];

    private static readonly double[][] _p =
    [
        [1312, 1696, 5569, 124, 8283, 5886],
        [2329, 4135, 8307, 3736, 1004, 9991],
        [2348, 1451, 3522, 2883, 3047, 6650],
        [4047, 8828, 8732, 5743, 1091, 381],
    ];

    /// <summary>Branin's function; three minima (Dixon and Szegő 1978).</summary>
    public static PublishedFunction Branin { get; } = new(
        "Branin",
        new([new RangeParameter("x", -5, 10), new RangeParameter("y", 0, 15)]),
        static at =>
        {
            var inner = at[1] - (5.1 / (4 * Math.PI * Math.PI) * at[0] * at[0]) + (5 / Math.PI * at[0]) - 6;
            return (inner * inner) + (10 * (1 - (1 / (8 * Math.PI))) * Math.Cos(at[0])) + 10;
        },
        0.397887
    );

    /// <summary>Hartmann's function of six variables; six local minima (Dixon and Szegő 1978).</summary>
    public static PublishedFunction Hartmann6 { get; } = new(
        "Hartmann6",
        new([.. Enumerable.Range(1, 6).Select(static at => new RangeParameter($"x{at}", 0, 1))]),
        static at =>
            -Enumerable
                .Range(0, 4)
                .Sum(i =>
                    _alpha[i]
                    * Math.Exp(-Enumerable.Range(0, 6).Sum(j => _a[i][j] * Math.Pow(at[j] - (1e-4 * _p[i][j]), 2)))
                ),
        -3.32237
    );

    /// <summary>Rosenbrock's valley in four variables.</summary>
    public static PublishedFunction Rosenbrock { get; } = new(
        "Rosenbrock",
        new([.. Enumerable.Range(1, 4).Select(static at => new RangeParameter($"x{at}", -5, 10))]),
        static at =>
            Enumerable
                .Range(0, at.Count - 1)
                .Sum(i => (100 * Math.Pow(at[i + 1] - (at[i] * at[i]), 2)) + Math.Pow(1 - at[i], 2)),
        0
    );

    /// <summary>Quadratic in a number, a whole number and a logarithm, with a choice; least at b, 1, 7 and 0.001.
    /// Ours, to have every kind of parameter.</summary>
    public static PublishedFunction Mixed { get; } = new(
        "mixed",
        new([
            new ChoiceParameter("kind", ["3", "0", "1", "2"]),
            new RangeParameter("number", -5, 5),
            new RangeParameter("count", 1, 64) { IsInteger = true },
            new RangeParameter("rate", 1e-6, 1) { IsLog = true },
        ]),
        static at =>
            at[0] + Math.Pow(at[1] - 1, 2) + (Math.Pow(at[2] - 7, 2) / 10) + Math.Pow(Math.Log10(at[3]) + 3, 2),
        0
    );

    /// <summary>The value at the words of a trial.</summary>
    public double At(IReadOnlyList<string> values) =>
        Of([.. values.Select(static value => double.Parse(value, CultureInfo.InvariantCulture))]);
}
