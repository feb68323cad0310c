using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Autofac;
using GsFramework.Graph;
using GsFramework.Host.Composition;
using GsFramework.Losses;
using GsFramework.Models;
using GsFramework.Parts;
using GsFramework.Terms;
using static TorchSharp.torch;

namespace GsFramework.Tests.Host.Configuration;

public enum SampleProfile
{
    Reference,
    FullPrecision,
}

public sealed record SampleRange
{
    [Range(-1, 1)]
    public double Low { get; init; } = -1;

    public double? High { get; init; }
}

/// <summary>Options of every form.</summary>
public sealed record SampleTermOptions : IValidatesOptions
{
    [Description("Factor in the objective.")]
    [Range(0, 1e6)]
    public double Weight { get; init; } = 1;

    [Description("Bits of a weight.")]
    [Range(2, 8)]
    public int Bits { get; init; } = 8;

    [Description("Share of what stays.")]
    [Range(0, 1)]
    public double Share { get; init; } = 0.5;

    public bool Signed { get; init; }

    public long? Limit { get; init; }

    public SampleProfile Profile { get; init; }

    [Description("How images are compared.")]
    public PartSelection<IImageDistance> Distance { get; init; } = new("mse");

    [Range(1, 9)]
    public IReadOnlyList<int> Levels { get; init; } = [1, 2];

    public IReadOnlyDictionary<string, double> Layers { get; init; } = new Dictionary<string, double>();

    public SampleRange Range { get; init; } = new() { High = 0.25 };

    [PathOption]
    public string? File { get; init; }

    public IEnumerable<(string Property, string Message)> Faults()
    {
        if (Signed && Bits < 3)
            yield return (nameof(Bits), "signed values need at least 3 bits");
    }
}

public sealed record SampleDistanceOptions
{
    public double Scale { get; init; } = 2;

    /// <summary>A contract that comes back to itself.</summary>
    public PartSelection<IImageDistance>? Inner { get; init; }
}

/// <summary>Parts that cannot be constructed: nothing that only reads a configuration may try.</summary>
internal static class SampleParts
{
    public static PluginCatalog Catalog() => TestParts.Catalog(static builder =>
    {
        builder.RegisterPart<ICompressionTerm, SampleTerm, SampleTermOptions>("sample", "a term with options of every form");
        builder.RegisterPart<ICompressionTerm, SampleTerm, NoOptions>("gamma-l1", "another term");
        builder.RegisterPart<IImageDistance, SampleDistance, NoOptions>("mse", "mean square");
        builder.RegisterPart<IImageDistance, SampleDistance, SampleDistanceOptions>("perceptual", "a distance with options");
        builder.RegisterPart<IGeneratorFactory, SampleGenerator, NoOptions>("cyclegan-resnet", "a generator");
    });

    private sealed class SampleTerm : ICompressionTerm
    {
        public SampleTerm() => throw new InvalidOperationException("A part was constructed.");

        public string Name => "sample";

        public double Weight => 1;

        public Tensor? Loss(StepContext step) => null;
    }

    private sealed class SampleDistance : IImageDistance
    {
        public SampleDistance() => throw new InvalidOperationException("A part was constructed.");

        public Tensor Distance(Tensor image, Tensor reference) => image;
    }

    private sealed class SampleGenerator : IGeneratorFactory
    {
        public SampleGenerator() => throw new InvalidOperationException("A part was constructed.");

        public NetworkGraph Create() => throw new NotSupportedException();
    }
}
