using GsFramework.Tests.Host;

namespace GsFramework.Tests.Core.Configuration;

public class FaultTests
{
    [Theory]
    [InlineData("""{ "trainning": {} }""", "trainning: unknown key; did you mean 'training'?")]
    [InlineData(
        """{ "training": { "slim": { "step": 5 } } }""",
        "training.slim.step: unknown key; did you mean 'steps'? There are: compactEvery, steps, learningRate"
    )]
    [InlineData(
        """{ "objective": { "terms": { "gama-l1": {} } } }""",
        "objective.terms.gama-l1: no plugin has a compression term 'gama-l1'; did you mean 'gamma-l1'? There are: "
            + "gamma-l1, sample"
    )]
    [InlineData(
        """{ "objective": { "terms": { "edges": {} } } }""",
        "objective.terms.edges: no plugin has a compression term 'edges'. There are: gamma-l1, sample"
    )]
    [InlineData(
        """{ "model": { "generator": "cyclegan-resent" } }""",
        "model.generator: no plugin has a generator 'cyclegan-resent'; did you mean 'cyclegan-resnet'?"
    )]
    [InlineData(
        """{ "model": { "generator": { "kind": "cyclegan" } } }""",
        "model.generator.kind: no plugin has a generator 'cyclegan'; did you mean 'cyclegan-resnet'?"
    )]
    [InlineData(
        """{ "model": { "generator": { "width": 3 } } }""",
        "model.generator: expected the name of a generator, or an object with 'kind' and its options"
    )]
    [InlineData("""{ "device": "gpu" }""", "device: expected one of auto, cpu, cuda, found 'gpu'; did you mean 'cpu'?")]
    [InlineData("""{ "seed": 1.5 }""", "seed: expected a whole number, found '1.5'")]
    [InlineData("""{ "seed": 3000000000 }""", "seed: expected a whole number, found '3000000000'")]
    [InlineData("""{ "seed": null }""", "seed: expected a whole number, found null")]
    [InlineData("""{ "seed": { "value": 1 } }""", "seed: expected a whole number, found an object")]
    [InlineData("""{ "seed": [] }""", "seed: expected a whole number, found an empty list")]
    [InlineData("""{ "training": 5 }""", "training: expected an object, found '5'")]
    [InlineData("""{ "training": [1] }""", "training: expected an object, found a list")]
    [InlineData("""{ "plugins": { "folders": "here" } }""", "plugins.folders: expected a list, found 'here'")]
    [InlineData("""{ "data": { "flip": "perhaps" } }""", "data.flip: expected true or false, found 'perhaps'")]
    [InlineData(
        """{ "objective": { "terms": { "sample": 5 } } }""",
        "objective.terms.sample: expected an object with the options of sample, or false, found '5'"
    )]
    public void A_fault_says_where_it_is_and_what_was_expected(string json, string fault) =>
        Assert.StartsWith(fault, Assert.Single(Configured.Faults(json)), StringComparison.Ordinal);

    [Theory]
    [InlineData("""{ "weight": -1 }""", "weight: -1 is out of range; expected a number from 0 to 1e6")]
    [InlineData("""{ "weight": "NaN" }""", "weight: expected a number, found 'NaN'")]
    [InlineData("""{ "bits": 0 }""", "bits: 0 is out of range; expected a whole number from 2 to 8")]
    [InlineData("""{ "share": 1.4 }""", "share: 1.4 is out of range; expected a number from 0 to 1")]
    [InlineData("""{ "signed": true, "bits": 2 }""", "bits: signed values need at least 3 bits")]
    [InlineData("""{ "levels": [1, 12, 3] }""", "levels[1]: 12 is out of range; expected a whole number from 1 to 9")]
    [InlineData("""{ "range": { "low": -3 } }""", "range.low: -3 is out of range; expected a number from -1 to 1")]
    [InlineData("""{ "layers": { "model.1": "x" } }""", "layers.model.1: expected a number, found 'x'")]
    [InlineData(
        """{ "distance": { "kind": "perceptual", "scael": 1 } }""",
        "distance.scael: unknown key; did you mean 'scale'? There are: kind, scale, inner"
    )]
    [InlineData(
        """{ "distance": { "kind": "perceptual", "inner": "mze" } }""",
        "distance.inner: no plugin has an image distance 'mze'; did you mean 'mse'? There are: mse, perceptual, "
            + "undecided"
    )]
    [InlineData("""{ "distance": "undecided" }""", "distance.rho: must be chosen")]
    [InlineData("""{ "distance": { "kind": "undecided" } }""", "distance.rho: must be chosen")]
    public void The_options_of_a_term_are_checked(string term, string fault) =>
        Assert.Equal([$"objective.terms.sample.{fault}"], Configured.Faults(Configured.Term(term)));

    [Fact]
    public void A_path_that_does_not_exist_is_shown_as_it_was_understood()
    {
        using var folder = new Folder();

        var fault = Assert.Throws<UserException>(() =>
            Configured.BindIn(folder, """{ "model": { "teacher": "../no/teacher" } }""")
        );

        var path = Path.GetFullPath("../no/teacher", folder.Path);
        Assert.EndsWith($"model.teacher: {path} does not exist", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void All_faults_are_told_at_once()
    {
        var faults = Configured.Faults(
            """{ "sead": 1, "data": { "batchSize": 0 }, "objective": { "terms": { "sample": { "bits": 0, "weight": -1 }, "nil": {} } } }"""
        );

        Assert.Equal(
            [
                "data.batchSize",
                "objective.terms.nil",
                "objective.terms.sample.bits",
                "objective.terms.sample.weight",
                "sead",
            ],
            faults.Select(static fault => fault.Split(':')[0]).Order()
        );
    }

    [Fact]
    public void What_is_wrong_in_a_section_below_hides_no_rule_of_the_one_above()
    {
        var faults = Configured.Faults(
            Configured.Term(
                """{ "signed": true, "bits": 2, "distance": { "kind": "perceptual", "scal": 3 }, "range": { "low": 7 } }"""
            )
        );

        Assert.Equal(3, faults.Length);
        Assert.Contains(faults, static fault =>
            fault.StartsWith("objective.terms.sample.distance.scal: unknown key", StringComparison.Ordinal)
        );
        Assert.Contains(faults, static fault =>
            fault.StartsWith("objective.terms.sample.range.low: 7 is out of range", StringComparison.Ordinal)
        );
        Assert.Contains("objective.terms.sample.bits: signed values need at least 3 bits", faults);
    }

    [Fact]
    public void A_rule_is_not_asked_where_a_value_of_its_own_section_is_wrong() =>
        Assert.StartsWith(
            "objective.terms.sample.bits: 1 is out of range",
            Assert.Single(Configured.Faults(Configured.Term("""{ "signed": true, "bits": 1 }"""))),
            StringComparison.Ordinal
        );

    [Fact]
    public void The_heading_names_the_file_and_counts()
    {
        var fault = Assert.Throws<UserException>(() => Configured.Bind("""{ "sead": 1, "devise": "cpu" }"""));

        Assert.Matches("^The configuration .*run.json has 2 faults:\n", fault.Message);
    }

    [Fact]
    public void Text_that_does_not_parse_is_shown_by_line_and_column()
    {
        var fault = Assert.Throws<UserException>(() => Configured.Bind("{\n  \"seed\": 1\n  \"name\": \"x\"\n}"));

        Assert.Contains("run.json, line 3, column 3: this is no valid JSON: ", fault.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("[]", "expected a JSON object, found '[]'")]
    [InlineData("", "line 1, column 1: this is no valid JSON")]
    [InlineData("""{ "data": { "flip": true, "Flip": false } }""", "data.Flip is there twice")]
    [InlineData("""{ "name": "a\u0000" }""", "line 1, column 11: this is no valid JSON: a text has the character NUL")]
    [InlineData("""{ "data": { "a\u0000": 1 } }""", "a text has the character NUL")]
    [InlineData("""{ "name": "\ud800" }""", "a text has half of a character")]
    public void Text_that_is_no_configuration_is_refused(string json, string message) =>
        Assert.Contains(
            message,
            Assert.Throws<UserException>(() => Configured.Bind(json)).Message,
            StringComparison.Ordinal
        );
}
