using GsFramework.Core.Configuration;
using GsFramework.Core.Data;
using GsFramework.Data;
using GsFramework.Features;
using GsFramework.Graph;
using GsFramework.Host.Logging;
using Serilog;
using TorchSharp;
using static TorchSharp.torch;

namespace GsFramework.Host.Evaluation;

/// <summary>
/// Scores a network's outputs: L1, PSNR, SSIM and feature distance to the teacher's and to the true images, and the
/// <see cref="DistributionScores"/>. Every image is asked for once, so sets that are computed when they are asked for
/// (<see cref="TranslatedImages"/>) cost one pass and no memory.
/// </summary>
/// <param name="network">Describes images for KID, FD and the feature distance.</param>
/// <param name="options">Metrics, subsets, limit.</param>
/// <param name="seed">Seed of KID's subsets.</param>
/// <param name="device">Where to compute.</param>
/// <param name="references">Keeps the features of real images on the disk, or null to compute them.</param>
/// <param name="log">Told which scores are left out, and why.</param>
/// <param name="progress">Told how far the distances to real images are.</param>
internal sealed class Scorer(
    NamedExtractor network,
    EvaluationOptions options,
    int seed,
    Device device,
    ReferenceFeatures? references = null,
    ILogger? log = null,
    ITrainingProgress? progress = null
)
{
    private const string Colors = "red, green, blue";

    private readonly IFeatureExtractor _extractor = network.Extractor;

    private readonly (ScoreKind Kind, string Metric, string Definition)[] _pixelMetrics =
    [
        (ScoreKind.L1, "l1", "mean |a - b| of images in [-1, 1]"),
        (ScoreKind.Psnr, "psnr", "10 log10(2² / mean (a - b)²) of each image, then the mean"),
        (
            ScoreKind.Ssim,
            "ssim",
            "images in [0, 1], Gaussian window 11x11 inside the image, deviation 1.5, K1 0.01, K2 0.03, mean over "
                + Colors
        ),
        (
            ScoreKind.FeatureDistance,
            network.Distance,
            "squared difference of unit feature vectors, mean over pixels and layers; no learned weights"
        ),
    ];

    /// <summary>All scores that these images allow: those to the teacher or the truth are left out where there is none,
    /// and KID and FD where a side has fewer than two images.</summary>
    /// <exception cref="UserException">An image cannot be read, or sizes differ.</exception>
    public ScoreSheet Score(ScoredImages images)
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
            return ScoreSheet.Empty;
        }

        protocol = protocol with { Resize = images.Resize };
        var distributions = new DistributionScores(network, options, seed, device, references, log, progress);
        string[] names = [.. Enumerable.Range(0, options.Limited(images.Student.Count)).Select(images.Student.NameOf)];
        return new ScoreSheet(
            [
                .. PixelRows("teacher", images.Split, toTeacher, null, protocol),
                .. PixelRows("truth", images.Split, student.ToTruth, teacher.ToTruth, protocol),
                .. describes ? distributions.Of(images, student.Features, teacher.Features, truth, protocol) : [],
            ],
            new ImageScores(
                names,
                [
                    .. Columns("teacher", toTeacher, null, names.Length),
                    .. Columns("truth", student.ToTruth, teacher.ToTruth, names.Length),
                ]
            )
        );
    }

    private bool Wants(ScoreKind kind) => options.Metrics.Contains(kind);

    private ScoreProtocol? Look(
        ScoredImages images,
        Outputs student,
        Outputs teacher,
        FeatureVectors? truth,
        PixelScores toTeacher
    )
    {
        var truths = ByName(images.Truth);
        ScoreProtocol? protocol = null;
        foreach (
            var numbers in Enumerable.Range(0, options.Limited(images.Student.Count)).Chunk(FeatureVectors.BatchSize)
        )
        {
            using var step = NewDisposeScope();
            using var measured = progress?.Measure(WorkName.ImagesScored, numbers.Length);
            var outputs = ImageStack.Read(images.Student, numbers, device);
            CheckFinite(outputs, images.Student, numbers);
            protocol ??= new ScoreProtocol((int)outputs.shape[2], (int)outputs.shape[3])
            {
                Channels = outputs.shape[1] == ImageChannels.Rgb ? null : (int)outputs.shape[1],
            };
            var known = Enumerable
                .Range(0, numbers.Length)
                .Where(position => truths.ContainsKey(images.Student.NameOf(numbers[position])))
                .ToArray();
            var answers =
                known.Length == 0
                    ? null
                    : ImageStack.Read(
                        images.Truth!,
                        [.. known.Select(position => truths[images.Student.NameOf(numbers[position])])],
                        device
                    );
            long[] positions = [.. known];
            student.Add(numbers, outputs, answers, positions);
            if (images.Teacher is not null)
            {
                var reference = ImageStack.Read(images.Teacher, numbers, device);
                toTeacher.Add(numbers, outputs, reference);
                teacher.Add(numbers, reference, answers, positions);
            }

            if (answers is not null)
            {
                truth?.Add(answers);
            }
        }

        return protocol;
    }

    private IEnumerable<Score> PixelRows(
        string reference,
        string split,
        PixelScores student,
        PixelScores? teacher,
        ScoreProtocol protocol
    )
    {
        if (student.Count == 0)
        {
            yield break;
        }

        if (Wants(ScoreKind.Ssim) && student.Mean(ScoreKind.Ssim) is null)
        {
            log?.Warning(
                "ssim-{Reference} left out: its window has {Window} pixels, and the images are of {Size}",
                reference,
                Ssim.Window,
                new ImageSize(protocol.Height, protocol.Width)
            );
        }

        foreach (var (kind, metric, definition) in _pixelMetrics)
        {
            if (!Wants(kind) || student.Mean(kind) is not { } compact)
            {
                continue;
            }

            var dense = teacher?.Mean(kind);
            yield return new Score(
                $"{metric}-{reference}",
                split,
                student.Count,
                dense?.Mean,
                compact.Mean,
                compact.StandardError
            )
            {
                DenseStandardError = dense?.StandardError,
                Protocol = (kind == ScoreKind.FeatureDistance ? OfMaps(protocol) : protocol) with
                {
                    Definition = protocol.Channels is null
                        ? definition
                        : definition.Replace(Colors, "channels", StringComparison.Ordinal),
                },
            };
        }
    }

    private ScoreProtocol OfMaps(ScoreProtocol protocol) =>
        protocol with
        {
            Features = _extractor.Identity,
            Layers = DistributionScores.TextOrNull(string.Join(", ", _extractor.MapLayers)),
            Preparation = DistributionScores.TextOrNull(_extractor.MapPreparation),
        };

    private IEnumerable<ImageColumn> Columns(string reference, PixelScores student, PixelScores? teacher, int images)
    {
        foreach (var (kind, metric, _) in _pixelMetrics)
        {
            if (Wants(kind) && student.Mean(kind) is not null)
            {
                yield return new ImageColumn($"{metric}-{reference}", student.Each(kind, images));
                if (teacher?.Mean(kind) is not null)
                {
                    yield return new ImageColumn(
                        $"{metric}-{reference}{ImageScores.OfDense}",
                        teacher.Each(kind, images)
                    );
                }
            }
        }
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
                $"The model makes NaN or infinite pixels of the image '{images.NameOf(numbers[bad])}': it cannot be "
                    + $"scored. Its training has "
                    + "probably run away; take an earlier checkpoint or a smaller learning rate."
            );
        }
    }

    private static void CheckOrder(ScoredImages images)
    {
        if (
            images.Teacher is { } teacher
            && (
                teacher.Count != images.Student.Count
                || Enumerable
                    .Range(0, teacher.Count)
                    .Any(number => teacher.NameOf(number) != images.Student.NameOf(number))
            )
        )
        {
            throw new ArgumentException(
                "The teacher's outputs must be of the same inputs in the same order.",
                nameof(images)
            );
        }
    }
}
