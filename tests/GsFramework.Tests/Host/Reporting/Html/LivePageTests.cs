using System.Text;
using GsFramework.Host.Reporting.Html;
using GsFramework.Host.Runs;
using GsFramework.Host.Serving;
using GsFramework.Tests.Host.Commands;
using GsFramework.Tests.Host.Demo;
using GsFramework.Tests.Host.Pipeline;
using Serilog;

namespace GsFramework.Tests.Host.Reporting.Html;

[Collection(nameof(DemoPageTests))]
public sealed class LivePageTests : IDisposable
{
    private readonly Folder _folder = new();

    public LivePageTests() => File.WriteAllText(Directory.ResolvedConfiguration, """{"name":"tiny"}""");

    public void Dispose() => _folder.Dispose();

    private RunDirectory Directory => new(_folder.Path);

    [Fact]
    public async Task The_page_shows_new_updates_by_itself_and_keeps_open_what_is_open()
    {
        Metrics(updates: 2);
        using var server = LocalServer.Start(
            path => path == "/" ? Page() : null,
            "'unsafe-inline'",
            "'unsafe-inline'",
            port: 0,
            Log.Logger
        );
        await using var browser = await Browser.Start();
        await browser.Open(server.Address);
        await browser.Until("document.querySelector('h3').textContent === 'Slimming, 2 updates'");
        await browser.Evaluate("document.querySelector('details').open = true");

        Metrics(updates: 5);

        await browser.Until("document.querySelector('h3').textContent === 'Slimming, 5 updates'");
        Assert.True(await browser.Holds("document.querySelector('details').open"));
        await browser.Evaluate(
            """
            const slider = document.querySelector(".readout input");
            slider.value = "1";
            slider.dispatchEvent(new Event("input"));
            """
        );
        Assert.True(
            await browser.Holds("document.querySelector('.readout output').textContent === 'updates 2: lossG 2'")
        );
        Assert.Empty(browser.Complaints);
    }

    [Fact]
    public void A_run_that_is_silent_says_so_and_one_that_has_not_begun_too()
    {
        Assert.Contains("No update has been made yet.", Write(), StringComparison.Ordinal);
        Metrics(updates: 2);
        Assert.Contains("The page follows the run.", Write(), StringComparison.Ordinal);
        File.SetLastWriteTimeUtc(MetricsLog.In(_folder.Path), DateTime.UtcNow.AddMinutes(-5));
        Assert.Contains("The last update was 5 min", Write(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_that_cannot_be_read_is_named_and_the_page_goes_on()
    {
        File.WriteAllText(MetricsLog.In(_folder.Path), "nothing of a run\n");

        var page = Write();

        Assert.Contains("its first line does not begin with", page, StringComparison.Ordinal);
        Assert.Contains("startPage", page, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--live follows one run and writes no file", "--live", "--out", "x.html")]
    [InlineData("--port is about --live", "--port", "1234")]
    public void Options_that_do_not_go_together_are_refused(string reason, params string[] options)
    {
        var gs = Gs.Run(["report", _folder.Path, .. options]);

        Assert.Equal(2, gs.ExitCode);
        Assert.Contains(reason, gs.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Only_a_run_that_has_begun_can_be_followed()
    {
        var gs = Gs.Run("report", _folder["missing"], "--live");

        Assert.Equal(2, gs.ExitCode);
        Assert.Contains("does not exist", gs.Error, StringComparison.Ordinal);
    }

    private string Write() => PageAssert.Decoded(LivePage.Write(Directory, DateTime.UtcNow));

    private ServedFile Page() =>
        ServedFile.OfBytes("text/html", Encoding.UTF8.GetBytes(LivePage.Write(Directory, DateTime.UtcNow)));

    private void Metrics(int updates) =>
        File.WriteAllText(
            MetricsLog.In(_folder.Path),
            "phase,step,lossG\n"
                + string.Concat(Enumerable.Range(0, updates).Select(static step => $"slim,{step},{step + 1}\n"))
        );
}
