using System.Diagnostics;
using GsFramework.Campaign.Runs;
using GsFramework.Core.Processes;

namespace GsFramework.Campaign.Serving;

/// <summary><c>gs demo</c> under hostile requests: a normal one is answered all the while, and the program ends when it
/// is asked to.</summary>
internal sealed class DemoKind(Setting setting) : IKind
{
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(15);

    public string Name => "demo";

    public Tally Try(int first, TimeSpan time) => new TrialKind(Name, setting, One).Try(first, time);

    private void One(Trial trial)
    {
        var model = Path.Combine(trial.Folder, "a.onnx");
        File.Copy(Directory.EnumerateFiles(Path.Combine(setting.Project.Whole, "export"), "*.onnx").First(), model);
        using var gs = Gs.Start("demo", model, "--port", "0");
        if (Address(gs) is not { } address)
        {
            _ = trial.Ended("demo", gs.End(TimeSpan.Zero), 0);
            return;
        }

        using var requests = new HostileRequests(address, model, trial);
        foreach (var (name, attack) in HostileRequests.All.OrderBy(_ => trial.Random.Next()).Take(6))
        {
            attack(requests);
            if (!requests.Normal(name))
            {
                break;
            }

            if (gs.HasEnded)
            {
                trial.Add(FaultKind.Unhandled, $"The program ended after {name}.");
                return;
            }
        }

        requests.CloseAll();
        _ = requests.Normal("the end of all attacks");
        gs.Send(Gs.Terminated);
        var start = Stopwatch.GetTimestamp();
        var end = gs.End(_patience);
        _ = trial.Ended("demo after SIGTERM", end, ExitCode.Done, ExitCode.Interrupted, 128 + Gs.Terminated);
        trial.Slowest = Math.Max(trial.Slowest ?? 0, Stopwatch.GetElapsedTime(start).TotalSeconds);
    }

    private static Uri? Address(Gs gs)
    {
        var start = Stopwatch.GetTimestamp();
        while (!gs.HasEnded && Stopwatch.GetElapsedTime(start) < TimeSpan.FromMinutes(1))
        {
            if (gs.Written.Split(' ', '\n').FirstOrDefault(IsAddress) is { } found)
            {
                return new Uri(found);
            }

            Thread.Sleep(50);
        }

        return null;
    }

    private static bool IsAddress(string word) => word.StartsWith("http://127.0.0.1:", StringComparison.Ordinal);
}
