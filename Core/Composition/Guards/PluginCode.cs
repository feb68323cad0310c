using GsFramework.Core.Composition.Assemblies;
using GsFramework.Core.Composition.Failures;
using GsFramework.Graph;

namespace GsFramework.Core.Composition.Guards;

/// <summary>Calls code of plugins: what it throws becomes a message that names plugin, part, phase and
/// remedy.</summary>
internal static class PluginCode
{
    /// <summary>Calls a part.</summary>
    /// <param name="part">The part.</param>
    /// <param name="phase">When: one of <see cref="PluginPhase"/>, or a step.</param>
    /// <param name="call">The call.</param>
    /// <exception cref="PluginException">It has failed. What a part says of the user's input passes as it
    /// is.</exception>
    public static T Run<T>(PartName part, string phase, Func<T> call)
    {
        using var active = ActiveCalls.Enter(part, phase);
        try
        {
            return call();
        }
        catch (Exception fault) when (IsFailure(fault))
        {
            throw Failure(part, phase, fault);
        }
    }

    /// <summary>As above, without a result.</summary>
    public static void Run(PartName part, string phase, Action call) => Run<object?>(part, phase, () =>
        {
            call();
            return null;
        });

    /// <summary>Calls a network, which may have a plugin's layers. Without any, a failure is the program's
    /// own.</summary>
    public static T Run<T>(NetworkGraph graph, string what, string phase, Func<T> call)
    {
        try
        {
            return call();
        }
        catch (Exception fault) when (IsFailure(fault) && PartName.Of(graph, what) is { Plugin: not null })
        {
            throw Failure(PartName.Of(graph, what), phase, fault);
        }
    }

    /// <summary>Runs work in which parts are called here and there, so that a failure names its moment besides the
    /// plugin in whose code it arose. What is no plugin's failure passes as it is.</summary>
    /// <param name="phase">The moment.</param>
    /// <param name="work">The work.</param>
    /// <exception cref="PluginException">Code of a plugin has failed.</exception>
    public static T Within<T>(string phase, Func<T> work)
    {
        try
        {
            return work();
        }
        catch (Exception fault) when (IsFailure(fault) && FailureText.Culprit(fault) is not null)
        {
            throw Unexpected(fault, phase)!;
        }
    }

    /// <summary>What a part has returned is not what its contract says.</summary>
    public static PluginException Broken(PartName part, string phase, string reason, string? remedy = null) =>
        new($"{part}, {phase}: {reason} {remedy ?? part.Remedy}");

    /// <summary>A failure in code of a plugin that nobody expected there; null when the program itself has
    /// failed.</summary>
    /// <param name="fault">The failure.</param>
    /// <param name="phase">When it was, where that is known.</param>
    public static PluginException? Unexpected(Exception fault, string? phase = null)
    {
        if (FailureText.Culprit(fault) is not var (plugin, type))
        {
            return null;
        }

        var (reason, remedy) = FailureText.Of(fault);
        return new PluginException(
            $"Plugin {plugin}, {type.FullName}{(phase is null ? "" : $", {phase}")}: {reason} "
                + $"{remedy ?? "Fix the plugin, or do without this part of it."}",
            fault
        );
    }

    private static PluginException Failure(PartName part, string phase, Exception fault)
    {
        var (reason, remedy) = FailureText.Of(fault);
        return new PluginException($"{part}, {phase}{Elsewhere(part, fault)}: {reason} {remedy ?? part.Remedy}", fault);
    }

    private static bool IsFailure(Exception fault) =>
        fault is GraphException || fault is not (UserException or OperationCanceledException);

    // A part that uses a part of another plugin is not always the one to blame.
    private static string Elsewhere(PartName part, Exception fault) =>
        FailureText.Culprit(fault) is var (plugin, type) && plugin != part.Plugin
            ? $" (in {type.FullName} of plugin {plugin})"
            : "";
}
