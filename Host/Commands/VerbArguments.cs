using GsFramework.Core.Configuration;
using GsFramework.Core.Data;
using GsFramework.Core.Inference;
using GsFramework.Data;

namespace GsFramework.Host.Commands;

/// <summary>Which configuration, and what is laid over it.</summary>
/// <param name="Config">The JSON file.</param>
/// <param name="Sets">Values of <c>--set</c>.</param>
/// <param name="PluginFolders">Further folders of plugins.</param>
/// <param name="IsResolved">True for the record of a run: the environment counts no more.</param>
/// <param name="NeedsImages">False where nothing reads images, so that their folders need not be there.</param>
/// <param name="Compresses">True where a compression follows, so that its demands count.</param>
internal sealed record ConfigurationArguments(
    string Config,
    IReadOnlyList<string> Sets,
    IReadOnlyList<string> PluginFolders,
    bool IsResolved = false,
    bool NeedsImages = true,
    bool Compresses = false
)
{
    /// <summary>How plugins are held against lock files; null for as the configuration says.</summary>
    public PluginChecks? Checks { get; init; }
}

/// <summary>Arguments of <c>compress</c> and <c>teacher</c>.</summary>
/// <param name="Configuration">The configuration.</param>
/// <param name="Out">The run directory, or null for <c>runs/NAME</c>.</param>
/// <param name="Smoke">True for a few steps on a tiny model.</param>
/// <param name="Json">True to print the result object.</param>
internal sealed record RunArguments(ConfigurationArguments Configuration, string? Out, bool Smoke, bool Json)
{
    /// <summary>True to say what the run would take, and not to begin it.</summary>
    public bool Plan { get; init; }

    /// <summary>True for a run of a comparison or a sweep, whose plan says what it takes.</summary>
    public bool IsPlanned { get; init; }
}

/// <summary>Arguments of <c>resume</c>.</summary>
/// <param name="RunDirectory">The run.</param>
/// <param name="PluginFolders">Further folders of plugins.</param>
/// <param name="AcceptPlugins">True to continue with other plugins than those with which the run began.</param>
/// <param name="Json">True to print the result object.</param>
internal sealed record ResumeArguments(
    string RunDirectory,
    IReadOnlyList<string> PluginFolders,
    bool AcceptPlugins,
    bool Json
)
{
    /// <summary>The first phase to run again; null to continue where the run is.</summary>
    public string? From { get; init; }
}

/// <summary>Arguments of <c>compare</c> and <c>sweep</c>.</summary>
/// <param name="Configuration">The configuration that all runs share.</param>
/// <param name="Out">The directory, or null for <c>runs/NAME</c>.</param>
/// <param name="Jobs">Runs at a time.</param>
/// <param name="Smoke">True for a few steps of few runs.</param>
/// <param name="Json">True to print the result object.</param>
internal sealed record PlannedArguments(
    ConfigurationArguments Configuration,
    string? Out,
    int Jobs,
    bool Smoke,
    bool Json
)
{
    /// <summary>True to continue with other plugins than those with which runs began.</summary>
    public bool AcceptPlugins { get; init; }

    /// <summary>What starts the runs; null for what the configuration says.</summary>
    public string? Launcher { get; init; }

    /// <summary>True to print the plan, and to begin nothing.</summary>
    public bool Plan { get; init; }
}

/// <summary>Arguments of <c>evaluate</c>.</summary>
/// <param name="Model">A model's folder or ONNX file.</param>
/// <param name="Configuration">The images, the teacher and how to score.</param>
/// <param name="Split">The split whose images are scored.</param>
/// <param name="Json">True to print the result object.</param>
internal sealed record EvaluateArguments(string Model, ConfigurationArguments Configuration, Split Split, bool Json)
{
    /// <summary>Where to write the scores of single images; null for nowhere.</summary>
    public string? Scores { get; init; }

    /// <summary>True to overwrite that file.</summary>
    public bool Force { get; init; }
}

/// <summary>Arguments of <c>cost</c>.</summary>
/// <param name="Target">A model's folder or a configuration file.</param>
/// <param name="Size">Side of the image in pixels, or null for the configuration's, or 256.</param>
/// <param name="Sets">Laid over the configuration.</param>
/// <param name="PluginFolders">Further folders of plugins.</param>
/// <param name="Json">True to print the result object.</param>
internal sealed record CostArguments(
    string Target,
    int? Size,
    IReadOnlyList<string> Sets,
    IReadOnlyList<string> PluginFolders,
    bool Json
);

/// <summary>Arguments of <c>translate</c>.</summary>
/// <param name="Model">A model's folder or ONNX file.</param>
/// <param name="In">An image or a folder of images.</param>
/// <param name="Out">The image or folder to write.</param>
/// <param name="Format">How images are written.</param>
/// <param name="Tiling">When an image is cut, and how.</param>
/// <param name="Threads">Of the processor; 0 for all cores.</param>
/// <param name="PluginFolders">Further folders of plugins.</param>
/// <param name="Force">True to overwrite files that are no originals.</param>
internal sealed record TranslateArguments(
    string Model,
    string In,
    string Out,
    WrittenFormat Format,
    Tiling Tiling,
    int Threads,
    IReadOnlyList<string> PluginFolders,
    bool Force
);

/// <summary>Arguments of <c>demo</c>.</summary>
/// <param name="Models">ONNX files and models' folders.</param>
/// <param name="Port">The port, or 0 for one that is free.</param>
/// <param name="Images">A folder of pictures to begin with, or null for those of the page.</param>
/// <param name="Format">How folders are exported, or null for each as it was trained.</param>
/// <param name="PluginFolders">Further folders of plugins.</param>
internal sealed record DemoArguments(
    IReadOnlyList<string> Models,
    int Port,
    string? Images,
    string? Format,
    IReadOnlyList<string> PluginFolders
);
