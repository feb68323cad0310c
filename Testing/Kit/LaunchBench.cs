using GsFramework.Launching;
using Serilog.Core;

namespace GsFramework.Testing.Kit;

/// <summary>What a launcher is given: a folder, runs on three levels, and a program that notes with which words it was
/// started and when it ended.</summary>
internal sealed class LaunchBench : IDisposable
{
    private const string Fails = "--fails";

    // What runs end with may be told to them at once, or when the test has seen that they have not ended yet.
    private const string Script =
        """
        #!/bin/sh
        here=$(dirname "$0")
        call=$(mktemp "$here/calls/XXXXXXXX") || exit 1
        printf '%s\0' "$@" >"$call"
        echo "begun $(basename "$call")" >>"$here/order"
        while [ -d "$here" ] && [ ! -e "$here/open" ]; do sleep 0.02; done
        code=0
        for word in "$@"; do
            if [ "$word" = --fails ]; then code=1; fi
        done
        [ -d "$here" ] && echo "ended $(basename "$call")" >>"$here/order"
        exit $code
        """;

    private readonly string _root = Directory.CreateTempSubdirectory("gs-conformance-").FullName;

    /// <param name="failing">The number of a run that fails; null for none.</param>
    public LaunchBench(int? failing = null)
    {
        if (OperatingSystem.IsWindows())
        {
            Dispose();
            throw new UnjudgedException("Runs are carried out by /bin/sh, which is not here.");
        }

        Folder = Path.Combine(_root, "it's 100 % of \"$HOME\"");
        Directory.CreateDirectory(Path.Combine(Folder, "runs"));
        Directory.CreateDirectory(Path.Combine(_root, "calls"));
        File.WriteAllText(Path.Combine(Folder, "plan.jsonl"), "{}\n");
        File.WriteAllText(Path.Combine(_root, "a program.sh"), Script.ReplaceLineEndings("\n") + "\n");
        Levels =
        [
            [Run(0), Run(2), Run(3)],
            [Run(4, from: 0), Run(5, from: 2), Run(7, from: 0)],
            [Run(9, from: 4)],
        ];

        // Each has words of its own, with all that a shell or a scheduler may take for something else.
        LaunchedRun Run(int index, int? from = null) =>
            new(
                index,
                $"run-{index}",
                from,
                Threads: 1,
                [
                    "compare-task",
                    Folder,
                    "--index",
                    $"{index}",
                    .. index == failing ? [Fails] : Array.Empty<string>(),
                    $"it's \"{index}\" \\ `ls` *",
                    "",
                ]
            );
    }

    /// <summary>Where the runs are.</summary>
    public string Folder { get; }

    /// <summary>The runs.</summary>
    public IReadOnlyList<IReadOnlyList<LaunchedRun>> Levels { get; }

    /// <summary>The words of the last call.</summary>
    public IReadOnlyList<string> Gather => ["compare", Folder, "--gather"];

    /// <summary>What was started, in its order.</summary>
    public IReadOnlyList<LaunchedCall> Calls
    {
        get
        {
            var order = Path.Combine(_root, "order");
            var lines = File.Exists(order) ? File.ReadAllLines(order) : [];
            return
            [
                .. lines
                    .Index()
                    .Where(static line => line.Item.StartsWith("begun ", StringComparison.Ordinal))
                    .Select(line =>
                    {
                        var name = line.Item["begun ".Length..];
                        var ended = Array.IndexOf(lines, $"ended {name}");
                        return new LaunchedCall(
                            [.. File.ReadAllText(Path.Combine(_root, "calls", name)).Split('\0').SkipLast(1)],
                            line.Index,
                            ended < 0 ? null : ended
                        );
                    }),
            ];
        }
    }

    /// <summary>What a launcher is given.</summary>
    /// <param name="levels">The runs; null for all.</param>
    /// <param name="cancellation">Whether the user interrupts.</param>
    public RunLaunch Launch(
        IReadOnlyList<IReadOnlyList<LaunchedRun>>? levels = null,
        CancellationToken cancellation = default
    ) =>
        new()
        {
            Name = "tiny",
            Folder = Folder,
            Program = ["/bin/sh", Path.Combine(_root, "a program.sh")],
            Levels = levels ?? Levels,
            Gather = Gather,
            Log = Logger.None,
            Cancellation = cancellation,
        };

    /// <summary>Lets what has begun, and will begin, come to its end.</summary>
    public void Open() => File.WriteAllText(Path.Combine(_root, "open"), "");

    /// <summary>The files of <see cref="Folder"/> with what is in them.</summary>
    public IReadOnlyDictionary<string, string> Files() =>
        Directory
            .EnumerateFiles(Folder, "*", SearchOption.AllDirectories)
            .ToDictionary(
                path => Path.GetRelativePath(Folder, path).Replace('\\', '/'),
                static path => Convert.ToHexString(File.ReadAllBytes(path))
            );

    public void Dispose()
    {
        // One that is begun at this moment may still write its note.
        for (var attempt = 0; Directory.Exists(_root) && attempt < 10; attempt++)
        {
            try
            {
                Directory.Delete(_root, recursive: true);
            }
            catch (IOException)
            {
                Thread.Sleep(20);
            }
        }
    }
}

/// <summary>A start of the program.</summary>
/// <param name="Words">With which words.</param>
/// <param name="Begun">When, by the order of beginnings and ends.</param>
/// <param name="Ended">When it ended; null where it has not.</param>
internal sealed record LaunchedCall(IReadOnlyList<string> Words, int Begun, int? Ended);
