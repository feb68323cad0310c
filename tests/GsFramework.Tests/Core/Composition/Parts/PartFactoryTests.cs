using Autofac;
using GsFramework.Core.Composition.Assemblies;
using GsFramework.Core.Composition.Failures;
using GsFramework.Core.Composition.Parts;
using GsFramework.Core.Text;
using GsFramework.Models;
using GsFramework.Parts;
using GsFramework.Terms;
using GsFramework.Tests.Core.Configuration;
using Serilog.Core;

namespace GsFramework.Tests.Core.Composition.Parts;

public class PartFactoryTests
{
    [Fact]
    public void A_part_gets_its_options_and_the_services_of_the_run()
    {
        using var catalog = FixturePlugins.Load("Good");
        using var parts = new PartFactory(catalog, Logger.None);
        var options = Activator.CreateInstance(catalog.Find(typeof(ICompressionTerm), "smoothness")!.Metadata.Options)!;
        options.GetType().GetProperty("Weight")!.SetValue(options, 3.0);

        var term = parts.Create(new PartSelection<ICompressionTerm>("smoothness", options));

        Assert.Equal(3.0, term.Weight);
        Assert.Same(parts, term.GetType().GetProperty("Parts")!.GetValue(term));
    }

    [Fact]
    public void A_part_without_options_gets_their_defaults()
    {
        using var catalog = FixturePlugins.Load("Good");
        using var parts = new PartFactory(catalog, Logger.None);

        Assert.Equal(0.5, parts.Create(new PartSelection<ICompressionTerm>("smoothness")).Weight);
    }

    [Fact]
    public void A_part_gets_what_the_host_supplies()
    {
        using var catalog = TestParts.Catalog(static builder =>
            builder.RegisterPart<IGeneratorFactory, SizedGenerator, NoOptions>("sized", "")
        );
        using var parts = new PartFactory(catalog, Logger.None, null, (Height: 48, Width: 64));

        var generator = Assert.IsType<SizedGenerator>(parts.Create(new PartSelection<IGeneratorFactory>("sized")));

        Assert.Equal((48, 64), generator.Size);
    }

    [Fact]
    public void Parts_are_disposed_with_the_factory()
    {
        using var catalog = FixturePlugins.Load("Good");
        var parts = new PartFactory(catalog, Logger.None);
        var term = parts.Create(new PartSelection<ICompressionTerm>("smoothness"));

        parts.Dispose();

        Assert.Equal(true, term.GetType().GetProperty("IsDisposed")!.GetValue(term));
    }

    [Fact]
    public void What_a_part_says_of_the_users_input_reaches_the_user_as_it_is()
    {
        using var catalog = FixturePlugins.Load("Good");
        using var parts = new PartFactory(catalog, Logger.None);

        var fault = Assert.Throws<UserException>(() => parts.Create(new PartSelection<ICompressionTerm>("fragile")));

        Assert.Equal("fragile does not like this machine. Choose another term.", fault.Message);
    }

    [Fact]
    public void A_part_that_asks_for_what_nobody_has_is_named()
    {
        using var catalog = TestParts.Catalog(static builder =>
            builder.RegisterPart<IGeneratorFactory, SizedGenerator, NoOptions>("sized", "")
        );
        using var parts = new PartFactory(catalog, Logger.None);

        var fault = Assert.Throws<PluginException>(() => parts.Create(new PartSelection<IGeneratorFactory>("sized")));

        Assert.StartsWith(
            "Plugin Test, generator 'sized', construct: None of the constructors found on type",
            fault.Message,
            StringComparison.Ordinal
        );
        Assert.Contains("Cannot resolve parameter", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_part_that_is_made_by_a_lambda_of_nothing_is_told_so()
    {
        using var catalog = TestParts.Catalog(static builder =>
            builder
                .Register<ICompressionTerm>(static _ => null!)
                .Keyed<ICompressionTerm>("nothing")
                .WithMetadata(
                    PartRegistration.MetadataKey,
                    new PartMetadata(
                        typeof(ICompressionTerm),
                        "nothing",
                        "",
                        typeof(NoOptions),
                        typeof(ICompressionTerm)
                    )
                )
        );
        using var parts = new PartFactory(catalog, Logger.None);

        var fault = Assert.Throws<PluginException>(() => parts.Create(new PartSelection<ICompressionTerm>("nothing")));

        Assert.Contains("returned null", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_unknown_part_is_answered_with_the_nearest_and_all()
    {
        using var catalog = FixturePlugins.Load("Good");
        using var parts = new PartFactory(catalog, Logger.None);

        var fault = Assert.Throws<UserException>(() => parts.Create(new PartSelection<ICompressionTerm>("smothness")));

        Assert.Equal(
            "No plugin has a compression term 'smothness'; did you mean 'smoothness'? There are: fragile, smoothness.",
            fault.Message
        );
    }

    [Theory]
    [InlineData("distilation", "distillation")]
    [InlineData("Distillation", "distillation")]
    [InlineData("quant", "quantization")]
    [InlineData("gama-l1", "gamma-l1")]
    [InlineData("edges", null)]
    [InlineData("x", null)]
    public void The_nearest_name_is_two_edits_away_or_begins_alike(string name, string? nearest) =>
        Assert.Equal(nearest, NearestName.Of(name, ["distillation", "gamma-l1", "quantization", "l1"]));

    private sealed class SizedGenerator((int Height, int Width) size) : IGeneratorFactory
    {
        public (int Height, int Width) Size => size;

        public GsFramework.Graph.NetworkGraph Create() => throw new NotSupportedException();
    }
}
