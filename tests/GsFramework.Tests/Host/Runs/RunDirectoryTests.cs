using GsFramework.Host.Runs;
using GsFramework.Host.Runs.Locking;

namespace GsFramework.Tests.Host.Runs;

public sealed class RunDirectoryTests
{
    [Fact]
    public void Two_programs_cannot_work_in_one_directory()
    {
        using var folder = new Folder();
        using (new RunDirectory(folder["run"]).Create())
        {
            var second = new RunDirectory(folder["run"]);

            var held = Assert.Throws<RunHeldException>(() => second.Hold());
            Assert.Contains(
                $"at work in '{folder["run"]}': process {Environment.ProcessId} on ",
                held.Message,
                StringComparison.Ordinal
            );
            Assert.Throws<RunHeldException>(() => second.Create());
        }

        using var again = new RunDirectory(folder["run"]).Hold();
        Assert.NotNull(again);
    }

    [Fact]
    public void A_run_that_begins_in_a_directory_that_has_filled_up_meanwhile_is_refused()
    {
        using var folder = new Folder();
        File.WriteAllText(folder["precious.txt"], "mine");

        Assert.Throws<UserException>(() => new RunDirectory(folder.Path).Create());

        Assert.Equal(["precious.txt"], Directory.GetFileSystemEntries(folder.Path).Select(Path.GetFileName));
    }

    [Theory]
    [InlineData("{")]
    [InlineData("[]")]
    [InlineData("")]
    [InlineData("""{ "slim": {} }""")]
    public void Damaged_notes_are_the_users_to_restore(string text)
    {
        using var folder = new Folder();
        File.WriteAllText(folder["state.json"], text);

        var fault = Assert.Throws<UserException>(() => new RunDirectory(folder.Path).State.Phase("slim"));

        Assert.Contains("state.json", fault.Message, StringComparison.Ordinal);
    }
}
