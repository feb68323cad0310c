using FsCheck.Xunit;
using GsFramework.Core.Data;
using GsFramework.Host.Searching;

namespace GsFramework.Tests.Host.Searching;

public class SearchDensityTests
{
    private const int Cells = 20000;

    [Property(MaxTest = 30)]
    public bool The_density_over_an_interval_integrates_to_1(byte[] seen, sbyte low, byte width)
    {
        var density = Parzen(seen, low, width);
        var (a, b) = Ends(low, width);

        return Math.Abs(Integral(density, a, b, b) - 1) < 1e-4;
    }

    [Property(MaxTest = 30)]
    public bool The_density_is_nowhere_less_than_the_part_of_the_prior(byte[] seen, sbyte low, byte width)
    {
        var density = Parzen(seen, low, width);
        var (a, b) = Ends(low, width);

        return Enumerable
            .Range(0, 101)
            .All(at => density.At(a + (at * (b - a) / 100)) >= (1 - 1e-12) / ((b - a) * (seen.Length + 1)));
    }

    [Theory]
    [InlineData(new byte[] { })]
    [InlineData(new byte[] { 0 })]
    [InlineData(new byte[] { 255, 255, 255 })]
    [InlineData(new byte[] { 128, 128, 30, 40, 50 })]
    public void What_is_drawn_has_the_density(byte[] seen)
    {
        const int Draws = 20000;
        var density = Parzen(seen, -3, 9);
        var (a, b) = Ends(-3, 9);
        var random = new CounterRandom(7);

        var drawn = new double[Draws];
        for (var draw = 0; draw < Draws; draw++)
        {
            drawn[draw] = density.Draw(ref random);
        }

        Assert.All(drawn, place => Assert.InRange(place, a, b));
        for (var tenth = 1; tenth < 10; tenth++)
        {
            var to = a + (tenth * (b - a) / 10);
            Assert.Equal(Integral(density, a, b, to), (double)drawn.Count(place => place <= to) / Draws, 0.015);
        }
    }

    [Fact]
    public void Where_much_was_seen_the_density_is_high()
    {
        var density = new ParzenDensity(0, 1, [0.2, 0.21, 0.22, 0.2]);

        Assert.True(density.At(0.21) > 3 * density.At(0.8));
    }

    [Fact]
    public void The_order_of_what_was_seen_does_not_matter()
    {
        double[] seen = [0.3, 0.9, 0.5, 0.3, 0.1];

        Assert.Equal(
            new ParzenDensity(0, 1, seen).At(0.37),
            new ParzenDensity(0, 1, [.. seen.Reverse()]).At(0.37)
        );
    }

    [Fact]
    public void A_choice_is_as_likely_as_the_paper_says()
    {
        static double[] All(IReadOnlyList<double> seen)
        {
            var density = new ChoiceDensity(3, seen);
            return [density.At(0), density.At(1), density.At(2)];
        }

        Assert.Equal(new[] { 1.0 / 3, 1.0 / 3, 1.0 / 3 }, All([]));
        Assert.All(
            All([0, 1, 0]).Zip([3.0 / 6, 2.0 / 6, 1.0 / 6]),
            static pair => Assert.Equal(pair.Second, pair.First, 1e-12)
        );
    }

    [Fact]
    public void Choices_are_drawn_as_often_as_they_are_likely()
    {
        var density = new ChoiceDensity(4, [1, 1, 1, 1, 3, 3]);
        var random = new CounterRandom(3);
        var counts = new int[4];
        for (var draw = 0; draw < 10000; draw++)
        {
            counts[(int)density.Draw(ref random)]++;
        }

        Assert.All(counts.Index(), entry => Assert.Equal(density.At(entry.Index), entry.Item / 10000.0, 0.015));
    }

    private static ParzenDensity Parzen(byte[] seen, sbyte low, byte width)
    {
        var (a, b) = Ends(low, width);
        return new ParzenDensity(a, b, [.. seen.Select(at => a + (at / 255.0 * (b - a)))]);
    }

    private static (double A, double B) Ends(sbyte low, byte width) => (low, low + ((width + 1) / 3.0));

    // The trapezoidal rule.
    private static double Integral(ParzenDensity density, double a, double b, double to)
    {
        var cells = (int)Math.Round(Cells * (to - a) / (b - a));
        var step = (to - a) / cells;
        return Enumerable
                .Range(0, cells + 1)
                .Sum(at => density.At(a + (at * step)) * (at == 0 || at == cells ? 0.5 : 1))
            * step;
    }
}
