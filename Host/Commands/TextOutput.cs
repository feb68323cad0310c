using System.CommandLine;
using GsFramework.Core.Interchange;

namespace GsFramework.Host.Commands;

/// <summary>Where a verb that writes a text puts it: the file of <c>--out</c>, or standard output.</summary>
internal static class TextOutput
{
    public static Option<string?> Option() =>
        new("--out", "-o")
        {
            HelpName = "FILE",
            Description = "The file to write; standard output when it is not given.",
        };

    public static void Write(VerbContext context, string? path, string text)
    {
        if (path is null)
        {
            context.Terminal.Output.Write(text);
        }
        else
        {
            WriteFile(path, text);
        }
    }

    /// <exception cref="UserException">The file cannot be written.</exception>
    public static void WriteFile(string path, string text)
    {
        if (!Path.GetFullPath(path).StartsWith("/dev/", StringComparison.Ordinal))
        {
            AtomicFile.WriteAllText(path, text);
            return;
        }

        // Such as /dev/stdout: what is there is not replaced.
        try
        {
            File.WriteAllText(path, text);
        }
        catch (Exception fault) when (AtomicFile.IsOfDisk(fault))
        {
            throw AtomicFile.Explain(path, fault);
        }
    }
}
