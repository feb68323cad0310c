using System.Text.RegularExpressions;
using GsFramework.Core.Composition.Assemblies;
using GsFramework.Core.Composition.Loading;
using GsFramework.Methods;
using GsFramework.Terms;
using GsFramework.Tests.Host;
using GsFramework.Tests.Host.Commands;
using Serilog.Core;

namespace Methods.Tests;

/// <summary>The methods as plugins: built, found, what they refer to, and how long they are.</summary>
public sealed partial class LoadingTests
{
    private const int MostLines = 300;

    public static TheoryData<string> Plugins => ["Cat", "KernelAlignment", "WaveletDistillation"];

    [Theory]
    [InlineData("KernelAlignment", typeof(ICompressionTerm), "kernel-alignment")]
    [InlineData("Cat", typeof(ICompressionMethod), "cat-pruning")]
    [InlineData("WaveletDistillation", typeof(ICompressionTerm), "wavelet-distillation")]
    public void The_catalog_finds_the_parts_in_what_the_build_lays_down(string plugin, Type contract, string key)
    {
        using var catalog = PluginCatalog.Load(
            [PluginSearch.BuiltIn, Path.Combine(MethodPlugins.Folder, plugin)],
            Logger.None
        );

        Assert.Contains(catalog.Plugins, found => found.Name == plugin);
        Assert.NotNull(catalog.Find(contract, key));
    }

    [Theory]
    [MemberData(nameof(Plugins))]
    public void A_method_refers_to_the_contracts_alone_and_carries_none_of_them(string plugin)
    {
        var folder = Path.Combine(MethodPlugins.Folder, plugin);
        string[] references =
        [
            .. AssemblyFile
                .Read(Path.Combine(folder, plugin + ".dll"))!
                .References.Select(static name => name.Name!)
                .Where(static name => !name.StartsWith("System.", StringComparison.Ordinal)),
        ];

        Assert.Empty(
            references.Except(["Autofac", "GsFramework.Abstractions", "GsFramework.Graph", "Serilog", "TorchSharp"])
        );
        Assert.Equal(
            [plugin + ".dll"],
            Directory.GetFiles(folder, "*.dll").Select(static path => Path.GetFileName(path))
        );
    }

    [Theory]
    [InlineData("Cat", "cat.json")]
    [InlineData("KernelAlignment", "kernel-alignment.json")]
    [InlineData("WaveletDistillation", "wavelet-distillation.json")]
    public void The_configuration_of_a_method_is_valid(string plugin, string file)
    {
        var gs = Gs.Run("config", "validate", Repository.Path("methods", plugin, file));

        Assert.True(gs.ExitCode == 0, gs.Error);
    }

    [Theory]
    [MemberData(nameof(Plugins))]
    public void A_method_has_at_most_300_lines_and_the_page_says_how_many(string plugin)
    {
        var lines = Directory
            .EnumerateFiles(Repository.Path("methods", plugin), "*.cs")
            .Sum(static path => File.ReadLines(path).Count());

        Assert.InRange(lines, 1, MostLines);
        var row = File.ReadLines(Repository.Path("methods", "README.md"))
            .Single(line => line.StartsWith($"| [{plugin}]", StringComparison.Ordinal));
        Assert.Equal(lines, int.Parse(LastCell().Match(row).Groups[1].Value));
    }

    [GeneratedRegex(@"\| (\d+) \|$")]
    private static partial Regex LastCell();
}
