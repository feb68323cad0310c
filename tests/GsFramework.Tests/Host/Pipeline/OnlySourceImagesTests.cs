using GsFramework.Tests.Docs;
using GsFramework.Tests.Host.Commands;

namespace GsFramework.Tests.Host.Pipeline;

/// <summary>Runs for which there are images of A only.</summary>
[Collection(nameof(WholeRuns))]
public sealed class OnlySourceImagesTests : IDisposable
{
    private readonly TinyProject _project = new();

    public OnlySourceImagesTests()
    {
        foreach (var split in new[] { "train", "val", "test" })
        {
            Directory.Delete(_project["data", split + "B"], recursive: true);
        }
    }

    public void Dispose() => _project.Dispose();

    [Theory]
    [InlineData("objective:gan:enabled=false")]
    [InlineData("objective:gan:real=teacher")]
    public void A_run_that_reads_no_image_of_B_needs_none(string gan)
    {
        var gs = _project.Compress(gan);

        Assert.True(gs.ExitCode == 0, gs.Error);
        var metrics = Metrics();
        Assert.Contains("l1-teacher", metrics);
        Assert.Contains("kid-means-teacher", metrics);
        Assert.DoesNotContain("kid-means", metrics);
        Assert.DoesNotContain("fd-means", metrics);
        Assert.DoesNotContain("l1-truth", metrics);
        Assert.Contains("There are no training images of B", gs.Error, StringComparison.Ordinal);
        Assert.Contains(
            "kid-means and fd-means left out: there are no real train images to compare with",
            gs.Error,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void A_folder_of_B_that_is_empty_is_as_good_as_none()
    {
        Directory.CreateDirectory(_project["data", "trainB"]);

        Done(_project.Compress());

        Assert.DoesNotContain("kid-means", Metrics());
    }

    [Fact]
    public void The_model_is_scored_and_the_run_resumed_and_verified_without_B()
    {
        Done(_project.Compress());

        Done(Gs.Run("evaluate", _project["out", "model"], _project.Config));
        Done(Gs.Run("resume", _project.Out, "--from", "evaluate"));
        Done(Gs.Run("verify", _project.Out));
    }

    [Theory]
    [InlineData("objective:gan:real=target")]
    [InlineData("objective:terms:truth:enabled=true")]
    [InlineData("data:source:trainB=data/trainB")]
    public void A_run_that_reads_B_or_names_its_folder_is_refused(string set)
    {
        var gs = _project.Compress($"plugins:folders:1={DocumentedPlugins.Folder}", set);

        Assert.True(gs.ExitCode == 2, gs.Error);
        Assert.Contains("trainB", gs.Error, StringComparison.Ordinal);
        Assert.False(Directory.Exists(_project.Out));
    }

    private string[] Metrics() =>
        [.. _project.Result()["scores"]!.AsArray().Select(static score => (string)score!["metric"]!)];

    private static void Done(Gs gs) => Assert.True(gs.ExitCode == 0, gs.Error);
}
