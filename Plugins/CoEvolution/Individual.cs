namespace GsFramework.CoEvolution;

/// <summary>A choice of channels and what it is worth.</summary>
/// <param name="Bits">For each gene whether its channels stay.</param>
/// <param name="Loss">L.</param>
/// <param name="Fitness">c/L + w·zeros.</param>
internal sealed record Individual(bool[] Bits, double Loss, double Fitness);

/// <summary>The individuals of one direction.</summary>
internal sealed record Population(IReadOnlyList<Individual> Individuals)
{
    /// <summary>The fittest; of equals the first.</summary>
    public Individual Best => Individuals.MaxBy(static individual => individual.Fitness)!;

    public double MeanFitness => Individuals.Average(static individual => individual.Fitness);
}
