using GsFramework.Core.Processes;
using GsFramework.Tests.Host;
using GsFramework.Tests.Host.Commands;

namespace GsFramework.Tests.Core.Processes;

public sealed class OpenFilesTests
{
    [Theory]
    [InlineData("Max open files            100                  4096                 files     ", 100)]
    [InlineData("Max open files            unlimited            unlimited            files     ", null)]
    [InlineData("Max processes             100                  4096                 processes ", null)]
    public void The_limit_in_force_is_read(string line, int? limit) =>
        Assert.Equal(limit, OpenFiles.Of(["Limit Soft Limit Hard Limit Units", line]));

    [Fact]
    public void Too_few_open_files_are_told_before_anything_fails_by_them()
    {
        using var folder = new Folder();

        var gs = GsProcess.Shell(folder.Path, "ulimit -n 120; gs config schema; echo $?");

        Assert.Equal("2", gs.Output.Trim());
        Assert.StartsWith(
            "error: this process may have 120 files open at once, and needs 256. Raise the limit",
            gs.Error,
            StringComparison.Ordinal
        );
    }
}
