using GsFramework.Tests.Host;
using GsFramework.Tests.Host.Commands;

namespace GsFramework.Tests.Core.Configuration;

/// <summary>What lies in <c>configs/</c>.</summary>
public sealed class CommittedConfigurationTests
{
    [Fact]
    public void The_schema_is_that_of_the_options_and_the_built_in_plugins()
    {
        using var folder = new Folder();
        var path = folder["schema.json"];

        Assert.Equal(0, Gs.Run("config", "schema", "-o", path).ExitCode);

        Assert.Equal(File.ReadAllText(Repository.Path("configs", "gsframework.schema.json")), File.ReadAllText(path));
    }

    [Theory]
    [InlineData("quickstart.json")]
    [InlineData("teacher-ink.json")]
    [InlineData("teacher-pix2pix.json")]
    [InlineData("compare-ink.json")]
    [InlineData("compare-ink-small.json")]
    [InlineData("compare-ink-ablations.json")]
    public void A_committed_configuration_is_valid(string name)
    {
        var outcome = Gs.Run("config", "validate", Repository.Path("configs", name));

        Assert.True(outcome.ExitCode == 0, outcome.Error);
    }
}
