using System.Diagnostics;
using System.Reflection;
using GsFramework.Core.Composition.Assemblies;
using GsFramework.Graph;

namespace GsFramework.Core.Composition.Failures;

/// <summary>What the failure of somebody's code means, in words for a user.</summary>
internal static class FailureText
{
    /// <summary>What is wrong, without a trace, and what is to be done where the kind of exception says so.</summary>
    public static (string Reason, string? Remedy) Of(Exception fault)
    {
        var cause = Cause(fault);
        return cause switch
        {
            DllNotFoundException => (
                $"a native library is missing: {FirstLine(cause)}",
                "Put it beside the plugin's assembly, or into runtimes/RID/native there, and install what it needs "
                    + "itself."
            ),
            EntryPointNotFoundException => (
                $"a native library is another version: {FirstLine(cause)}",
                "Put the one for which the plugin was written beside its assembly."
            ),
            MissingMemberException or TypeLoadException => (
                $"{cause.GetType().Name}: {FirstLine(cause)}",
                "It was built for another version of what it shares with the program: rebuild it for this one, and "
                    + "without copies of shared assemblies."
            ),
            FileNotFoundException { FileName: { } file } when file.Contains("Version=", StringComparison.Ordinal) => (
                $"it needs {new AssemblyName(file).Name} {new AssemblyName(file).Version?.ToString(3)}, which is "
                    + $"missing.",
                "Publish the plugin with its dependencies (EnableDynamicLoading in its project)."
            ),
            BadImageFormatException => (
                $"a file is damaged, or for another system: {FirstLine(cause)}",
                "Build it again, for this system or for any."
            ),
            Autofac.Core.DependencyResolutionException => (
                Sentences(cause.Message),
                "Its constructor may ask for its options and the services that RegisterPart names."
            ),
            _ => ($"{cause.GetType().Name}: {FirstLine(cause)}", null),
        };
    }

    /// <summary>The plugin and the type in whose code an exception arose: the innermost frame that is no
    /// framework's.</summary>
    public static (string Plugin, Type Type)? Culprit(Exception fault)
    {
        for (var cause = Cause(fault); cause is not null; cause = ReferenceEquals(cause, fault) ? null : fault)
        {
            // Thrown by the graph on behalf of a layer, which is no frame of its own any more.
            if (cause is GraphException { Layer: { } layer } && PluginLoadContext.NameOf(layer) is { } owner)
            {
                return (owner, layer);
            }

            foreach (var frame in new StackTrace(cause).GetFrames())
            {
                if (frame.GetMethod()?.DeclaringType is { } type && PluginLoadContext.NameOf(type) is { } plugin)
                {
                    return (plugin, type.DeclaringType ?? type);
                }
            }
        }

        return null;
    }

    private static Exception Cause(Exception fault)
    {
        while (
            fault
                is TargetInvocationException
                    or TypeInitializationException
                    or Autofac.Core.DependencyResolutionException
                    or AggregateException { InnerExceptions.Count: 1 }
            && fault.InnerException is { } inner
        )
        {
            fault = inner;
        }

        return fault is ReflectionTypeLoadException { LoaderExceptions: var reasons }
            ? reasons.FirstOrDefault(static reason => reason is not null) ?? fault
            : fault;
    }

    // Autofac's third line is a hint for programmers; what a lambda has done wrong it says in one.
    private static string Sentences(string message) =>
        string.Join(
            ' ',
            message.Split('\n', 3) is [_, _, ..] and var lines
                ? lines.SkipLast(1).Select(static line => line.Trim())
                : [message]
        );

    // libtorch writes its own trace below, and the loader of native libraries everything that it tried.
    private static string FirstLine(Exception fault)
    {
        var line = fault.Message.Split('\n', 2)[0].Trim();
        return line is [.., '.' or '!' or '?'] ? line : $"{line}.";
    }
}
