using System.Text.RegularExpressions;
using GsFramework.Core.Processes;

namespace GsFramework.Screens;

/// <summary>Runs, pages and servers, made by the program itself when somebody first asks for them.</summary>
internal sealed partial class Material : IDisposable
{
    // Not --smoke, which leaves no images to rank.
    private static readonly string[] _shortRun =
    [
        "--set",
        "training:slim:steps=12",
        "--set",
        "training:fineTune:steps=12",
        "--set",
        "training:validateEvery=4",
        "--set",
        "evaluation:limit=40",
    ];

    private readonly CancellationTokenSource _end = new();
    private readonly List<Task> _servers = [];
    private readonly string _folder = Directory.CreateTempSubdirectory("screens-").FullName;
    private readonly Lazy<string> _run;
    private readonly Lazy<string> _comparison;
    private readonly Lazy<string> _sweep;

    public Material(ScreensOptions options)
    {
        _run = new(() => options.Run ?? Made("run", ["compress", "configs/quickstart.json", .. _shortRun]));
        _comparison = new(() =>
            options.Comparison ?? Made("comparison", ["compare", "eng/screens/comparison.json", "--smoke"])
        );
        _sweep = new(() => Made("sweep", ["sweep", "eng/screens/sweep.json"]));
    }

    /// <summary>The directory of a run.</summary>
    public string Run => _run.Value;

    /// <summary>The directory of a comparison.</summary>
    public string Comparison => _comparison.Value;

    /// <summary>The directory of a sweep.</summary>
    public string Sweep => _sweep.Value;

    /// <summary>A path for a page.</summary>
    public string PathOf(string name) => Path.Combine(_folder, name);

    /// <summary>The page of a run, a comparison or a sweep, written by the program as it is now.</summary>
    public string Page(string name, string directory)
    {
        Gs("report", directory, "--out", PathOf($"{name}.html"));
        return PathOf($"{name}.html");
    }

    /// <summary>Runs the program to its end.</summary>
    /// <exception cref="InvalidOperationException">It fails.</exception>
    public static void Gs(params string[] arguments)
    {
        Console.WriteLine($"gs {string.Join(' ', arguments)}");
        var lines = new List<string>();
        if (ChildRun.Run(arguments, lines.Add, CancellationToken.None) is not 0 and var code)
        {
            throw new InvalidOperationException($"It ended with {code}: {string.Join('\n', lines.TakeLast(10))}");
        }
    }

    /// <summary>Starts a server that runs until this is disposed.</summary>
    /// <returns>Where it answers.</returns>
    public Uri Serve(params string[] arguments)
    {
        Console.WriteLine($"gs {string.Join(' ', arguments)}");
        var address = new TaskCompletionSource<Uri>();
        var lines = new List<string>();
        var server = Task.Factory.StartNew(
            () => ChildRun.Run(arguments, lines.Add, _end.Token, Read),
            CancellationToken.None,
            TaskCreationOptions.LongRunning,
            TaskScheduler.Default
        );
        _servers.Add(server);
        Task.WaitAny(address.Task, server);
        return address.Task.IsCompleted
            ? address.Task.Result
            : throw new InvalidOperationException($"It does not serve: {string.Join('\n', lines)}");

        void Read(string line)
        {
            if (Url().Match(line) is { Success: true } match)
            {
                address.TrySetResult(new Uri(match.Value));
            }
        }
    }

    public void Dispose()
    {
        _end.Cancel();
        Task.WaitAll(_servers);
        _end.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [GeneratedRegex(@"http://127\.0\.0\.1:\d+/")]
    private static partial Regex Url();

    private string Made(string name, IEnumerable<string> arguments)
    {
        Gs([.. arguments, "--out", PathOf(name)]);
        return PathOf(name);
    }
}
