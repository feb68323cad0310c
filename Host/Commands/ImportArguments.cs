using GsFramework.Core.Export.Onnx;
using GsFramework.Core.Import;

namespace GsFramework.Host.Commands;

/// <summary>Arguments of <c>import</c>.</summary>
/// <param name="File">The checkpoint or network.</param>
/// <param name="Model">The architecture's name; null for an ONNX file, which has its own.</param>
/// <param name="Options">Its options, key=value.</param>
/// <param name="Key">Which dictionary of weights, or null.</param>
/// <param name="Out">The folder to write, or null.</param>
/// <param name="PluginFolders">Further folders of plugins.</param>
/// <param name="Json">True to print the report as JSON.</param>
/// <param name="Onnx">What is said of an ONNX file.</param>
internal sealed record ImportArguments(
    string File,
    string? Model,
    IReadOnlyList<string> Options,
    string? Key,
    string? Out,
    IReadOnlyList<string> PluginFolders,
    bool Json,
    OnnxImportOptions Onnx
);

/// <summary>Arguments of <c>export</c>.</summary>
/// <param name="Model">A model's folder.</param>
/// <param name="Format">The format's name.</param>
/// <param name="Out">The file to write, or null.</param>
/// <param name="PluginFolders">Further folders of plugins.</param>
/// <param name="Json">True to print what was written as JSON.</param>
/// <param name="Force">True to overwrite an existing file.</param>
/// <param name="Onnx">What is asked of an ONNX file.</param>
internal sealed record ExportArguments(
    string Model,
    string Format,
    string? Out,
    IReadOnlyList<string> PluginFolders,
    bool Json,
    bool Force,
    OnnxExportOptions Onnx
);
