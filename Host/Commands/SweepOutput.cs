using System.Diagnostics;
using System.Text.Json.Nodes;
using GsFramework.Core.Configuration;
using GsFramework.Core.Interchange;
using GsFramework.Host.Launching;
using GsFramework.Host.Reporting;
using GsFramework.Host.Reporting.Html;
using GsFramework.Host.Runs;
using GsFramework.Host.Sweeping;

namespace GsFramework.Host.Commands;

/// <summary>What a sweep leaves: its table, page and the configurations of the best, from the trials so far.</summary>
/// <param name="options">The base configuration.</param>
/// <param name="problem">The sweep.</param>
/// <param name="directory">Its directory.</param>
/// <param name="origin">How it began.</param>
internal sealed class SweepOutput(
    RunOptions options,
    SweepProblem problem,
    RunDirectory directory,
    RunOrigin origin
)
{
    // Of a thousand trials the tables take longer than the last trial did.
    private const int LeastShare = 20;

    private readonly Stopwatch _clock = Stopwatch.StartNew();
    private IReadOnlyList<string> _configurations = [];
    private TimeSpan _next;

    /// <summary>What was saved last.</summary>
    public SweepResult? Result { get; private set; }

    /// <summary>Writes it on the way, but seldom enough that it takes no more than a twentieth of the time.</summary>
    /// <inheritdoc cref="Save"/>
    public void Update()
    {
        if (_clock.Elapsed >= _next)
        {
            Save();
        }
    }

    /// <summary>Writes it.</summary>
    /// <exception cref="UserException">A record is damaged, or a file cannot be written.</exception>
    public void Save()
    {
        var start = _clock.Elapsed;
        Result = new SweepCollector(options, problem, directory.Root, origin).Collect();
        _configurations = SweepFiles.Write(directory.Root, Result, Configuration);
        Report.Write(directory.Root);
        _next = _clock.Elapsed + (LeastShare * (_clock.Elapsed - start));
    }

    /// <summary>Prints what was saved.</summary>
    public void Show(bool json, VerbContext context)
    {
        if (json)
        {
            context.Terminal.Output.WriteLine(RecordJson.Text(Result!).TrimEnd());
            return;
        }

        SweepTable.Write(context.Terminal, Result!);
        foreach (
            var file in new[] { SweepFiles.Markdown, SweepFiles.Csv, SweepResult.FileName }
                .Select(name => Path.Combine(directory.Root, name))
                .Concat(_configurations)
                .Append(directory.Report)
        )
        {
            context.Terminal.Output.WriteLine(Path.GetRelativePath(Environment.CurrentDirectory, file));
        }
    }

    // As the user would have written it: with the images that score a result, and with his own threads.
    private string Configuration(TrialResult trial)
    {
        var swept = SweptTrial.ReadAll(directory.Root).Single(other => other.Number == trial.Number);
        var node = swept.Configuration!.DeepClone().AsObject();
        node["name"] = $"{options.Name}-{(Result?.HasFront == true ? trial.Name : "best")}";
        node["threads"] = options.Threads;
        node["evaluation"]!["split"] = ScalarText.Write(options.Evaluation.Split);
        return node.ToJsonString(RecordJson.Format) + "\n";
    }
}
