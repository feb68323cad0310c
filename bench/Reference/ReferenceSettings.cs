namespace GsFramework.Bench.Reference;

/// <summary>The numbers of the GAN Slimming code.</summary>
internal sealed record ReferenceSettings
{
    /// <summary>Adam's, for W and for D.</summary>
    public double LearningRate { get; init; } = 1e-5;

    /// <summary>SGD's, for γ.</summary>
    public double ScaleRate { get; init; } = 0.1;

    public double Momentum { get; init; } = 0.5;

    public double WeightDecay { get; init; } = 1e-3;

    /// <summary>The weight of ‖γ‖₁.</summary>
    public double Rho { get; init; } = 0.01;

    /// <summary>The weight of the distance.</summary>
    public double Beta { get; init; } = 20;

    public int PoolSize { get; init; } = 50;

    public int Seed { get; init; } = 1;
}
