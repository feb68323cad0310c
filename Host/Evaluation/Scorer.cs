using GsFramework.Core.Configuration;
using GsFramework.Data;
using GsFramework.Features;
using GsFramework.Graph;
using Serilog;
using TorchSharp;
using static TorchSharp.torch;

namespace GsFramework.Host.Evaluation;

/// <summary>
/// Scores a network's outputs: L1, PSNR, SSIM and feature distance to the teacher's and to the true images, the distance of
/// their features' distribution to the teacher's, KID and Fréchet distance of the features to real images of the target domain. Every image is asked for once, so sets that are computed when they are
/// asked for (<see cref="TranslatedImages"/>) cost one pass and no memory.
/// </summary>
/// <param name="network">Describes images for KID, FD and the feature distance.</param>
/// <param name="options">Metrics, subsets, limit.</param>
/// <param name="seed">Seed of KID's subsets.</param>
/// <param name="device">Where to compute.</param>
/// <param name="references">Keeps the features of real images on the disk, or null to compute them.</param>
/// <param name="log">Told which scores are left out, and why.</param>
internal sealed class Scorer(
    NamedExtractor network, EvaluationOptions options, int seed, Device device, ReferenceFeatures? references = null, ILogger? log = null)
{
    private readonly IFeatureExtractor _extractor = network.Extractor;

    /// <summary>All scores that these images allow: those to the teacher or the truth are left out where there is none, and
    /// KID and FD where a side has fewer than two images.</summary>
    /// <exception cref="UserException">An image cannot be read, or sizes differ.</exception>
    public IReadOnlyList<Score> Score(ScoredImages images)
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        CheckOrder(images);
        var (describes, compares) = (Wants(ScoreKind.Kid) || Wants(ScoreKind.Fd), Wants(ScoreKind.FeatureDistance));
        using var student = new Outputs(_extractor, describes, compares);
        using var teacher = new Outputs(_extractor, describes, compares);
        using var truth = new FeatureVectors(_extractor);
        var toTeacher = new PixelScores(compares ? _extractor : null);
        var size = Look(images, student, teacher, describes ? truth : null, toTeacher);
        if (size is not { } protocol)
        {
            return [];
        }

        protocol = protocol with { Resize = images.Resize };
        return
        [
            .. PixelRows("teacher", images.Split, toTeacher, null, protocol),
            .. PixelRows("truth", images.Split, student.ToTruth, teacher.ToTruth, protocol),
            .. Wants(ScoreKind.Kid) ? KidToTeacher(images.Split, student.Features, teacher.Features, protocol) : [],
            .. describes ? FeatureRows(images, student.Features, teacher.Features, truth, protocol) : [],
        ];
    }

    private static string? TextOrNull(string text) => text.Length == 0 ? null : text;

    private bool Wants(ScoreKind kind) => options.Metrics.Contains(kind);

    private int Limited(int count) => options.Limit > 0 ? Math.Min(count, options.Limit) : count;

    private ScoreProtocol? Look(
        ScoredImages images, Outputs student, Outputs teacher, FeatureVectors? truth, PixelScores toTeacher)
    {
        var truths = ByName(images.Truth);
        ScoreProtocol? protocol = null;
        foreach (var numbers in Enumerable.Range(0, Limited(images.Student.Count)).Chunk(FeatureVectors.BatchSize))
        {
            using var step = NewDisposeScope();
            var outputs = ImageStack.Read(images.Student, numbers, device);
            CheckFinite(outputs, images.Student, numbers);
            protocol ??= new ScoreProtocol((int)outputs.shape[2], (int)outputs.shape[3]);
            var known = Enumerable.Range(0, numbers.Length)
                .Where(position => truths.ContainsKey(images.Student.NameOf(numbers[position]))).ToArray();
            var answers = known.Length == 0 ? null : ImageStack.Read(
                images.Truth!, [.. known.Select(position => truths[images.Student.NameOf(numbers[position])])], device);
            long[] positions = [.. known];
            student.Add(outputs, answers, positions);
            if (images.Teacher is not null)
            {
                var reference = ImageStack.Read(images.Teacher, numbers, device);
                toTeacher.Add(outputs, reference);
                teacher.Add(reference, answers, positions);
            }

            if (answers is not null)
            {
                truth?.Add(answers);
            }
        }

        return protocol;
    }

    private IEnumerable<Score> PixelRows(
        string reference, string split, PixelScores student, PixelScores? teacher, ScoreProtocol protocol)
    {
        if (student.Count == 0)
        {
            yield break;
        }

        if (Wants(ScoreKind.Ssim) && student.Ssim is null)
        {
            log?.Warning(
                "ssim-{Reference} left out: its window has {Window} pixels, and the images are of {Size}",
                reference, Ssim.Window, new ImageSize(protocol.Height, protocol.Width));
        }

        var rows = new[]
        {
            Row(ScoreKind.L1, "l1", static scores => scores.L1, "mean |a - b| of images in [-1, 1]"),
            Row(ScoreKind.Psnr, "psnr", static scores => scores.Psnr, "10 log10(2² / mean (a - b)²) of each image, then the mean"),
            Row(ScoreKind.Ssim, "ssim", static scores => scores.Ssim,
                "images in [0, 1], Gaussian window 11x11 inside the image, deviation 1.5, K1 0.01, K2 0.03, mean over red, green, blue"),
            Row(ScoreKind.FeatureDistance, network.Distance, static scores => scores.Features,
                "squared difference of unit feature vectors, mean over pixels and layers; no learned weights") is { } maps
                ? maps with
                {
                    Protocol = maps.Protocol with
                    {
                        Features = _extractor.Identity,
                        Layers = TextOrNull(string.Join(", ", _extractor.MapLayers)),
                        Preparation = TextOrNull(_extractor.MapPreparation),
                    },
                } : null,
        };
        foreach (var row in rows.OfType<Score>())
        {
            yield return row;
        }

        Score? Row(ScoreKind kind, string metric, Func<PixelScores, MeanWithError?> value, string definition)
        {
            if (!Wants(kind) || value(student) is not { } compact)
            {
                return null;
            }

            var dense = teacher is { Count: > 0 } ? value(teacher) : null;
            return new Score($"{metric}-{reference}", split, student.Count, dense?.Mean, compact.Mean, compact.StandardError)
            {
                DenseStandardError = dense?.StandardError,
                Protocol = protocol with { Definition = definition },
            };
        }
    }

    private IEnumerable<Score> FeatureRows(
        ScoredImages images, FeatureVectors student, FeatureVectors teacher, FeatureVectors truth, ScoreProtocol size)
    {
        var count = Limited(images.Targets.Count);
        if (Math.Min(student.Count, count) < 2)
        {
            Omit(student.Count < 2 ? (student.Count, $"{images.Split} images") : (count, $"real {images.TargetSplit} images"));
            yield break;
        }

        var split = images.Split;
        using var reals = (references ?? ReferenceFeatures.Off).Of(images.Targets, count, _extractor, device);
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

    private IEnumerable<Score> KidToTeacher(string split, FeatureVectors student, FeatureVectors teacher, ScoreProtocol size)
    {
        if (teacher.Count != student.Count || student.Count < 2)
        {
            yield break;
        }

        using var scope = NewDisposeScope();
        var distance = PairedDiscrepancy.Of(student.ToTensor(), teacher.ToTensor());
        yield return new Score($"{network.Kid}-teacher", split, student.Count, null, distance.Value, distance.StandardError)
        {
            Protocol = size with
            {
                Features = _extractor.Identity,
                Preparation = TextOrNull(_extractor.Preparation),
                Definition = "unbiased MMD² to the teacher's outputs for the same images, pairs of one image left out, kernel (xᵀy/d + 1)³",
            },
        };
    }

    private void Omit((int Count, string Images) few)
    {
        var scores = new[] { Wants(ScoreKind.Kid) ? network.Kid : null, Wants(ScoreKind.Fd) ? network.Frechet : null };
        log?.Warning(
            "{Scores} left out: two images at least are compared on either side, and the number of {Images} is {Count}{Limit}",
            string.Join(" and ", scores.OfType<string>()), few.Images, few.Count,
            options.Limit == 1 ? ", since evaluation.limit is 1. Raise it, or set it to 0 for all images" : ". Add images");
    }

    private Score KidRow(
        string split, FeatureVectors student, FeatureVectors teacher, FeatureVectors truth, Tensor reals, ScoreProtocol protocol)
    {
        var kid = KidTo(reals, student)!;
        var denseKid = KidTo(reals, teacher);
        return new Score(network.Kid, split, student.Count, denseKid?.Mean, kid.Mean, kid.StandardError)
        {
            DenseStandardError = denseKid?.StandardError,
            Truth = KidTo(reals, truth)?.Mean,
            Spread = kid.Spread,
            Full = kid.Full,
            Protocol = protocol with
            {
                Subsets = kid.Subsets, SubsetSize = kid.SubsetSize, Seed = seed, Definition = "unbiased MMD², kernel (xᵀy/d + 1)³",
            },
        };
    }

    private Score FrechetRow(
        string split, FeatureVectors student, FeatureVectors teacher, FeatureVectors truth, Tensor reals, ScoreProtocol protocol)
    {
        var distance = FrechetTo(reals, student)!;
        var (dense, answers) = (FrechetTo(reals, teacher), FrechetTo(reals, truth));
        return new Score(
            network.Frechet, split, student.Count, dense?.Value, distance.Value, null)
        {
            Truth = answers?.Value,
            Caution = distance.Reason ?? dense?.Reason ?? answers?.Reason,
            Protocol = protocol with { Definition = "Fréchet distance of the fitted normal distributions" },
        };
    }

    private Kid? KidTo(Tensor reals, FeatureVectors vectors)
    {
        using var scope = NewDisposeScope();
        return vectors.Count < 2 ? null : Kid.Between(vectors.ToTensor(), reals, options.KidSubsets, options.KidSubsetSize, seed);
    }

    private static FrechetDistance? FrechetTo(Tensor reals, FeatureVectors vectors)
    {
        using var scope = NewDisposeScope();
        return vectors.Count < 2 ? null : FrechetDistance.Between(vectors.ToTensor(), reals);
    }

    private static Dictionary<string, int> ByName(IImageDataset? images)
    {
        var numbers = new Dictionary<string, int>();
        for (var number = 0; number < (images?.Count ?? 0); number++)
        {
            numbers.TryAdd(images!.NameOf(number), number);
        }

        return numbers;
    }

    private static void CheckFinite(Tensor outputs, IImageDataset images, int[] numbers)
    {
        var finite = outputs.isfinite().flatten(1).all(1).cpu().data<bool>().ToArray();
        var bad = Array.IndexOf(finite, false);
        if (bad >= 0)
        {
            throw new UserException(
                $"The model makes NaN or infinite pixels of the image '{images.NameOf(numbers[bad])}': it cannot be scored. Its training has "
                + "probably run away; take an earlier checkpoint or a smaller learning rate.");
        }
    }

    private static void CheckOrder(ScoredImages images)
    {
        if (images.Teacher is { } teacher && (teacher.Count != images.Student.Count
            || Enumerable.Range(0, teacher.Count).Any(number => teacher.NameOf(number) != images.Student.NameOf(number))))
        {
            throw new ArgumentException("The teacher's outputs must be of the same inputs in the same order.", nameof(images));
        }
    }
}
