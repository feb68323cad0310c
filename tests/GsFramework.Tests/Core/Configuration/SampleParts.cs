using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Autofac;
using GsFramework.Core.Composition.Loading;
using GsFramework.Data;
using GsFramework.Features;
using GsFramework.Graph;
using GsFramework.Losses;
using GsFramework.Models;
using GsFramework.Parts;
using GsFramework.Teaching;
using GsFramework.Terms;
using static TorchSharp.torch;

namespace GsFramework.Tests.Core.Configuration;

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
        {
            yield return (nameof(Bits), "signed values need at least 3 bits");
        }
    }
}

public sealed record SampleDistanceOptions
{
    public double Scale { get; init; } = 2;

    /// <summary>A contract that comes back to itself.</summary>
    public PartSelection<IImageDistance>? Inner { get; init; }
}

/// <summary>Options whose defaults leave a choice to the user.</summary>
public sealed record UndecidedOptions : IValidatesOptions
{
    public double? Rho { get; init; }

    public IEnumerable<(string Property, string Message)> Faults() =>
        Rho is null ? [(nameof(Rho), "must be chosen")] : [];
}

/// <summary>Parts that cannot be constructed: nothing that only reads a configuration may try.</summary>
internal static class SampleParts
{
    public static PluginCatalog Catalog() =>
        TestParts.Catalog(static builder =>
        {
            builder.RegisterPart<ICompressionTerm, Sample, SampleTermOptions>(
                "sample",
                "a term with options of every form"
            );
            builder.RegisterPart<ICompressionTerm, Sample, NoOptions>("gamma-l1", "another term");
            builder.RegisterPart<IImageDistance, Sample, UndecidedOptions>("undecided", "needs a choice");
            builder.RegisterPart<IImageDistance, Sample, NoOptions>("mse", "mean square");
            builder.RegisterPart<IImageDistance, Sample, SampleDistanceOptions>(
                "perceptual",
                "a distance with options"
            );
            builder.RegisterPart<IGeneratorFactory, Sample, NoOptions>("cyclegan-resnet", "a generator");
            builder.RegisterPart<IAdversarialLoss, Sample, NoOptions>("least-squares", "the default loss");
            builder.RegisterPart<IFeatureExtractor, Sample, NoOptions>("mobilenet-v2", "the default features");
            builder.RegisterPart<IImageSource, Sample, NoOptions>("folder", "the default images");
            builder.RegisterPart<ITeacherMethod, SampleTeacher, NoOptions>("cyclegan", "the default teacher");
        });

    private sealed class Sample
        : ICompressionTerm,
            IImageDistance,
            IGeneratorFactory,
            IAdversarialLoss,
            IFeatureExtractor,
            IImageSource
    {
        public Sample() => throw new InvalidOperationException("A part was constructed.");

        public double Weight => throw new NotSupportedException();

        public string Identity => throw new NotSupportedException();

        public Tensor? Loss(StepContext step) => throw new NotSupportedException();

        public Tensor Distance(Tensor image, Tensor reference) => throw new NotSupportedException();

        public NetworkGraph Create() => throw new NotSupportedException();

        public Tensor ForGenerator(Tensor fakeScores) => throw new NotSupportedException();

        public Tensor ForDiscriminator(Tensor realScores, Tensor fakeScores) => throw new NotSupportedException();

        public IReadOnlyList<Tensor> Maps(Tensor images) => throw new NotSupportedException();

        public Tensor Vectors(Tensor images) => throw new NotSupportedException();

        public IImageDataset Open(Split split, Domain domain) => throw new NotSupportedException();

        public void Dispose() { }
    }
}

/// <summary>A way to teach that is only named.</summary>
internal sealed class SampleTeacher : ITeacherMethod
{
    public bool NeedsDiscriminator => false;

    public ITeacherObjective Begin(TeacherStart start) => throw new NotSupportedException("Nobody begins it.");
}
