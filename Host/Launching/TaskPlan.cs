using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using GsFramework.Core.Configuration;
using GsFramework.Core.Interchange;
using GsFramework.Core.Processes;

namespace GsFramework.Host.Launching;

/// <summary><c>plan.jsonl</c>: what is written there when a comparison or a sweep begins counts, whatever becomes of
/// the configuration that it was made of.</summary>
internal static class TaskPlan
{
    private const string FileName = "plan.jsonl";
    private const string ConfigurationKey = "configuration";

    /// <summary>The folder of the configurations of runs that have begun.</summary>
    public const string FolderName = "plan";

    /// <summary>How a configuration is written in a line.</summary>
    public static JsonSerializerOptions Line { get; } = new(RecordJson.Format) { WriteIndented = false };

    /// <summary>The plan's path.</summary>
    public static string In(string root) => Path.Combine(root, FileName);

    /// <summary>True where there is one.</summary>
    public static bool IsIn(string root) => File.Exists(In(root));

    /// <summary>What a run is configured with, as the plan keeps it, and the hash of it.</summary>
    public static (JsonObject Configuration, string Sha256) Frozen(RunOptions options) =>
        new FrozenConfigurations().Of(options);

    /// <summary>The hash of a configuration's text in a line.</summary>
    public static string HashOf(string configuration) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(configuration)));

    /// <summary>Writes the plan over an earlier one.</summary>
    /// <param name="root">The folder.</param>
    /// <param name="tasks">The runs.</param>
    /// <exception cref="UserException">It cannot be written.</exception>
    public static void Write(string root, IReadOnlyList<PlannedTask> tasks) =>
        AtomicFile.WriteAllText(
            In(root),
            string.Concat(tasks.Select(static task => JsonSerializer.Serialize(task, Line) + "\n"))
        );

    /// <summary>Reads the plan.</summary>
    /// <exception cref="UserException">There is none, or it is damaged.</exception>
    public static IReadOnlyList<PlannedTask> Read(string root)
    {
        var path = In(root);
        if (!File.Exists(path))
        {
            throw new UserException(
                $"'{root}' has no {FileName}. Give the folder of a comparison or a sweep that this version began, as "
                    + $"'{Shell.Command("compare")}' names it."
            );
        }

        var tasks = new List<PlannedTask>();
        foreach (var (number, line) in ReadLines(path).Index())
        {
            var node = Node(line, path, number);

            // With its nulls: they say that a value is not there, where the default is one. It is the larger part of
            // a line and no record, so it is not read as one.
            var configuration = (node as JsonObject)?[ConfigurationKey] as JsonObject;
            if (configuration is not null)
            {
                node[ConfigurationKey] = new JsonObject();
            }

            var task = RecordJson.As<PlannedTask>(node, path, $"line {number + 1}", Remedy) with
            {
                Configuration = configuration ?? [],
            };
            if (task.Index != number || task.From is { } from && (from < 0 || from >= number))
            {
                throw RecordJson.Damaged(path, $"line {number + 1} has a number that is not its own.", Remedy);
            }

            tasks.Add(task);
        }

        return tasks.Count > 0 ? tasks : throw RecordJson.Damaged(path, "it is empty.", Remedy);
    }

    /// <summary>Writes the file from which a run begins.</summary>
    /// <exception cref="UserException">The plan was changed by hand, or the file cannot be written.</exception>
    public static void Thaw(string root, PlannedTask task)
    {
        if (HashOf(task.Configuration.ToJsonString(Line)) != task.Sha256)
        {
            throw RecordJson.Damaged(
                In(root),
                $"the configuration of '{task.Name}' is not the one that was planned.",
                Remedy
            );
        }

        AtomicFile.WriteAllText(task.ConfigurationIn(root), task.Configuration.ToJsonString(RecordJson.Format) + "\n");
    }

    private const string Remedy =
        "Give the command that began the comparison or sweep again: it writes the plan once more.";

    private static string[] ReadLines(string path)
    {
        try
        {
            return [.. File.ReadLines(path).Where(static line => line.Length > 0)];
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new UserException($"'{path}' cannot be read: {fault.Message}", fault);
        }
    }

    private static JsonNode Node(string line, string path, int number)
    {
        try
        {
            return JsonNode.Parse(line) ?? throw new JsonException();
        }
        catch (JsonException fault)
        {
            throw RecordJson.Damaged(path, $"line {number + 1} is no JSON.", Remedy, fault);
        }
    }
}
