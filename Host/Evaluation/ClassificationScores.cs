using GsFramework.Core.Data;
using GsFramework.Data;
using GsFramework.Graph;
using TorchSharp;
using static TorchSharp.torch;

namespace GsFramework.Host.Evaluation;

/// <summary>
/// Scores of a classifier on images with one-hot labels: <c>accuracy</c>, the share of images whose largest logit is
/// the label's; <c>cross-entropy</c>, in nats; <c>agreement-teacher</c>, the share of images that both networks call
/// the same.
/// </summary>
internal static class ClassificationScores
{
    private const int BatchSize = 64;

    /// <summary>Scores the networks as they are; put them into evaluation mode before.</summary>
    /// <param name="split">The split's name in the results.</param>
    /// <param name="teacher">The dense network, or null.</param>
    /// <param name="student">The network that is judged.</param>
    /// <param name="images">Images; not empty.</param>
    /// <param name="labels">Their labels, found by name.</param>
    /// <param name="limit">Images at most; 0 for all.</param>
    /// <exception cref="UserException">An image has no label, or the network another number of classes than the
    /// labels.</exception>
    public static ScoreSheet Of(
        string split,
        GraphModule? teacher,
        GraphModule student,
        IImageDataset images,
        IImageDataset labels,
        int limit
    )
    {
        using var noGrad = no_grad();
        var truth = new PartnerImages(images, labels, "The accuracy");
        var count = limit > 0 ? Math.Min(limit, images.Count) : images.Count;
        var (compact, dense, same) = (new Answers(), new Answers(), new List<double>());
        ScoreProtocol? protocol = null;
        foreach (var indices in Enumerable.Range(0, count).Chunk(BatchSize))
        {
            using var scope = NewDisposeScope();
            var x = stack(indices.Select(images.Load)).to(student.Device);
            var y = stack(indices.Select(truth.Load)).to(student.Device);
            protocol ??= new ScoreProtocol((int)x.shape[2], (int)x.shape[3]);
            var logits = student.forward(x);
            compact.Add(logits, y);
            if (teacher?.forward(x) is { } reference)
            {
                dense.Add(reference, y);
                same.AddRange(Numbers(logits.argmax(1) == reference.argmax(1)));
            }
        }

        (string Metric, List<double> Own, List<double> Teachers)[] all =
        [
            ("accuracy", compact.Right, dense.Right),
            ("cross-entropy", compact.CrossEntropy, dense.CrossEntropy),
            ("agreement-teacher", same, []),
        ];
        var rows = all.Where(static row => row.Own.Count > 0).ToList();
        return new ScoreSheet(
            [.. rows.Select(row => Row(row.Metric, row.Own, row.Teachers))],
            new ImageScores([.. Enumerable.Range(0, count).Select(images.NameOf)], [.. rows.SelectMany(Columns)])
        );

        Score Row(string metric, List<double> values, List<double> teachers)
        {
            var own = MeanWithError.Of(values);
            var theirs = teachers.Count == 0 ? (MeanWithError?)null : MeanWithError.Of(teachers);
            return new Score(metric, split, count, theirs?.Mean, own.Mean, own.StandardError)
            {
                DenseStandardError = theirs?.StandardError,
                Protocol = protocol!,
            };
        }

        static IEnumerable<ImageColumn> Columns((string Metric, List<double> Own, List<double> Teachers) row) =>
            new[]
            {
                new ImageColumn(row.Metric, [.. row.Own.Select(static value => (double?)value)]),
                new ImageColumn(
                    row.Metric + ImageScores.OfDense,
                    [.. row.Teachers.Select(static value => (double?)value)]
                ),
            }.Where(static column => column.Values.Count > 0);
    }

    private static double[] Numbers(Tensor values) => values.to(float64).reshape(-1).cpu().data<double>().ToArray();

    /// <summary>What one network said, image by image.</summary>
    private sealed class Answers
    {
        public List<double> Right { get; } = [];

        public List<double> CrossEntropy { get; } = [];

        public void Add(Tensor logits, Tensor labels)
        {
            if (!logits.shape.SequenceEqual(labels.shape))
            {
                throw new UserException(
                    $"The network has {logits.shape[1]} classes and the labels {labels.shape[1]}: it was made for "
                        + $"other data."
                );
            }

            Right.AddRange(Numbers(logits.argmax(1) == labels.argmax(1)));
            CrossEntropy.AddRange(Numbers(-(labels * logits.log_softmax(1)).sum(1)));
        }
    }
}
