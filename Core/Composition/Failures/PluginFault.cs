using GsFramework.Core.Composition.Assemblies;

namespace GsFramework.Core.Composition.Failures;

/// <summary>Why a plugin, or one of its parts, cannot be used.</summary>
/// <param name="Plugin">The plugin's name.</param>
/// <param name="Path">Its main assembly, or the folder where that should be.</param>
/// <param name="Phase">One of <see cref="PluginPhase"/>.</param>
/// <param name="Reason">What is wrong, as the second part of a sentence.</param>
/// <param name="Remedy">What to do about it, a sentence.</param>
internal sealed record PluginFault(string Plugin, string Path, string Phase, string Reason, string Remedy)
{
    /// <summary>The whole message.</summary>
    public override string ToString() => $"Plugin {Plugin} ({Path}), {Phase}: {Reason} {Remedy}";
}

/// <summary>The moments at which the host turns to a plugin, as messages call them.</summary>
internal static class PluginPhase
{
    /// <summary>Its files are examined, its assembly is loaded and its module is constructed.</summary>
    public const string Load = "load";

    /// <summary>Its module registers parts.</summary>
    public const string Register = "register";

    /// <summary>A part is constructed with its options.</summary>
    public const string Construct = "construct";

    /// <summary>A factory makes the graph of its network.</summary>
    public const string Create = "create";

    /// <summary>A term rewrites the generator.</summary>
    public const string Rewrite = "rewrite";

    /// <summary>A term looks at images before the first step.</summary>
    public const string Prepare = "prepare";

    /// <summary>A term brings weights to what it allows.</summary>
    public const string Constrain = "constrain";

    /// <summary>A term claims parameters.</summary>
    public const string Claim = "claim";

    /// <summary>A term makes parameters that it owns.</summary>
    public const string Own = "own";

    /// <summary>A term names the layers that it wants to see.</summary>
    public const string Taps = "taps";

    /// <summary>A term is told that channels leave the generator.</summary>
    public const string Compact = "compact";

    /// <summary>A method compresses.</summary>
    public const string Compress = "compress";

    /// <summary>A term's numbers are stored or restored.</summary>
    public const string State = "state";

    /// <summary>The run is over.</summary>
    public const string Dispose = "dispose";
}

/// <summary>Carries a fault out of the code that found it.</summary>
internal sealed class PluginRefusedException(PluginFault fault, Exception? cause = null)
    : Exception(fault.ToString(), cause)
{
    /// <summary>The fault.</summary>
    public PluginFault Fault => fault;
}
