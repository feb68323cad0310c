using GsFramework.Core.Composition.Loading;
using GsFramework.Core.Composition.Lock;
using GsFramework.Tests.Host;

namespace GsFramework.Tests.Core.Composition.Lock;

public sealed class LockedFileTests : IDisposable
{
    private readonly Folder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Links_that_lead_round_in_a_circle_are_followed_once()
    {
        var folder = FixturePlugins.CopyInto(_folder, "WithDependency");
        Directory.CreateSymbolicLink(Path.Combine(folder, "again"), ".");
        Directory.CreateSymbolicLink(Path.Combine(folder, "and-again"), ".");
        using var catalog = PluginCatalog.Load([_folder.Path], Serilog.Core.Logger.None);

        var files = LockedFile.Of(catalog.Plugins.Single(static plugin => plugin.Name == "Fixture.WithDependency"));

        Assert.Equal(["Fixture.WithDependency.dll", "Fixture.Library.dll"], files.Select(static file => file.File));
    }

    [Theory]
    [InlineData(
        """{ "schemaVersion": 1, "host": "1", "contracts": "1.0", "plugins": [null], "accepted": [] }""",
        "plugins[0]"
    )]
    [InlineData(
        """{ "schemaVersion": 1, "host": "1", "contracts": "1.0", "plugins": [{ "name": "A", "version": "1", "source": "built-in", "used": true, "files": [null] }], "accepted": [] }""",
        "plugins[0].files[0]"
    )]
    [InlineData(
        """{ "schemaVersion": 1, "host": "1", "contracts": "1.0", "plugins": [], "accepted": [null] }""",
        "accepted[0]"
    )]
    public void A_lock_file_with_gaps_is_damaged(string text, string place)
    {
        var path = Path.Combine(_folder.Path, PluginLock.FileName);
        File.WriteAllText(path, text);

        var fault = Assert.Throws<UserException>(() => PluginLock.Read(path, "Write it again."));

        Assert.Contains(
            $"is damaged: at '{place}', there is null in a list. " + "Write it again.",
            fault.Message,
            StringComparison.Ordinal
        );
    }
}
