using GsFramework.Core.Configuration;
using GsFramework.Tests.Host;

namespace GsFramework.Tests.Core.Configuration;

public class LayerTests
{
    [Fact]
    public void The_environment_overrides_the_file_and_the_command_line_overrides_both()
    {
        const string Json = """{ "seed": 1, "threads": 1, "name": "file" }""";

        var options = Configured.Bind(Json, ["threads=3"], ("GS_SEED", "2"), ("GS_THREADS", "2"));

        Assert.Equal(("file", 2, 3), (options.Name, options.Seed, options.Threads));
    }

    [Theory]
    [InlineData("objective:terms:sample:bits=3")]
    [InlineData("objective.terms.sample.bits=3")]
    [InlineData("Objective:Terms:SAMPLE:Bits=3")]
    public void A_value_is_set_by_its_path(string set) => Assert.Equal(3, Configured.Bind("{}", [set]).Sample().Bits);

    [Theory]
    [InlineData("seed")]
    [InlineData("=3")]
    public void A_set_without_path_and_value_is_refused(string set) =>
        Assert.Contains(
            "expected path:to:key=value",
            Assert.Throws<UserException>(() => Configured.Bind("{}", [set])).Message,
            StringComparison.Ordinal
        );

    [Fact]
    public void A_variable_reaches_a_term_whose_name_has_a_dash() =>
        Assert.Contains(
            "gamma-l1",
            Configured.Bind("{}", null, ("GS_OBJECTIVE__TERMS__GAMMA_L1__ENABLED", "true")).Objective.Terms.Keys
        );

    [Theory]
    [InlineData("false")]
    [InlineData("null")]
    public void A_term_is_turned_off_from_above(string value) =>
        Assert.Empty(
            Configured.Bind(Configured.Term("""{ "bits": 3 }"""), [$"objective:terms:sample={value}"]).Objective.Terms
        );

    [Fact]
    public void A_term_that_is_off_is_turned_on_from_above() =>
        Assert.Equal(3, Configured.Bind(Configured.Term("false"), ["objective:terms:sample:bits=3"]).Sample().Bits);

    [Fact]
    public void A_name_from_above_replaces_a_part_and_its_options()
    {
        var options = Configured.Bind(
            Configured.Term("""{ "distance": { "kind": "perceptual", "scale": 5 } }"""),
            ["objective:terms:sample:distance=mse"]
        );

        Assert.Equal("mse", options.Sample().Distance.Kind);
    }

    [Fact]
    public void An_option_from_above_keeps_the_part_that_the_file_names()
    {
        var options = Configured.Bind(
            Configured.Term("""{ "distance": "perceptual" }"""),
            ["objective:terms:sample:distance:scale=7"]
        );

        Assert.Equal(7, Assert.IsType<SampleDistanceOptions>(options.Sample().Distance.Options).Scale);
    }

    [Fact]
    public void A_path_counts_from_where_it_was_written()
    {
        using var folder = new Folder();
        Directory.CreateDirectory(folder["teacher"]);

        Assert.Equal(
            folder["teacher"],
            Configured.BindIn(folder, """{ "model": { "teacher": "teacher" } }""").Model.Teacher
        );
        Assert.Equal(
            Environment.CurrentDirectory,
            Configured.BindIn(folder, """{ "model": { "teacher": "teacher" } }""", ["model:teacher=."]).Model.Teacher
        );
        Assert.Equal(
            Environment.CurrentDirectory,
            Configured.BindIn(folder, "{}", null, ("GS_MODEL__TEACHER", ".")).Model.Teacher
        );
    }

    [Fact]
    public void Null_from_above_takes_a_value_away() =>
        Assert.Null(
            Configured
                .Bind("""{ "model": { "generator": "cyclegan-resnet" } }""", ["model:generator=null"])
                .Model.Generator
        );

    [Fact]
    public void Of_several_values_on_one_command_line_the_last_counts_also_above_and_below_it()
    {
        Assert.Null(Configured.Bind("{}", ["training:budget:updates=5", "training:budget=null"]).Training.Budget);
        Assert.Equal(
            5,
            Configured.Bind("{}", ["training:budget=null", "training:budget:updates=5"]).Training.Budget!.Updates
        );
    }

    [Fact]
    public void A_fault_says_which_layer_it_came_from()
    {
        Assert.Equal(
            ["seed: expected a whole number, found 'x' (from the environment)"],
            Configured.Faults("{}", null, ("GS_SEED", "x"))
        );
        Assert.Equal(
            ["seed: expected a whole number, found 'x' (from --set)"],
            Configured.Faults("""{ "seed": 1 }""", ["seed=x"])
        );
        Assert.StartsWith(
            "SEAD: unknown key; did you mean 'seed'?",
            Assert.Single(Configured.Faults("{}", null, ("GS_SEAD", "1"))),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void Variables_of_others_are_left_alone() =>
        Assert.Equal(
            "run",
            Configured.Bind("{}", null, ("GS_PLUGINS", "x"), ("GS_LIB", "/usr/share/ghostscript"), ("PATH", "y")).Name
        );

    [Fact]
    public void A_file_that_is_not_there_is_named()
    {
        var fault = Assert.Throws<UserException>(() => ConfigurationLayers.Read("no/such.json", []));

        Assert.Equal(
            "The configuration no/such.json does not exist. 'gs config init' writes one to begin with.",
            fault.Message
        );
    }
}
