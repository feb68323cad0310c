using FsCheck.Xunit;
using GsFramework.CoEvolution;
using GsFramework.Graph;
using GsFramework.Tests.Graph;

namespace GsFramework.Tests.Plugins.CoEvolution;

public class BreedingTests
{
    private static readonly ChannelCode _code = Code();

    [Property(MaxTest = 40)]
    public void The_fittest_is_never_lost_and_the_size_is_kept(int seed, byte size)
    {
        var options = new CoEvolutionOptions { Population = 2 + (size % 20), TargetMacRatio = 2 };
        var breeding = new Breeding(options, new Repair(_code, 2));
        var random = new Random(seed);
        var population = new Population([
            .. breeding.First(random).Select(bits => new Individual(bits, 1, random.NextDouble())),
        ]);

        var next = breeding.Next(population, random);

        Assert.Equal(population.Best.Bits, next[0]);
        Assert.Equal(options.Population, next.Count);
        Assert.All(next, static bits => Assert.InRange(_code.Ratio(bits), 2, 2.1));
    }

    [Fact]
    public void With_copies_only_nobody_new_appears()
    {
        var breeding = new Breeding(
            new CoEvolutionOptions
            {
                Population = 8,
                CopyShare = 1,
                CrossoverShare = 0,
            },
            new Repair(_code, null)
        );
        var random = new Random(1);
        var population = new Population([
            .. breeding.First(random).Select((bits, i) => new Individual(bits, 1, i + 1)),
        ]);

        var known = population.Individuals.Select(static individual => SearchState.Text(individual.Bits)).ToHashSet();

        Assert.All(breeding.Next(population, random), bits => Assert.Contains(SearchState.Text(bits), known));
    }

    private static ChannelCode Code()
    {
        var graph = Networks.CycleGan(width: 8);
        using var weights = Networks.RandomWeights(graph, 1);
        using var teacher = new GraphModule(graph, weights);
        return new ChannelCode(teacher, ChannelEncoding.PerChannel, ImageSize.Square(TinySearch.Side));
    }
}
