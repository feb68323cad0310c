using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Nodes;
using GsFramework.Campaign.Runs;
using GsFramework.Core.Interchange;
using GsProcess = GsFramework.Campaign.Runs.Gs;

namespace GsFramework.Campaign.Cluster;

/// <summary>One comparison three times: on this machine, on a Slurm, and on a Slurm that disturbs it.</summary>
internal sealed class ClusterTrial
{
    private const int Runs = 12;
    private const int Updates = 100;
    private const string Name = "cluster";

    private static readonly string[] _methods =
    [
        "gs-32",
        "gs-8",
        "gs-32-ptq",
        "uniform-width",
        "random-pruning",
        "magnitude-pruning",
    ];

    private static readonly TimeSpan _patience = TimeSpan.FromMinutes(20);

    private readonly TinyProject _project;
    private readonly TestSlurm _slurm;
    private readonly string _folder;

    // One after the other in the same folder, since ONNX files hold the hash of a configuration, and some
    // configurations the path of the run that they begin with.
    private readonly string _output;

    private ClusterTrial(TestSlurm slurm, string folder)
    {
        (_slurm, _folder, _output) = (slurm, folder, Path.Combine(folder, "out"));
        _project = new TinyProject(Path.Combine(folder, TinyProject.FolderName));
        _project.Write();
    }

    /// <summary>Carries it out and writes the page.</summary>
    public static int Run(int seed, string output)
    {
        var folder = Directory.CreateTempSubdirectory("gs-cluster-").FullName;
        try
        {
            using var slurm = TestSlurm.Start(
                Path.GetFullPath(Path.Combine("eng", "slurm.sh")),
                Path.Combine(folder, "slurm")
            );
            if (slurm is null)
            {
                Console.Error.WriteLine("There is no Slurm to be had here.");
                return 2;
            }

            foreach (var (name, value) in slurm.Variables)
            {
                Environment.SetEnvironmentVariable(name, value);
            }

            var results = new ClusterTrial(slurm, folder).Results(seed);
            Directory.CreateDirectory(output);
            AtomicFile.WriteAllText(Path.Combine(output, ClusterResults.File), RecordJson.Text(results));
            AtomicFile.WriteAllText(Path.Combine(output, "README.md"), ClusterPage.Of(results));
            string[] differing = [.. results.Disturbed.Differing, .. results.Disturbed.DifferingInPeace];
            foreach (var name in differing)
            {
                Console.Error.WriteLine($"differs: {name}");
            }

            return differing.Length + results.Disturbed.Overlaps + results.Disturbed.HalfWritten == 0 ? 0 : 1;
        }
        finally
        {
            Folders.Remove(folder);
        }
    }

    private ClusterResults Results(int seed)
    {
        var load = double.Parse(File.ReadAllText("/proc/loadavg").Split(' ')[0], CultureInfo.InvariantCulture);
        var local = CarryOut("--jobs", "2");
        var whole = Keep("whole");
        var slurm = CarryOut("--launcher", "slurm");
        var gathering = Stopwatch.StartNew();
        Gs(["compare", _output, "--gather"]);
        var gather = gathering.Elapsed.TotalSeconds;
        var peaceful = Keep("peaceful");
        return new ClusterResults(
            DateTime.UtcNow.ToString("d MMMM yyyy", CultureInfo.InvariantCulture),
            Machine(),
            load,
            seed,
            Runs,
            Updates,
            local,
            slurm,
            Disturbed(seed, whole, peaceful),
            gather,
            new LargePlanTrial(_slurm, _project, Path.Combine(_folder, "thousand")).Run()
        );
    }

    private string Keep(string name)
    {
        var kept = Path.Combine(_folder, name);
        Directory.Move(_output, kept);
        return kept;
    }

    private CarriedOut CarryOut(params string[] options)
    {
        Say($"the comparison, {string.Join(' ', options)}");
        var clock = Stopwatch.StartNew();
        double first = 0, command = 0;
        using var gs = GsProcess.Start([.. Line(), .. options]);
        while (command == 0 || first == 0 || _slurm.Queue($"gs-{Name}").Count > 0)
        {
            if (command == 0 && gs.HasEnded)
            {
                command = clock.Elapsed.TotalSeconds;
                var end = gs.End();
                if (end.Code != 0)
                {
                    throw new InvalidOperationException(end.Error);
                }
            }

            if (first == 0 && HasStep(_output))
            {
                first = clock.Elapsed.TotalSeconds;
            }

            if (clock.Elapsed > _patience)
            {
                throw new TimeoutException($"It takes longer than {_patience.TotalMinutes:F0} minutes.");
            }

            Thread.Sleep(first == 0 ? 20 : 100);
        }

        return new CarriedOut(command, first, clock.Elapsed.TotalSeconds);
    }

    private DisturbedComparison Disturbed(int seed, string whole, string peaceful)
    {
        Say("the comparison, --launcher slurm, disturbed");
        var log = new List<string>();
        var clock = Stopwatch.StartNew();
        Gs([.. Line(), "--launcher", "slurm"]);
        var disturbances = new Disturbances(_slurm, _output, Name, seed, line =>
        {
            log.Add(line);
            Say(line);
        });
        disturbances.UntilTheEnd(new DisturbanceCounts(10, 10, 2), _patience);
        var seconds = clock.Elapsed.TotalSeconds;
        string[] events =
        [
            .. Directory
                .EnumerateFiles(Path.Combine(_output, "tasks"), "*.jsonl")
                .SelectMany(File.ReadLines)
                .Select(static line => (string)JsonNode.Parse(line)!["kind"]!),
        ];
        return new DisturbedComparison(
            disturbances.Done.Requeues,
            disturbances.Done.Kills,
            disturbances.Done.Losses,
            events.Count(static kind => kind == "started"),
            Directory.EnumerateFiles(Path.Combine(_output, "slurm"), "*-gather.log").Count(),
            disturbances.Overlaps,
            Comparing.Halves(_output).Count,
            Comparing.Comparisons(whole, _output),
            Comparing.Comparisons(whole, peaceful),
            seconds,
            log
        );
    }

    private string[] Line() =>
        [
            "compare",
            _project.ComparisonConfig,
            "--out",
            _output,
            .. Sets(
                [
                    $"name={Name}",
                    "training:precision=fp32",
                    $"training:budget:updates={Updates}",
                    "training:slim:steps=40",
                    "training:checkpointEvery=10",
                    "training:sampleEvery=50",
                    "evaluation:latency=false",
                    "comparison:seeds:1=2",
                    .. _methods.Select(static (method, index) => $"comparison:methods:{index}={method}"),
                ]
            ),
        ];

    /// <summary>Settings as the command line has them.</summary>
    internal static IEnumerable<string> Sets(IEnumerable<string> values) =>
        values.SelectMany(static value => new[] { "--set", value });

    /// <summary>Runs the program, which must do well.</summary>
    internal static void Gs(string[] arguments)
    {
        var end = GsProcess.Run(arguments);
        if (end.Code != 0)
        {
            throw new InvalidOperationException($"gs {string.Join(' ', arguments)}: {end.Error}");
        }
    }

    // The head of the table is a line too.
    private static bool HasStep(string output) =>
        Path.Combine(output, "runs") is var runs
        && Directory.Exists(runs)
        && Directory
            .EnumerateFiles(runs, "metrics.csv", SearchOption.AllDirectories)
            .Any(static path => File.ReadLines(path).Skip(1).Any());

    private static string Machine() =>
        $"{Environment.ProcessorCount} threads of an "
        + (
            File.ReadLines("/proc/cpuinfo")
                .Select(static line => line.Split(':', StringSplitOptions.TrimEntries))
                .FirstOrDefault(static cells => cells is ["model name", _])
                ?[1]
            ?? "unknown processor"
        );

    private static void Say(string what) => Console.Error.WriteLine(what);
}
