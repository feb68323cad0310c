using System.Diagnostics;
using System.Reflection;
using Autofac;
using GsFramework.Core.Composition.Guards;
using GsFramework.Graph;

namespace GsFramework.Testing.Kit;

/// <summary>Where in a plugin's code an exception arose.</summary>
internal static class FailurePlace
{
    private static readonly Assembly[] _others =
    [
        typeof(FailurePlace).Assembly,
        typeof(PluginCode).Assembly,
        typeof(NetworkGraph).Assembly,
        typeof(TorchSharp.torch).Assembly,
        typeof(ContainerBuilder).Assembly,
    ];

    /// <summary>The innermost method that is nobody else's, with file and line where they are known: <c> (in
    /// Acme.EdgeTerm.Loss, EdgeTerm.cs:12)</c>; nothing when there is none.</summary>
    public static string Of(Exception fault)
    {
        for (var cause = fault; cause is not null; cause = cause.InnerException)
        {
            foreach (var frame in new StackTrace(cause, fNeedFileInfo: true).GetFrames())
            {
                if (frame.GetMethod() is { DeclaringType: { } type } method && !IsOthers(type.Assembly))
                {
                    var line = frame.GetFileName() is { } file
                        ? $", {Path.GetFileName(file)}:{frame.GetFileLineNumber()}"
                        : "";
                    return $" (in {type.FullName}.{method.Name}{line})";
                }
            }
        }

        return "";
    }

    private static bool IsOthers(Assembly assembly) =>
        _others.Contains(assembly)
        || assembly.GetName().Name is not { } name
        || name.StartsWith("System.", StringComparison.Ordinal);
}
