namespace GsFramework.Host.Commands;

/// <summary>The verb <c>quickstart</c>: <c>gs compress configs/quickstart.json</c> where there is no
/// repository.</summary>
internal static class QuickstartVerb
{
    /// <summary>Where it works, in the working directory.</summary>
    public const string Folder = "gsframework-quickstart";

    public static void Run(string? output, bool smoke, bool json, VerbContext context)
    {
        QuickstartFiles.Provide(Folder, AppContext.BaseDirectory);
        Verbs.Compress(
            new RunArguments(
                new ConfigurationArguments(Path.Combine(Folder, QuickstartFiles.Configuration), [], []),
                output ?? Path.Combine(Folder, "runs", smoke ? "smoke" : "ink-gs8"),
                smoke,
                json
            ),
            context
        );
    }
}
