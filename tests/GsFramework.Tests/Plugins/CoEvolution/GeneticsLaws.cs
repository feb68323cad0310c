using FsCheck.Xunit;
using GsFramework.CoEvolution;

namespace GsFramework.Tests.Plugins.CoEvolution;

public class GeneticsLaws
{
    [Property]
    public void Children_have_at_every_place_the_bits_of_both_parents(bool[] left, bool[] right, int seed)
    {
        var (a, b) = Pair(left, right);
        var (first, second) = Genetics.Crossover(a, b, new Random(seed));

        foreach (var place in Enumerable.Range(0, a.Length))
        {
            Assert.True(
                (first[place], second[place]) == (a[place], b[place])
                    || (first[place], second[place]) == (b[place], a[place])
            );
        }
    }

    [Property]
    public void Children_swap_one_segment_at_most(byte length, int seed)
    {
        var (first, second) = Genetics.Crossover(
            new bool[length],
            [.. Enumerable.Repeat(true, length)],
            new Random(seed)
        );

        Assert.True(Changes(first) <= 2);
        Assert.Equal(first, second.Select(static bit => !bit));
    }

    [Property]
    public void A_mutant_differs_in_one_segment_at_most(bool[] bits, int seed)
    {
        var mutant = Genetics.Mutate(bits, new Random(seed));

        Assert.True(Changes([.. bits.Zip(mutant, static (before, after) => before != after)]) <= 2);
    }

    [Fact]
    public void Every_bit_can_be_swapped_and_flipped()
    {
        const int Length = 6;
        var (swapped, flipped) = (new bool[Length], new bool[Length]);
        for (var seed = 0; seed < 200; seed++)
        {
            var (first, _) = Genetics.Crossover(
                new bool[Length],
                [.. Enumerable.Repeat(true, Length)],
                new Random(seed)
            );
            var mutant = Genetics.Mutate(new bool[Length], new Random(seed));
            for (var i = 0; i < Length; i++)
            {
                swapped[i] |= first[i];
                flipped[i] |= mutant[i];
            }
        }

        Assert.DoesNotContain(false, swapped);
        Assert.DoesNotContain(false, flipped);
    }

    [Property]
    public void Parents_are_not_changed(bool[] left, bool[] right, int seed)
    {
        var (a, b) = Pair(left, right);
        var (before, after) = ((bool[])a.Clone(), (bool[])b.Clone());

        Genetics.Crossover(a, b, new Random(seed));
        Genetics.Mutate(a, new Random(seed));

        Assert.Equal(before, a);
        Assert.Equal(after, b);
    }

    [Property]
    public void Roulette_never_takes_what_is_worth_nothing(byte[] worth, int seed)
    {
        if (worth.Length > 0)
        {
            var drawn = Genetics.Roulette([.. worth.Select(static value => (double)value)], new Random(seed));

            Assert.True(worth[drawn] > 0 || Array.TrueForAll(worth, static value => value == 0));
        }
    }

    [Fact]
    public void Roulette_draws_in_proportion_to_fitness()
    {
        double[] fitness = [1, 0, 2, 5];
        var random = new Random(3);
        var counts = new int[fitness.Length];
        const int Draws = 20000;
        for (var i = 0; i < Draws; i++)
        {
            counts[Genetics.Roulette(fitness, random)]++;
        }

        foreach (var (count, value) in counts.Zip(fitness))
        {
            var share = value / fitness.Sum();
            Assert.InRange(
                count,
                (Draws * share) - (5 * Math.Sqrt(Draws * share)),
                (Draws * share) + (5 * Math.Sqrt(Draws * share))
            );
        }
    }

    private static (bool[] Left, bool[] Right) Pair(bool[] left, bool[] right)
    {
        var length = Math.Min(left.Length, right.Length);
        return (left[..length], right[..length]);
    }

    private static int Changes(bool[] bits) =>
        bits.Prepend(false).Zip(bits.Append(false)).Count(static pair => pair.First != pair.Second);
}
