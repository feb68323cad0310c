using System.Globalization;
using GsFramework.Core.Interchange;
using GsFramework.Core.Processes;
using GsFramework.Core.Text;
using GsFramework.Host.Reporting;
using GsFramework.Host.Reporting.Html;
using GsFramework.Host.Runs;

namespace GsFramework.Host.Commands;

/// <summary>What a verb prints of a run at its end.</summary>
internal static class ShowRun
{
    // Of what stands behind the name of a file.
    private const int Indent = 10;

    /// <summary>Shows a run that is finished.</summary>
    /// <returns>False when it is not.</returns>
    public static bool Finished(RunDirectory directory, bool isTeacher, bool json, VerbContext context)
    {
        if (isTeacher)
        {
            if (directory.State.Teacher is null)
            {
                return false;
            }

            Teacher(directory, json, context);
            return true;
        }

        if (!FinishedRun.Is(directory))
        {
            return false;
        }

        Compression(RunResult.Read(directory), directory, json, context);
        return true;
    }

    /// <summary>Shows the result of a compression.</summary>
    public static void Compression(RunResult result, RunDirectory directory, bool json, VerbContext context)
    {
        if (json)
        {
            context.Terminal.Output.WriteLine(RecordJson.Text(result).TrimEnd());
            return;
        }

        ResultTable.Write(context.Terminal.OutputConsole, result);
        var output = context.Terminal.Output;
        if (result.Smoke)
        {
            context.Terminal.WriteText(SmokeBanner.Text);
        }

        context.Terminal.WriteText(
            $"""
            model     {Relative(directory.Model)}{Kept(result)}
            result    {Relative(directory.Result)}
            report    {Relative(directory.Report)}
            """,
            Indent
        );
        foreach (var file in result.Exports ?? [])
        {
            context.Terminal.WriteText(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{file.Format,-9} {Relative(Path.Combine(directory.Root, file.File))}, {file.Bytes:N0} bytes, "
                        + $"at most {MeasuredText.About(file.ModelMaxAbsDifference, digits: 2)} from the model"
                        + $"{Use(file, result)}"
                ),
                Indent
            );
        }

        // A classifier leaves no pictures.
        if (File.Exists(directory.Sample("final")))
        {
            var plugins = NeededPlugins.Of(directory);
            output.WriteLine($"pictures  {Relative(directory.Sample("final"))}\n");
            context.Terminal.WriteText(
                "Next, translate images of your own, or see dense and compact side by side in your browser:"
            );
            output.WriteLine(
                $"""
                  {Shell.Command(["translate", Relative(directory.Model), "IN", "OUT", .. plugins])}
                  {Shell.Command([
                    "demo",
                    Relative(RecordedConfiguration.Read(directory).Model?.Teacher ?? "TEACHER"),
                    Relative(directory.Model),
                    .. plugins,
                ])}
                """
            );
        }
    }

    private static string Use(ExportedFile file, RunResult result) =>
        file.File == result.Deployable?.File ? ": deploy this one"
        : file.ComputesModel == false ? ": another network"
        : "";

    // The usual case needs no word.
    private static string Kept(RunResult result) =>
        result.Kept is { Network: KeptResult.IsExtracted } kept ? $" ({kept.Tell()})" : "";

    /// <summary>Shows a teacher that was trained.</summary>
    public static void Teacher(RunDirectory directory, bool json, VerbContext context)
    {
        var note = directory.State.Teacher!;
        if (json)
        {
            context.Terminal.Output.WriteLine(
                RecordJson
                    .Text(
                        new
                        {
                            note.Name,
                            note.Steps,
                            note.Seconds,
                            directory.Model,
                            Discriminator = Directory.Exists(directory.Discriminator) ? directory.Discriminator : null,
                            note.KeptStep,
                            note.Validation,
                            note.UnreadableImages,
                        }
                    )
                    .TrimEnd()
            );
            return;
        }

        var output = context.Terminal.Output;
        if (directory.State.Origin is { IsSmoke: true })
        {
            output.WriteLine(SmokeBanner.Text);
        }

        var playedAgainst = Directory.Exists(directory.Discriminator);
        output.WriteLine($"Trained {note.Steps} steps in {note.Seconds:F0} s.");
        context.Terminal.WriteText(
            $"{(playedAgainst ? "generator    " : "network      ")}  {Relative(directory.Model)}{KeptStep(note)}",
            indent: 15
        );
        if (playedAgainst)
        {
            output.WriteLine($"discriminator  {Relative(directory.Discriminator)}");
        }

        output.WriteLine($"model card     {Relative(Path.Combine(directory.Model, "card.md"))}");
        var samples = Path.Combine(directory.Root, "samples");
        if (Directory.Exists(samples) && Directory.EnumerateFiles(samples).Any())
        {
            output.WriteLine($"pictures       {Relative(samples)}");
        }

        output.WriteLine();
        string[] networks = playedAgainst
            ?
            [
                "--set",
                $"model:teacher={Relative(directory.Model)}",
                "--set",
                $"model:teacherDiscriminator={Relative(directory.Discriminator)}",
            ]
            : ["--set", $"model:teacher={Relative(directory.Model)}"];
        context.Terminal.WriteText(
            "Next, compress it with a configuration that has an objective; what is set here may stand there too:"
        );
        output.WriteLine(
            $"""
              {Shell.Command(["compress", "CONFIG", .. networks, .. NeededPlugins.Of(directory)])}
            """
        );
    }

    private static string KeptStep(TeacherRecord note) =>
        note.Validation is { Value: { } value } validation
            ? $"  (after {note.KeptStep} steps, where {validation.Score} was lowest: {MeasuredText.Of(value)})"
            : "";

    private static string Relative(string path) => Path.GetRelativePath(Environment.CurrentDirectory, path);
}
