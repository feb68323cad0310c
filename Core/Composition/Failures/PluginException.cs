using GsFramework.Core.Composition.Assemblies;

namespace GsFramework.Core.Composition.Failures;

/// <summary>
/// The code of a plugin has failed. To the user that is an input that is wrong, as a broken file is; to the plugin's
/// author it is an exception, so that its trace is kept for the log.
/// </summary>
internal sealed class PluginException : UserException
{
    /// <summary>Creates the exception.</summary>
    /// <param name="message">Plugin, part, phase, what is wrong and what to do.</param>
    /// <param name="cause">What the plugin threw; null where it returned something that it must not.</param>
    public PluginException(string message, Exception? cause = null)
        : base(message, cause!) { }
}
