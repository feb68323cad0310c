using System.Globalization;
using GsFramework.Core.Composition;
using GsFramework.Core.Interchange;
using GsFramework.Graph;
using GsFramework.Host.Runs;
using GsFramework.Parts;
using TorchSharp;
using static TorchSharp.torch;

namespace GsFramework.Host.Training;

/// <summary>Checkpoints: one safetensors file with the tensors of everything that trains, by prefix, and in its metadata the
/// step and the seconds spent.</summary>
internal static class Checkpoints
{
    /// <summary>A live network's tensors under a prefix.</summary>
    public static IEnumerable<KeyValuePair<string, Tensor>> Of(string prefix, GraphModule? module) =>
        module?.Tensors.Select(entry => KeyValuePair.Create(prefix + entry.Key, entry.Value)) ?? [];

    /// <summary>The tensors of a file under a prefix, without it. They stay the file's.</summary>
    public static Dictionary<string, Tensor> Part(WeightsFile file, string prefix) => file.Tensors
        .Where(entry => entry.Key.StartsWith(prefix, StringComparison.Ordinal))
        .ToDictionary(entry => entry.Key[prefix.Length..], static entry => entry.Value);

    public static void Write(
        string path, IEnumerable<KeyValuePair<string, Tensor>> tensors, PhaseOutcome done, IEnumerable<KeyValuePair<string, double>> numbers)
    {
        var metadata = numbers.ToDictionary(static entry => entry.Key, static entry => Text(entry.Value));
        metadata["step"] = Text(done.Steps);
        metadata["seconds"] = Text(done.Time.Seconds);
        metadata["cpuSeconds"] = Text(done.Time.CpuSeconds);
        SafeTensors.Write(path, tensors, metadata);
    }

    /// <summary>How far training was when the file was written.</summary>
    public static PhaseOutcome Done(WeightsFile file) =>
        new((int)Number(file, "step"), new Elapsed(Number(file, "seconds"), Number(file, "cpuSeconds")));

    /// <summary>The numbers of the metadata under a prefix, without it.</summary>
    public static Dictionary<string, double> Numbers(WeightsFile file, string prefix) => file.Metadata.Keys
        .Where(key => key.StartsWith(prefix, StringComparison.Ordinal))
        .ToDictionary(key => key[prefix.Length..], key => Number(file, key));

    /// <summary>Restores from a checkpoint.</summary>
    /// <exception cref="UserException">The file is broken, or does not fit the configuration.</exception>
    public static PhaseOutcome Load(string path, Action<WeightsFile> restore)
    {
        using var scope = NewDisposeScope();
        using var file = SafeTensors.Read(path);
        try
        {
            restore(file);
            return Done(file);
        }
        catch (Exception fault) when (fault is KeyNotFoundException or GraphException or FormatException
            or PluginException { InnerException: KeyNotFoundException or FormatException })
        {
            throw new UserException(
                $"The checkpoint '{path}' does not fit the run's config.resolved.json: {fault.Message} Undo what was changed there, or start a new run.",
                fault);
        }
    }

    private static double Number(WeightsFile file, string key) => double.Parse(file.Metadata[key], CultureInfo.InvariantCulture);

    private static string Text(double value) => value.ToString("R", CultureInfo.InvariantCulture);
}
