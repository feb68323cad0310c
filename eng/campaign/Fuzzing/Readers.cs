using GsFramework.Core.Composition.Loading;
using Serilog.Core;

namespace GsFramework.Campaign.Fuzzing;

/// <summary>All readers of the product.</summary>
internal sealed class Readers : IDisposable
{
    private readonly Dictionary<string, Func<Reader>> _all;
    private readonly Dictionary<string, Reader> _made = [];
    private readonly PluginCatalog _catalog = PluginCatalog.Load([PluginSearch.BuiltIn], Logger.None);

    /// <summary>Nothing is read yet.</summary>
    /// <param name="folder">The prepared folder of the campaign; damaged files are written there too.</param>
    public Readers(string folder)
    {
        var prepared = new Prepared(folder, _catalog);
        _all = new[]
        {
            RecordReaders.All(prepared),
            ConfigurationReaders.All(prepared),
            NetworkReaders.All(prepared),
            DataReaders.All(prepared),
        }
            .SelectMany(static readers => readers)
            .ToDictionary(static reader => reader.Name, static reader => reader.Make);
    }

    /// <summary>Their names, for a process that does not read.</summary>
    public static IReadOnlyList<string> Names { get; } =
        [.. RecordReaders.Names, .. ConfigurationReaders.Names, .. NetworkReaders.Names, .. DataReaders.Names];

    /// <summary>The reader of a name.</summary>
    public Reader Get(string name) => _made.TryGetValue(name, out var made) ? made : _made[name] = _all[name]();

    public void Dispose() => _catalog.Dispose();
}
