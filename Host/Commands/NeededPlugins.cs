using GsFramework.Core.Composition.Loading;
using GsFramework.Core.Interchange;
using GsFramework.Host.Runs;

namespace GsFramework.Host.Commands;

/// <summary>What a command must say to read the model of a run.</summary>
internal static class NeededPlugins
{
    /// <summary>The arguments <c>--plugins DIR</c> with the folders of the run; none where all layers of the model come
    /// with the program.</summary>
    /// <param name="directory">The run.</param>
    public static IReadOnlyList<string> Of(RunDirectory directory)
    {
        var graph = Path.Combine(directory.Model, ModelFolder.GraphFile);
        return
            File.Exists(graph) && RecordJson.Read<Content>(graph).LayerKinds.Values.Any(static kind => !kind.IsBuiltIn)
            ?
            [
                .. (RecordedConfiguration.Read(directory).Plugins?.Folders ?? []).SelectMany(static folder =>
                    new[] { "--plugins", Path.GetRelativePath(Environment.CurrentDirectory, folder) }
                ),
            ]
            : [];
    }

    private sealed record Content
    {
        public IReadOnlyDictionary<string, Kind> LayerKinds { get; init; } = new Dictionary<string, Kind>();
    }

    private sealed record Kind(string Plugin)
    {
        public bool IsBuiltIn => Directory.Exists(Path.Combine(PluginSearch.BuiltIn, Plugin));
    }
}
