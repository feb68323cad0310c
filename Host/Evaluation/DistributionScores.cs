using GsFramework.Core.Configuration;
using GsFramework.Features;
using GsFramework.Host.Logging;
using Serilog;
using TorchSharp;
using static TorchSharp.torch;

namespace GsFramework.Host.Evaluation;

/// <summary>
/// Compares distributions of features: KID of a network's outputs to the teacher's, and KID and Fréchet distance to
/// real images of the target domain.
/// </summary>
internal sealed class DistributionScores(
    NamedExtractor network,
    EvaluationOptions options,
    int seed,
    Device device,
    ReferenceFeatures? references,
    ILogger? log,
    ITrainingProgress? progress
)
{
    private readonly IFeatureExtractor _extractor = network.Extractor;

    /// <summary>The scores that these features allow. Where a side has fewer than two images there are none.</summary>
    /// <param name="images">The images.</param>
    /// <param name="student">The features of the outputs.</param>
    /// <param name="teacher">Those of the teacher's outputs; may be empty.</param>
    /// <param name="truth">Those of the true translations; may be empty.</param>
    /// <param name="size">The protocol so far.</param>
    public IEnumerable<Score> Of(
        ScoredImages images,
        FeatureVectors student,
        FeatureVectors teacher,
        FeatureVectors truth,
        ScoreProtocol size
    ) =>
        (Wants(ScoreKind.Kid) ? KidToTeacher(images.Split, student, teacher, size) : []).Concat(
            ToReal(images, student, teacher, truth, size)
        );

    /// <summary>A text that an extractor gives, null where it is empty.</summary>
    public static string? TextOrNull(string text) => text.Length == 0 ? null : text;

    private bool Wants(ScoreKind kind) => options.Metrics.Contains(kind);

    private IEnumerable<Score> ToReal(
        ScoredImages images,
        FeatureVectors student,
        FeatureVectors teacher,
        FeatureVectors truth,
        ScoreProtocol size
    )
    {
        var count = options.Limited(images.Targets.Count);
        if (Math.Min(student.Count, count) < 2)
        {
            Omit(
                student.Count < 2
                    ? (student.Count, $"{images.Split} images")
                    : (count, $"real {images.TargetSplit} images")
            );
            yield break;
        }

        var split = images.Split;
        var targets = new CountedImages(images.Targets, number =>
            progress?.Count("real images read", number + 1, count)
        );
        using var reals = Reals(targets, count);
        var protocol = size with
        {
            Features = _extractor.Identity,
            Preparation = TextOrNull(_extractor.Preparation),
            Targets = count,
            TargetSplit = images.TargetSplit,
        };
        if (Wants(ScoreKind.Kid))
        {
            yield return KidRow(split, student, teacher, truth, reals, protocol);
        }

        if (Wants(ScoreKind.Fd))
        {
            yield return FrechetRow(split, student, teacher, truth, reals, protocol);
        }
    }

    private Tensor Reals(CountedImages targets, int count)
    {
        using var measured = progress?.Measure(WorkName.RealImages, count);
        return (references ?? ReferenceFeatures.Off).Of(targets, count, _extractor, device);
    }

    private IEnumerable<Score> KidToTeacher(
        string split,
        FeatureVectors student,
        FeatureVectors teacher,
        ScoreProtocol size
    )
    {
        if (teacher.Count != student.Count || student.Count < 2)
        {
            yield break;
        }

        progress?.Count($"{network.Kid}-teacher", 0, 1);
        using var scope = NewDisposeScope();
        var distance = PairedDiscrepancy.Of(student.ToTensor(), teacher.ToTensor());
        yield return new Score(
            $"{network.Kid}-teacher",
            split,
            student.Count,
            null,
            distance.Value,
            distance.StandardError
        )
        {
            Protocol = size with
            {
                Features = _extractor.Identity,
                Preparation = TextOrNull(_extractor.Preparation),
                Definition =
                    "unbiased MMD² to the teacher's outputs for the same images, pairs of one image left out, kernel "
                    + "(xᵀy/d + 1)³",
            },
        };
    }

    private void Omit((int Count, string Images) few)
    {
        var scores = new[] { Wants(ScoreKind.Kid) ? network.Kid : null, Wants(ScoreKind.Fd) ? network.Frechet : null };
        var left = string.Join(" and ", scores.OfType<string>());
        if (few.Count == 0)
        {
            log?.Warning("{Scores} left out: there are no {Images} to compare with", left, few.Images);
            return;
        }

        log?.Warning(
            "{Scores} left out: two images at least are compared on either side, and the number of {Images} is "
                + "{Count}{Limit}",
            left,
            few.Images,
            few.Count,
            options.Limit == 1
                ? ", since evaluation.limit is 1. Raise it, or set it to 0 for all images"
                : ". Add images"
        );
    }

    private Score KidRow(
        string split,
        FeatureVectors student,
        FeatureVectors teacher,
        FeatureVectors truth,
        Tensor reals,
        ScoreProtocol protocol
    )
    {
        var (kid, denseKid, truthKid) = Each(network.Kid, student, teacher, truth, side => KidTo(reals, side));
        return new Score(network.Kid, split, student.Count, denseKid?.Mean, kid!.Mean, kid.StandardError)
        {
            DenseStandardError = denseKid?.StandardError,
            Truth = truthKid?.Mean,
            Spread = kid.Spread,
            Full = kid.Full,
            Protocol = protocol with
            {
                Subsets = kid.Subsets,
                SubsetSize = kid.SubsetSize,
                Seed = seed,
                Definition = "unbiased MMD², kernel (xᵀy/d + 1)³",
            },
        };
    }

    private Score FrechetRow(
        string split,
        FeatureVectors student,
        FeatureVectors teacher,
        FeatureVectors truth,
        Tensor reals,
        ScoreProtocol protocol
    )
    {
        var (distance, dense, answers) = Each(
            network.Frechet,
            student,
            teacher,
            truth,
            side => FrechetTo(reals, side)
        );
        return new Score(network.Frechet, split, student.Count, dense?.Value, distance!.Value, null)
        {
            Truth = answers?.Value,
            Caution = distance.Reason ?? dense?.Reason ?? answers?.Reason,
            Protocol = protocol with { Definition = "Fréchet distance of the fitted normal distributions" },
        };
    }

    private (T? Student, T? Teacher, T? Truth) Each<T>(
        string metric,
        FeatureVectors student,
        FeatureVectors teacher,
        FeatureVectors truth,
        Func<FeatureVectors, T?> distance
    )
    {
        T? Told(FeatureVectors side, int number)
        {
            progress?.Count(metric, number, 3);
            return distance(side);
        }

        return (Told(student, 0), Told(teacher, 1), Told(truth, 2));
    }

    private Kid? KidTo(Tensor reals, FeatureVectors vectors)
    {
        using var scope = NewDisposeScope();
        return vectors.Count < 2
            ? null
            : Kid.Between(vectors.ToTensor(), reals, options.KidSubsets, options.KidSubsetSize, seed);
    }

    private static FrechetDistance? FrechetTo(Tensor reals, FeatureVectors vectors)
    {
        using var scope = NewDisposeScope();
        return vectors.Count < 2 ? null : FrechetDistance.Between(vectors.ToTensor(), reals);
    }
}
