namespace GsFramework.CoEvolution;

/// <summary>The next generation: the fittest as it is, then copies, children and mutants of parents drawn by
/// roulette.</summary>
internal sealed class Breeding(CoEvolutionOptions options, Repair repair)
{
    /// <summary>Random individuals.</summary>
    public IReadOnlyList<bool[]> First(Random random) =>
        [.. Enumerable.Range(0, options.Population).Select(_ => repair.Draw(random))];

    /// <summary>As many individuals as the population has; the first is its fittest.</summary>
    public IReadOnlyList<bool[]> Next(Population population, Random random)
    {
        double[] fitness = [.. population.Individuals.Select(static individual => individual.Fitness)];
        var next = new List<bool[]> { population.Best.Bits };
        while (next.Count < population.Individuals.Count)
        {
            var drawn = random.NextDouble();
            if (drawn < options.CopyShare)
            {
                next.Add(Parent());
            }
            else if (drawn < options.CopyShare + options.CrossoverShare)
            {
                var (first, second) = Genetics.Crossover(Parent(), Parent(), random);
                next.Add(repair.Of(first, random));
                if (next.Count < population.Individuals.Count)
                {
                    next.Add(repair.Of(second, random));
                }
            }
            else
            {
                next.Add(repair.Of(Genetics.Mutate(Parent(), random), random));
            }
        }

        return next;

        bool[] Parent() => population.Individuals[Genetics.Roulette(fitness, random)].Bits;
    }
}
