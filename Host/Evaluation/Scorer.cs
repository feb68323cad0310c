using GsFramework.Data;
using GsFramework.Features;
using GsFramework.Host.Configuration;
using TorchSharp;
using static TorchSharp.torch;

namespace GsFramework.Host.Evaluation;

/// <summary>
/// Scores a network's outputs: L1 and PSNR to the teacher's and to the true images, KID and Fréchet distance of the
/// features to real images of the target domain. Every image is asked for once, so sets that are computed when they are
/// asked for (<see cref="TranslatedImages"/>) cost one pass and no memory.
/// </summary>
/// <param name="extractor">Describes images for KID and FD; it stays the caller's.</param>
/// <param name="options">Subsets, limit, and the extractor's key, from which the metrics have their names.</param>
/// <param name="seed">Seed of KID's subsets.</param>
/// <param name="device">Where to compute.</param>
internal sealed class Scorer(IFeatureExtractor extractor, EvaluationOptions options, int seed, Device device)
{
    private readonly string _suffix = options.Features.Kind.Replace("-", "", StringComparison.Ordinal);

    /// <summary>All scores that these images allow: those to the teacher or the truth are left out where there is none, and
    /// KID and FD where a side has fewer than two images.</summary>
    /// <exception cref="UserException">An image cannot be read, or sizes differ.</exception>
    public IReadOnlyList<Score> Score(ScoredImages images)
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        CheckOrder(images);
        using var student = new Outputs(extractor);
        using var teacher = new Outputs(extractor);
        using var truth = new FeatureVectors(extractor);
        var toTeacher = new PixelScores();
        var size = Look(images, student, teacher, truth, toTeacher);
        if (size is not { } protocol)
        {
            return [];
        }

        using var targets = FeatureVectors.Of(images.Targets, Limited(images.Targets.Count), extractor, device);
        return
        [
            .. PixelRows("teacher", images.Split, toTeacher, null, protocol),
            .. PixelRows("truth", images.Split, student.ToTruth, teacher.ToTruth, protocol),
            .. FeatureRows(images.Split, student.Features, teacher.Features, truth, targets, protocol),
        ];
    }

    private int Limited(int count) => options.Limit > 0 ? Math.Min(count, options.Limit) : count;

    private ScoreProtocol? Look(
        ScoredImages images, Outputs student, Outputs teacher, FeatureVectors truth, PixelScores toTeacher)
    {
        var truths = ByName(images.Truth);
        ScoreProtocol? protocol = null;
        foreach (var numbers in Enumerable.Range(0, Limited(images.Student.Count)).Chunk(FeatureVectors.BatchSize))
        {
            using var step = NewDisposeScope();
            var outputs = ImageStack.Read(images.Student, numbers, device);
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
                truth.Add(answers);
            }
        }

        return protocol;
    }

    private static IEnumerable<Score> PixelRows(
        string reference, string split, PixelScores student, PixelScores? teacher, ScoreProtocol protocol)
    {
        if (student.Count == 0)
        {
            yield break;
        }

        yield return Row("l1", static scores => scores.L1);
        yield return Row("psnr", static scores => scores.Psnr);

        Score Row(string metric, Func<PixelScores, MeanWithError> value)
        {
            var compact = value(student);
            var dense = teacher is { Count: > 0 } ? value(teacher) : (MeanWithError?)null;
            return new Score($"{metric}-{reference}", split, student.Count, dense?.Mean, compact.Mean, compact.StandardError)
            {
                DenseStandardError = dense?.StandardError,
                Protocol = protocol,
            };
        }
    }

    private IEnumerable<Score> FeatureRows(
        string split, FeatureVectors student, FeatureVectors teacher, FeatureVectors truth, FeatureVectors targets, ScoreProtocol size)
    {
        if (Math.Min(student.Count, targets.Count) < 2)
        {
            yield break;
        }

        using var reals = targets.ToTensor();
        var protocol = size with { Features = extractor.Identity, Targets = targets.Count };
        var kid = KidTo(reals, student)!;
        var denseKid = KidTo(reals, teacher);
        yield return new Score($"kid-{_suffix}", split, student.Count, denseKid?.Mean, kid.Mean, kid.StandardError)
        {
            DenseStandardError = denseKid?.StandardError,
            Truth = KidTo(reals, truth)?.Mean,
            Spread = kid.Spread,
            Full = kid.Full,
            Protocol = protocol with { Subsets = kid.Subsets, SubsetSize = kid.SubsetSize, Seed = seed },
        };

        var distance = FrechetTo(reals, student)!;
        yield return new Score($"fd-{_suffix}", split, student.Count, FrechetTo(reals, teacher)?.Value, distance.Value, null)
        {
            Truth = FrechetTo(reals, truth)?.Value,
            Caution = distance.Reason,
            Protocol = protocol,
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

    private static void CheckOrder(ScoredImages images)
    {
        if (images.Teacher is { } teacher && (teacher.Count != images.Student.Count
            || Enumerable.Range(0, teacher.Count).Any(number => teacher.NameOf(number) != images.Student.NameOf(number))))
        {
            throw new ArgumentException("The teacher's outputs must be of the same inputs in the same order.", nameof(images));
        }
    }
}
