using GsFramework.Core.Configuration;
using GsFramework.Core.Interchange;
using GsFramework.Host.Comparison;
using GsFramework.Host.Reporting;
using GsFramework.Host.Reporting.Html;
using GsFramework.Host.Runs;
using Serilog;
using TorchSharp;

namespace GsFramework.Host.Commands;

/// <summary>What a comparison leaves: its tables, pictures and page, from the runs that are finished.</summary>
/// <param name="options">The base configuration.</param>
/// <param name="plan">The runs.</param>
/// <param name="directory">The comparison's.</param>
/// <param name="device">Where runs compute.</param>
/// <param name="origin">How it began.</param>
/// <param name="smoke">True for a few steps.</param>
internal sealed class ComparisonOutput(
    RunOptions options,
    IReadOnlyList<PlannedRun> plan,
    RunDirectory directory,
    torch.Device device,
    RunOrigin origin,
    bool smoke
)
{
    private ComparisonResult? _result;
    private IReadOnlyList<string> _pictures = [];

    /// <summary>Writes it.</summary>
    /// <param name="failed">Runs that ended with an error; they do not count.</param>
    /// <exception cref="UserException">A result was damaged, or a file cannot be written.</exception>
    public void Save(IReadOnlyList<FailedRun> failed)
    {
        _result = new ComparisonCollector(options, plan, directory.Root, device, origin, smoke).Collect(failed);
        ComparisonFiles.Write(directory.Root, _result);
        _pictures = ComparisonPictures.Write(directory.Root, _result, plan);
        Report.Write(directory.Root);
    }

    /// <summary>Prints what was saved.</summary>
    public void Show(bool json, VerbContext context)
    {
        Warn(options.Comparison, _result!, context.Log);
        Show(_result!, directory, _pictures, json, context);
    }

    private static void Warn(ComparisonOptions comparison, ComparisonResult result, ILogger log)
    {
        string[] known =
        [
            .. result.Summary.SelectMany(static row => row.Scores).Select(static score => score.Metric).Distinct(),
        ];
        if (known.Length > 0 && comparison.Scores.Except(known).FirstOrDefault() is { } unknown)
        {
            log.Warning(
                "comparison.scores names '{Score}', which no run has. There are: {Known}",
                unknown,
                string.Join(", ", known)
            );
        }
    }

    private static void Show(
        ComparisonResult result,
        RunDirectory directory,
        IReadOnlyList<string> pictures,
        bool json,
        VerbContext context
    )
    {
        if (json)
        {
            context.Terminal.Output.WriteLine(RecordJson.Text(result).TrimEnd());
            return;
        }

        ComparisonTables.Write(context.Terminal, result);
        string[] files =
        [
            .. new[] { ComparisonFiles.Markdown, ComparisonFiles.Csv, ComparisonResult.FileName }.Select(name =>
                Path.Combine(directory.Root, name)
            ),
        ];
        foreach (var file in files.Concat(pictures).Append(directory.Report))
        {
            context.Terminal.Output.WriteLine(Path.GetRelativePath(Environment.CurrentDirectory, file));
        }
    }
}
