using System.Collections;
using System.Reflection;
using System.Text.Json.Serialization;
using GsFramework.Core.Arithmetic;
using GsFramework.Core.Composition.Loading;
using GsFramework.Core.Configuration;
using GsFramework.Core.Interchange;
using GsFramework.Core.Processes;
using TorchSharp;

namespace GsFramework.Host.Runs;

/// <summary>Where a result comes from: what must be known to get it again.</summary>
internal sealed record RunOrigin
{
    /// <summary>The verb of a comparison.</summary>
    public const string Comparison = "compare";

    /// <summary>The verb of a sweep.</summary>
    public const string Sweep = "sweep";

    /// <summary>The option of a run of a few steps.</summary>
    public const string SmokeOption = "--smoke";

    private const string TeacherVerb = "teacher";

    /// <summary>The verb of the command line.</summary>
    public required string Verb { get; init; }

    /// <summary>The command line. Paths in it are relative to the working directory.</summary>
    public IReadOnlyList<string> Command { get; init; } = [];

    /// <summary>The words with which the program was started; null in notes of before they were kept.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Program { get; init; }

    /// <summary>The variables that had a say.</summary>
    public IReadOnlyDictionary<string, string> Environment { get; init; } = new Dictionary<string, string>();

    public DateTime? StartedAt { get; init; }

    public VersionsRecord? Versions { get; init; }

    public MachineRecord? Machine { get; init; }

    /// <summary>The machines on which the run continued, where rounding may have been another.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<MachineRecord>? Continued { get; init; }

    /// <summary>True for the training of a teacher.</summary>
    [JsonIgnore]
    public bool IsTeacher => Verb == TeacherVerb;

    /// <summary>True for a few steps that only try whether everything runs.</summary>
    [JsonIgnore]
    public bool IsSmoke => Command.Contains(SmokeOption);

    /// <summary>True for a comparison.</summary>
    [JsonIgnore]
    public bool IsComparison => Verb == Comparison;

    /// <summary>True for a sweep.</summary>
    [JsonIgnore]
    public bool IsSweep => Verb == Sweep;

    /// <summary>The machines of the run in their order.</summary>
    [JsonIgnore]
    public IEnumerable<MachineRecord> Machines => new[] { Machine }.OfType<MachineRecord>().Concat(Continued ?? []);

    /// <summary>The arithmetics by which the run was computed, in their order and each once; none where that was not
    /// noted.</summary>
    [JsonIgnore]
    public IReadOnlyList<string> Arithmetics =>
        [.. Machines.Select(static machine => machine.Arithmetic?.Words).OfType<string>().Distinct()];

    /// <summary>The command line with its variables.</summary>
    [JsonIgnore]
    public string CommandLine => Shell.Line(Command, Environment);

    /// <summary>The origin of a run that begins now.</summary>
    /// <param name="verb">The verb.</param>
    /// <param name="arguments">The command line.</param>
    /// <param name="device">Where the run computes.</param>
    public static RunOrigin Now(string verb, IReadOnlyList<string> arguments, torch.Device device) =>
        new()
        {
            Verb = verb,
            Command =
            [
                .. arguments.Select(static argument => RelativePath.In(argument, System.Environment.CurrentDirectory)),
            ],
            Program = ProgramName.Text,
            Environment = Variables(),
            StartedAt = Second(DateTime.UtcNow),
            Versions = VersionsRecord.Now(),
            Machine = MachineRecord.Now(device),
        };

    /// <summary>A time without its fraction of a second.</summary>
    public static DateTime Second(DateTime time) => time.AddTicks(-(time.Ticks % TimeSpan.TicksPerSecond));

    // Values come from there too, so that the command alone does not say all.
    private static Dictionary<string, string> Variables() =>
        (
            from DictionaryEntry variable in System.Environment.GetEnvironmentVariables()
            let name = (string)variable.Key
            where ConfigurationLayers.IsValue(name) || name is PluginSearch.Variable or TrustedArithmetic.Variable
            orderby name
            select KeyValuePair.Create(
                name,
                string.Join(
                    Path.PathSeparator,
                    ((string?)variable.Value ?? "")
                        .Split(Path.PathSeparator)
                        .Select(static part => RelativePath.In(part, System.Environment.CurrentDirectory))
                )
            )
        ).ToDictionary();
}

/// <summary>The versions of what computes.</summary>
internal sealed record VersionsRecord
{
    public string? Framework { get; init; }

    public string? Dotnet { get; init; }

    public string? TorchSharp { get; init; }

    public string? Libtorch { get; init; }

    /// <summary>Those of this process.</summary>
    public static VersionsRecord Now() =>
        new()
        {
            Framework = Version(typeof(RunOrigin).Assembly),
            Dotnet = System.Environment.Version.ToString(),
            TorchSharp = Version(typeof(torch).Assembly),
            Libtorch = torch.__version__,
        };

    private static string Version(Assembly assembly) =>
        assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion
        ?? $"{assembly.GetName().Version}";
}
