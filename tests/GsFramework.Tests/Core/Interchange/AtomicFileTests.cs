using GsFramework.Core.Interchange;
using GsFramework.Tests.Host;

namespace GsFramework.Tests.Core.Interchange;

public sealed class AtomicFileTests : IDisposable
{
    private readonly Folder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_text_is_written_without_byte_order_mark_into_folders_that_are_made()
    {
        AtomicFile.WriteAllText(_folder["a", "b", "text.json"], "é");

        Assert.Equal([0xC3, 0xA9], File.ReadAllBytes(_folder["a", "b", "text.json"]));
        Assert.Single(Directory.GetFiles(_folder["a", "b"]));
    }

    [Fact]
    public void An_old_file_is_replaced()
    {
        AtomicFile.WriteAllText(_folder["text"], "a longer old text");
        AtomicFile.WriteAllText(_folder["text"], "new");

        Assert.Equal("new", File.ReadAllText(_folder["text"]));
    }

    [Fact]
    public void A_device_is_not_replaced_by_a_file()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Other systems have no /dev/full.");

        var fault = Assert.Throws<UserException>(() => AtomicFile.WriteAllText("/dev/full", "text"));

        Assert.Contains("is a device", fault.Message, StringComparison.Ordinal);
        Assert.Throws<UserException>(() => Overwriting.Check(["/dev/full"], force: true));
        Assert.Throws<IOException>(() => File.WriteAllText("/dev/full", "text"));
    }

    [Fact]
    public void When_writing_fails_the_old_file_stays_and_nothing_else_is_left()
    {
        AtomicFile.WriteAllText(_folder["text"], "old");

        Assert.Throws<InvalidOperationException>(() => AtomicFile.Write(_folder["text"], stream =>
            {
                stream.Write("half"u8);
                throw new InvalidOperationException();
            }));

        Assert.Equal("old", File.ReadAllText(_folder["text"]));
        Assert.Single(Directory.GetFileSystemEntries(_folder.Path));
    }

    [Fact]
    public void A_file_that_is_longer_than_the_system_allows_is_reported_with_path_and_remedy()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Other systems have other limits.");

        var fault = Assert.Throws<UserException>(() => AtomicFile.Write(_folder["text"], static stream =>
            {
                stream.Position = long.MaxValue - 10;
                stream.WriteByte(1);
            }));

        Assert.Contains(_folder["text"], fault.Message, StringComparison.Ordinal);
        Assert.Contains("choose a folder on another disk", fault.Message, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFileSystemEntries(_folder.Path));
    }

    [Fact]
    public void A_full_disk_is_reported_with_path_and_remedy()
    {
        Assert.SkipUnless(File.Exists("/dev/full"), "There is no /dev/full here.");
        AtomicFile.WriteAllText(_folder["text"], "old");

        var fault = Assert.Throws<UserException>(() => AtomicFile.Write(_folder["text"], stream =>
            {
                stream.Write("half"u8);
                using var full = new FileStream("/dev/full", FileMode.Open, FileAccess.Write, FileShare.ReadWrite, 0);
                full.Write("more"u8);
            }));

        Assert.Contains(_folder["text"], fault.Message, StringComparison.Ordinal);
        Assert.Contains("full", fault.Message, StringComparison.Ordinal);
        Assert.Contains("Free some space", fault.Message, StringComparison.Ordinal);
        Assert.Equal("old", File.ReadAllText(_folder["text"]));
        Assert.Single(Directory.GetFileSystemEntries(_folder.Path));
    }

    [Fact]
    public void A_folder_that_cannot_be_made_is_reported()
    {
        File.WriteAllText(_folder["file"], "");
        var fault = Assert.Throws<UserException>(() => AtomicFile.WriteAllText(_folder["file", "out", "text"], ""));

        Assert.Contains(_folder["file", "out", "text"], fault.Message, StringComparison.Ordinal);
        Assert.Contains("Choose another folder", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_folder_that_must_not_be_written_is_reported()
    {
        Assert.SkipUnless(Directory.Exists("/proc/self"), "There is no folder here that even root must not write.");

        Assert.Contains(
            "/proc/self/text",
            Assert.Throws<UserException>(() => AtomicFile.WriteAllText("/proc/self/text", "")).Message,
            StringComparison.Ordinal
        );
        Assert.Contains(
            "make this one writable",
            AtomicFile.Explain("text", new UnauthorizedAccessException()).Message,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void A_folder_in_the_place_of_the_file_is_reported_and_kept()
    {
        Directory.CreateDirectory(_folder["text"]);
        File.WriteAllText(_folder["text", "inside"], "");

        Assert.Throws<UserException>(() => AtomicFile.WriteAllText(_folder["text"], ""));
        Assert.True(File.Exists(_folder["text", "inside"]));
        Assert.Single(Directory.GetFileSystemEntries(_folder.Path));
    }

    [Fact]
    public void A_folder_is_flushed_where_the_system_can()
    {
        using var folder = new Folder();

        Assert.Equal(!OperatingSystem.IsWindows(), FolderSync.Flush(folder.Path));
        Assert.False(FolderSync.Flush(folder["missing"]));
    }
}
