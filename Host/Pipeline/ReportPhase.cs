using GsFramework.Host.Reporting.Html;
using GsFramework.Host.Runs;

namespace GsFramework.Host.Pipeline;

/// <summary>Writes the page of the run.</summary>
internal sealed class ReportPhase(RunDirectory directory) : IPhase
{
    public string Name => PhaseName.Report;

    public IReadOnlyList<string> Reads => [];

    public bool IsFinished => File.Exists(directory.Report);

    public void Run() => Report.Write(directory.Root);

    public void RemoveOutputs() => RunDirectory.RemoveFile(directory.Report);
}
