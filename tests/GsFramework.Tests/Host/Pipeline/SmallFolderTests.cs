using GsFramework.Tests.Host.Commands;

namespace GsFramework.Tests.Host.Pipeline;

/// <summary>Folders with fewer images than a batch takes, or far fewer than the other domain's.</summary>
[Collection(nameof(WholeRuns))]
public sealed class SmallFolderTests : IDisposable
{
    private readonly TinyProject _project = new();

    public void Dispose() => _project.Dispose();

    [Theory]
    [InlineData("A", 1, 5)]
    [InlineData("B", 5, 1)]
    public void A_folder_with_fewer_images_than_a_batch_is_repeated(string domain, int a, int b)
    {
        KeepOne(domain);

        var gs = _project.Compress("objective:gan:real=target");

        Assert.True(gs.ExitCode == 0, gs.Error);
        AssertWarned(
            gs,
            2,
            $"{a} of A in '{_project["data", "trainA"]}', {b} of B in '{_project["data", "trainB"]}'"
        );
    }

    [Fact]
    public void The_images_of_both_domains_may_be_fewer_than_a_batch()
    {
        var gs = _project.Compress("objective:gan:real=target", "data:batchSize=7");

        Assert.True(gs.ExitCode == 0, gs.Error);
        AssertWarned(gs, 7, "5 of A in");
    }

    [Fact]
    public void A_teacher_is_trained_with_a_small_folder()
    {
        KeepOne("A");

        var gs = Gs.Run(_project.Line("teacher", _project.Out));

        Assert.True(gs.ExitCode == 0, gs.Error);
        AssertWarned(gs, 2, "1 of A in");
    }

    [Fact]
    public void Nothing_is_said_of_a_folder_that_no_batch_reads()
    {
        KeepOne("B");

        var gs = _project.Compress();

        Assert.True(gs.ExitCode == 0, gs.Error);
        Assert.DoesNotContain("repeated within a batch", gs.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_run_with_a_small_folder_is_the_same_in_pieces()
    {
        KeepOne("A");
        Assert.Equal(0, _project.Compress("objective:gan:real=target").ExitCode);

        _project.RunInPieces("compress", _project["pieces"], "objective:gan:real=target");

        Assert.Equal(
            File.ReadAllBytes(_project["out", "model", "weights.safetensors"]),
            File.ReadAllBytes(_project["pieces", "model", "weights.safetensors"])
        );
    }

    private void KeepOne(string domain)
    {
        foreach (var number in Enumerable.Range(1, 4))
        {
            File.Delete(_project["data", $"train{domain}", $"{number}.png"]);
        }
    }

    // Lines of the terminal are broken, so blanks are compared as such.
    private static void AssertWarned(Gs gs, int batchSize, string counts) =>
        Assert.Contains(
            $"data.batchSize is {batchSize}, more than a domain has training images, which are repeated within a "
                + $"batch: {counts}",
            string.Join(' ', gs.Error.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)),
            StringComparison.Ordinal
        );
}
