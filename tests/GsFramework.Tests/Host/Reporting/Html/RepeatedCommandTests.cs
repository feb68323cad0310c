using System.Net;
using System.Text.RegularExpressions;
using GsFramework.Host.Reporting.Html.Sections;
using GsFramework.Tests.Host.Commands;
using GsFramework.Tests.Host.Pipeline;

namespace GsFramework.Tests.Host.Reporting.Html;

[Collection(nameof(WholeRuns))]
public sealed partial class RepeatedCommandTests
{
    private const string DotNet = "dotnet run --project Host -c Release --";

    [Theory]
    [InlineData("gs compress a.json", DotNet, $"{DotNet} compress a.json --out runs/ink-again")]
    [InlineData("gs compress a.json --out runs/b", DotNet, $"{DotNet} compress a.json --out runs/b-again")]
    [InlineData("gs compress a.json --out runs/b/ --json", "gs", "gs compress a.json --out runs/b-again --json")]
    [InlineData("gs compress --out 'my runs/b' gs", null, "gs compress --out 'my runs/b-again' gs")]
    [InlineData("GS_PLUGINS=gs gs compress --out=b", DotNet, $"GS_PLUGINS=gs {DotNet} compress --out b-again")]
    [InlineData("gs compress a.json", "dotnet /opt/gs/gs.dll", "gs compress a.json --out runs/ink-again")]
    public void A_command_line_begins_as_it_was_typed_and_goes_to_another_folder(
        string line,
        string? program,
        string again
    ) => Assert.Equal(again, RepeatedCommand.Again(line, program, "ink"));

    [Fact]
    public void The_command_that_a_page_offers_makes_the_same_generator()
    {
        using var project = new TinyProject();
        Assert.Equal(0, project.Compress().ExitCode);
        var page = File.ReadAllText(project["out", "report.html"]);

        var words = WebUtility.HtmlDecode(Offered().Match(page).Groups[1].Value).Split(' ');

        // The project is far from where the tests run, so the command is for the run directory.
        Assert.Equal(["gs", "compress", "config.resolved.json", "--out", "../out-again"], words);
        var again = Gs.Run([
            words[1],
            project["out", words[2]],
            words[3],
            Path.GetFullPath(words[4], project["out"]),
        ]);
        Assert.True(again.ExitCode == 0, again.Error);
        Assert.Equal(
            File.ReadAllBytes(project["out", "model", "weights.safetensors"]),
            File.ReadAllBytes(project["out-again", "model", "weights.safetensors"])
        );
    }

    [GeneratedRegex("The command line\"[^>]*><pre>([^<]*)</pre></div><button[^>]* data-copy")]
    private static partial Regex Offered();
}
