using GsFramework.Core.Composition.Assemblies;
using GsFramework.Models;
using GsFramework.Terms;
using GsFramework.Tests.Host;
using GsFramework.Tests.Host.Commands;

namespace Samples.Tests;

/// <summary>The samples as plugins: built, found, and what they refer to.</summary>
public sealed class LoadingTests
{
    public static TheoryData<string, Type, string> Parts =>
        new()
        {
            { "AttentionTransfer", typeof(ICompressionTerm), "attention-transfer" },
            { "AttentionTransfer", typeof(ICompressionTerm), "similarity-preserving" },
            { "NMSparsity", typeof(ICompressionTerm), "nm-sparsity" },
            { "UNet", typeof(IGeneratorFactory), "unet" },
        };

    [Theory]
    [MemberData(nameof(Parts))]
    public void The_catalog_finds_the_parts_in_what_the_build_lays_down(string plugin, Type contract, string key)
    {
        using var catalog = SamplePlugins.Load(plugin);

        Assert.Contains(catalog.Plugins, found => found.Name == plugin);
        var part = catalog.Find(contract, key);
        Assert.NotNull(part);
        Assert.NotSame(
            System.Runtime.Loader.AssemblyLoadContext.Default,
            System.Runtime.Loader.AssemblyLoadContext.GetLoadContext(part.Metadata.Implementation.Assembly)
        );
    }

    [Theory]
    [InlineData("AttentionTransfer")]
    [InlineData("NMSparsity")]
    [InlineData("UNet")]
    public void A_sample_refers_to_the_contracts_alone_and_carries_none_of_them(string plugin)
    {
        var folder = Path.Combine(SamplePlugins.Folder, plugin);
        string[] references =
        [
            .. AssemblyFile.Read(Path.Combine(folder, plugin + ".dll"))!.References.Select(static name => name.Name!),
        ];

        Assert.Contains("GsFramework.Abstractions", references);
        Assert.DoesNotContain("gs", references);
        Assert.Equal(
            [plugin + ".dll"],
            Directory.GetFiles(folder, "*.dll").Select(static path => Path.GetFileName(path))
        );
    }

    [Theory]
    [InlineData("AttentionTransfer", "attention-transfer.json")]
    [InlineData("NMSparsity", "nm-sparsity.json")]
    [InlineData("UNet", "unet.json")]
    [InlineData("UNet", "unet-teacher.json")]
    public void The_configuration_of_a_sample_is_valid(string plugin, string file)
    {
        var gs = Gs.Run("config", "validate", Repository.Path("samples", plugin, file));

        Assert.True(gs.ExitCode == 0, gs.Error);
    }
}
