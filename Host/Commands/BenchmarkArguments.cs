using GsFramework.Host.Benchmarking;

namespace GsFramework.Host.Commands;

/// <summary>Arguments of <c>benchmark</c>.</summary>
/// <param name="Models">Folders and ONNX files.</param>
/// <param name="Formats">What folders are measured as, or null for the usual forms.</param>
/// <param name="Settings">How they are timed.</param>
/// <param name="Synthetic">Networks with random weights, or null for none.</param>
/// <param name="Layers">What to do about layers, or null to time whole models.</param>
/// <param name="Memory">True to measure memory.</param>
/// <param name="Report">A page to write, or null.</param>
/// <param name="Force">True to overwrite it.</param>
/// <param name="PluginFolders">Further folders of plugins.</param>
/// <param name="Json">True to print the rows as JSON.</param>
internal sealed record BenchmarkArguments(
    IReadOnlyList<string> Models,
    IReadOnlyList<string>? Formats,
    BenchmarkSettings Settings,
    SyntheticPruning? Synthetic,
    LayersArguments? Layers,
    bool Memory,
    string? Report,
    bool Force,
    IReadOnlyList<string> PluginFolders,
    bool Json
);

/// <summary>A table of layers.</summary>
/// <param name="Out">A file to write it to, or null.</param>
/// <param name="Checks">How many networks it is tried on.</param>
internal sealed record LayersArguments(string? Out, int Checks);
