using System.Globalization;
using System.Text;
using GsFramework.Core.Configuration;
using GsFramework.Core.Interchange;
using GsFramework.Core.Text;
using GsFramework.Data;
using GsFramework.Graph;
using GsFramework.Host.Evaluation;
using GsFramework.Host.Pipeline;
using GsFramework.Host.Runs;
using GsFramework.Host.Training;
using TorchSharp;

namespace GsFramework.Host.Teaching;

/// <summary>
/// <c>model/card.md</c>: what somebody who finds a trained network needs to know of it. The idea is that of Mitchell et
/// al., "Model Cards for Model Reporting", 2019.
/// </summary>
internal static class ModelCard
{
    private const string Picture = "card.png";

    /// <summary>Writes the card and its picture beside the weights.</summary>
    /// <param name="run">The run that trained it.</param>
    /// <param name="network">The network with the weights that are kept.</param>
    /// <param name="isAveraged">True when these weights are a moving average.</param>
    /// <param name="validation">The score that chose them, if any.</param>
    /// <param name="best">Its best value, and when that was.</param>
    /// <param name="outcome">How long the training was.</param>
    public static void Write(
        RunContext run,
        GraphModule network,
        bool isAveraged,
        IValidationScore? validation,
        BestWeights best,
        PhaseOutcome outcome
    )
    {
        // A network that is not averaged comes as training left it, and batch norms would score with each batch's
        // statistics.
        using var looking = new EvaluationMode(network);
        run.Reading(Split.Validation, () =>
            SampleGrid.Save(
                Path.Combine(run.Directory.Model, Picture),
                Images(run, Split.Validation, Domain.Source),
                null,
                network,
                rows: 8,
                Images(run, Split.Validation, Domain.Target)
            )
        );
        AtomicFile.WriteAllText(
            Path.Combine(run.Directory.Model, "card.md"),
            Text(run, network, Kept(isAveraged, validation, best, outcome.Steps, run.Options.Teacher), outcome)
        );
    }

    private static string Text(RunContext run, GraphModule network, FormattableString kept, PhaseOutcome outcome)
    {
        var (options, teacher) = (run.Options, run.Options.Teacher);
        var side = options.Data.ImageSize;
        var cost = GraphCost.Of(network.Graph, ImageSize.Square(side));
        var text = new StringBuilder();
        text.AppendLine(Invariant($"# {options.Name}")).AppendLine();
        var isClassifier = Logits.AreMadeBy(network.Graph, side);
        text.AppendLine(
                isClassifier
                    ? "A dense classifier, trained by GsFramework: images (N, C, H, W) in [-1, 1] in, logits (N, K, "
                        + "1, 1) of their classes out."
                    : "A dense generator, trained by GsFramework: images of A in, images of B out, (N, C, H, W) in "
                        + "[-1, 1]."
            )
            .AppendLine();
        text.AppendLine("| | |").AppendLine("| --- | --- |");
        Row(
            "network",
            $"{options.Model.Generator!.Kind}, {cost.Parameters:N0} parameters, {cost.Macs:N0} MACs at {side}x{side}"
        );
        Row("weights", $"{ModelFolder.WeightBytes(run.Directory.Model):N0} bytes of safetensors");
        var batch = options.Data.BatchSize;
        var precision = teacher.Precision.ToString().ToLowerInvariant();
        Row(
            "method",
            $"{teacher.Method.Kind}, {outcome.Steps} steps of batch {batch}, seed {options.Seed}, {precision}"
        );
        Row("kept", kept);
        Row(
            "time",
            $"{outcome.Time.Seconds:F0} s, {Computed(run)}{Arithmetic(run)}, finished {DateTime.UtcNow:yyyy-MM-dd}"
        );
        text.AppendLine().AppendLine("## Data").AppendLine();
        text.AppendLine(isClassifier ? "| split | images | labels |" : "| split | A | B |")
            .AppendLine("| --- | --- | --- |");
        foreach (var split in Enum.GetValues<Split>())
        {
            var (a, b) = (Images(run, split, Domain.Source).Count, Images(run, split, Domain.Target).Count);
            text.AppendLine(Invariant($"| {split.ToString().ToLowerInvariant()} | {a} | {b} |"));
        }

        Scores(text, run, network);
        if (File.Exists(Path.Combine(run.Directory.Model, Picture)))
        {
            text.AppendLine()
                .AppendLine("## Validation images")
                .AppendLine()
                .AppendLine($"![validation images]({Picture})");
        }

        text.AppendLine().AppendLine("## Configuration").AppendLine();
        text.AppendLine("```json").AppendLine(Configuration(options)).AppendLine("```");
        return text.ToString();

        void Row(string name, FormattableString value) => text.AppendLine(Invariant($"| {name} | {value} |"));
    }

    private static string Arithmetic(RunContext run) =>
        string.Concat((run.Directory.State.Origin?.Arithmetics ?? []).Select(static words => $", arithmetic {words}"));

    private static string Computed(RunContext run) =>
        (run.Device.type, run.Options.Threads) switch
        {
            (not DeviceType.CPU, _) => $"device {run.Device}",
            (_, 0) => "all CPU threads",
            (_, 1) => "1 CPU thread",
            (_, var threads) => Invariant($"{threads} CPU threads"),
        };

    private static FormattableString Kept(
        bool isAveraged,
        IValidationScore? chosen,
        BestWeights best,
        int steps,
        TeacherOptions teacher
    )
    {
        var what = isAveraged
            ? $"moving average of the weights (decay {teacher.AverageDecay.ToString(CultureInfo.InvariantCulture)})"
            : "the weights as trained";
        string Best(double value) => Invariant($"{chosen!.Name} was lowest: {MeasuredText.Of(value)}");
        return best.Score is { } score
            ? (FormattableString)$"{what}; after {best.Step} of {steps} steps, where {Best(score)}. {chosen!.Protocol}"
            : $"{what}, after the last step";
    }

    private static void Scores(StringBuilder text, RunContext run, GraphModule network)
    {
        var scores = Scoring.Score(run, null, network, Scoring.Extractors(run)).Scores;
        if (scores.Count == 0)
        {
            return;
        }

        text.AppendLine().AppendLine("## Scores on the test images").AppendLine();
        text.AppendLine("| metric | value | of the truth | images | protocol |")
            .AppendLine("| --- | --- | --- | --- | --- |");
        foreach (var score in scores)
        {
            var caution = score.Caution is null ? "" : $". Caution: {score.Caution}";
            text.Append($"| {score.Metric} | {MeasuredText.Of(score.Compact, score.StandardError)} | ")
                .Append(Invariant($"{MeasuredText.Of(score.Truth)} | {score.Images} | "))
                .AppendLine($"{Protocol(score)}{caution} |");
        }
    }

    // Equations have bars, which would end a table's cell.
    private static string Protocol(Score score) =>
        score.Protocol.Line(score.Split, score.Images).Replace("|", "\\|", StringComparison.Ordinal);

    // Paths of the machine say nothing to a reader of the card.
    private static string Configuration(RunOptions options) =>
        ResolvedConfiguration
            .ToJson(options)
            .Trim()
            .Replace(Environment.CurrentDirectory + Path.DirectorySeparatorChar, "", StringComparison.Ordinal);

    private static string Invariant(FormattableString text) => FormattableString.Invariant(text);

    private static IImageDataset Images(RunContext run, Split split, Domain domain) => run.Images.Open(split, domain);
}
