using System.Collections;
using System.Reflection;
using System.Runtime.InteropServices;
using System.Text.Json.Nodes;
using GsFramework.Core.Arithmetic;
using GsFramework.Core.Arithmetic.Native;
using GsFramework.Core.Composition;
using GsFramework.Core.Configuration;
using GsFramework.Core.Interchange;
using GsFramework.Core.Processes;
using TorchSharp;

namespace GsFramework.Host.Runs;

/// <summary>Where a result comes from: what must be known to get it again.</summary>
internal static class RunOrigin
{
    /// <summary>Adds the command line, the time, the versions and the machine to a note.</summary>
    /// <param name="note">The note of a run that begins.</param>
    /// <param name="arguments">The command line. Paths in it are noted relative to the working directory.</param>
    /// <param name="device">Where the run computes.</param>
    public static void Write(JsonObject note, IReadOnlyList<string> arguments, torch.Device device)
    {
        note["command"] = new JsonArray([.. arguments.Select(static argument => (JsonNode)RelativePath.In(argument, Environment.CurrentDirectory))]);
        note["environment"] = Variables();
        note["startedAt"] = DateTime.UtcNow.ToString("s") + "Z";
        note["versions"] = Versions();
        note["machine"] = Machine(device);
    }

    /// <summary>The command line in the note of a run.</summary>
    /// <param name="note">What <see cref="Write"/> filled, or null.</param>
    public static string CommandLine(JsonObject? note) => Shell.Line(
        [.. (note?["command"] as JsonArray ?? []).Select(static argument => $"{argument}")],
        (note?["environment"] as JsonObject ?? []).ToDictionary(static variable => variable.Key, static variable => $"{variable.Value}"));

    /// <summary>The versions of what computes.</summary>
    public static JsonObject Versions() => new()
    {
        ["framework"] = Version(typeof(RunOrigin).Assembly),
        ["dotnet"] = Environment.Version.ToString(),
        ["torchSharp"] = Version(typeof(torch).Assembly),
        ["libtorch"] = torch.__version__,
    };

    /// <summary>The machine, without its name.</summary>
    public static JsonObject Machine(torch.Device device) => new()
    {
        ["os"] = RuntimeInformation.OSDescription,
        ["architecture"] = RuntimeInformation.ProcessArchitecture.ToString(),
        ["cpu"] = Processor.Name,
        ["cores"] = Environment.ProcessorCount,
        ["threads"] = torch.get_num_threads(),
        ["device"] = device.ToString(),
        ["arithmetic"] = ArithmeticRecord.Write(),
    };

    // Values come from there too, so that the command alone does not say all.
    private static JsonObject Variables() => new(
        from DictionaryEntry variable in Environment.GetEnvironmentVariables()
        let name = (string)variable.Key
        where ConfigurationLayers.IsValue(name) || name is PluginSearch.Variable or TrustedArithmetic.Variable
        orderby name
        select KeyValuePair.Create(name, (JsonNode?)string.Join(
            Path.PathSeparator,
            ((string?)variable.Value ?? "").Split(Path.PathSeparator).Select(static part => RelativePath.In(part, Environment.CurrentDirectory)))));

    private static string Version(Assembly assembly) =>
        assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? $"{assembly.GetName().Version}";
}
