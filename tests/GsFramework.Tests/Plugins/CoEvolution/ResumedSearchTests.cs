using System.Globalization;
using System.Text.Json.Nodes;
using GsFramework.CoEvolution;
using GsFramework.Graph;
using GsFramework.Tests.Host;

namespace GsFramework.Tests.Plugins.CoEvolution;

public class ResumedSearchTests
{
    [Theory]
    [InlineData(0, 10.0, 0)]
    [InlineData(1, 10.0, 0)]
    [InlineData(2, 10.0, 0)]
    [InlineData(1, 0.0, 0)]
    [InlineData(1, 10.0, 1)]
    public void A_search_that_goes_on_after_an_interruption_gives_the_bits_of_one_that_was_not(
        int interruptedAfter,
        double cycleWeight,
        int trainingSteps
    )
    {
        var options = TinySearch.Options with
        {
            CycleWeight = cycleWeight,
            TrainingSteps = trainingSteps,
            Population = 4,
        };
        using var whole = new TinySearch();
        using var pieces = new TinySearch();
        using var source = new CancellationTokenSource();
        pieces.Reported = progress =>
        {
            if (progress.Done == interruptedAfter)
            {
                source.Cancel();
            }
        };

        var expected = whole.Run(Sequential(options));
        using var expectedWeights = expected.Weights;
        Assert.Throws<OperationCanceledException>(() => pieces.Run(Sequential(options), source.Token));
        Assert.True(File.Exists(pieces.State));
        pieces.Reported = null;
        var actual = pieces.Run(Sequential(options));
        using var actualWeights = actual.Weights;

        Assert.Equal(File.ReadAllText(whole.State), File.ReadAllText(pieces.State));
        Assert.Equal(GraphJson.Write(expected.Graph), GraphJson.Write(actual.Graph));
        Assert.All(expectedWeights, pair => TensorAssert.Same(pair.Value, actualWeights[pair.Key]));
        Assert.Equal(whole.Progress.Select(Row), pieces.Progress.Select(Row));
        Assert.Contains(pieces.Log.Messages, message =>
            message.Contains($"after generation {interruptedAfter}", StringComparison.Ordinal)
        );
    }

    [Fact]
    public void An_interruption_within_a_generation_loses_only_that_generation()
    {
        using var search = new TinySearch();
        using var source = new CancellationTokenSource();
        source.Cancel();

        Assert.Throws<OperationCanceledException>(() => search.Run(TinySearch.Options, source.Token));

        Assert.Empty(Directory.GetFiles(search.StateFolder));
    }

    [Fact]
    public void A_finished_search_can_go_on_for_more_generations()
    {
        using var search = new TinySearch();
        using var whole = new TinySearch();
        using var first = search.Run(TinySearch.Options with { Generations = 1 }).Weights;
        using var second = search.Run(TinySearch.Options).Weights;
        using var third = whole.Run(TinySearch.Options).Weights;

        Assert.Equal(File.ReadAllText(whole.State), File.ReadAllText(search.State));
    }

    [Fact]
    public void A_state_of_other_options_is_refused()
    {
        using var search = new TinySearch();
        using var first = search.Run(TinySearch.Options with { Generations = 0 }).Weights;

        var fault = Assert.Throws<UserException>(() => search.Run(TinySearch.Options with { SizeWeight = 0.5 }));

        Assert.Contains(search.State, fault.Message, StringComparison.Ordinal);
        Assert.Contains("other options", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_state_of_other_networks_is_refused()
    {
        using var search = new TinySearch();
        using var other = new TinySearch(seed: 2);
        using var first = search.Run(TinySearch.Options with { Generations = 0 }).Weights;
        File.Copy(search.State, other.State);

        var fault = Assert.Throws<UserException>(() => other.Run(TinySearch.Options));

        Assert.Contains(other.State, fault.Message, StringComparison.Ordinal);
        Assert.Contains("other networks", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_state_that_does_not_name_its_networks_yet_goes_on()
    {
        using var search = new TinySearch();
        using var first = search.Run(TinySearch.Options with { Generations = 0 }).Weights;
        Change(search, static state => Assert.True(state.Remove("networks")));

        using var second = search.Run(TinySearch.Options with { Generations = 1 }).Weights;

        Assert.Contains(search.Log.Messages, static message =>
            message.Contains("after generation 0", StringComparison.Ordinal)
        );
    }

    [Theory]
    [InlineData("generation is -1", "generation", -1)]
    [InlineData("there is no \"reverse\"", "reverse", null)]
    [InlineData("\"forward\" has 0 individuals of 5", "forward", "[]")]
    [InlineData("individual 1 of \"forward\"", "forward/1", "null")]
    [InlineData("individual 2 of \"reverse\"", "reverse/2/bits", "\"012\"")]
    [InlineData("individual 0 of \"forward\"", "forward/0/fitness", "\"NaN\"")]
    [InlineData("individual 0 of \"forward\"", "forward/0/loss", "-1")]
    public void A_state_with_something_missing_or_impossible_is_refused(string reason, string path, object? value)
    {
        using var search = new TinySearch();
        using var first = search.Run(TinySearch.Options with { Generations = 0 }).Weights;
        Change(search, state =>
        {
            var keys = path.Split('/');
            var at = keys.SkipLast(1)
                .Aggregate((JsonNode)state, static (at, key) =>
                    int.TryParse(key, out var index) ? at[index]! : at[key]!
                );
            var node = JsonNode.Parse($"{value ?? "null"}");
            if (at is JsonArray array)
            {
                array[int.Parse(keys[^1], CultureInfo.InvariantCulture)] = node;
            }
            else
            {
                at[keys[^1]] = node;
            }
        });

        var fault = Assert.Throws<UserException>(() => search.Run(TinySearch.Options));

        Assert.Contains($"'{search.State}' is damaged: {reason}", fault.Message, StringComparison.Ordinal);
        Assert.Contains("Delete it to begin the search again", fault.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("{ \"settings\": 3 }")]
    [InlineData("{ \"settings\": \"SETTINGS\", \"generation\": 1, \"forward\": null }")]
    [InlineData(
        "{ \"settings\": \"SETTINGS\", \"generation\": 1, \"forward\": [{ \"bits\": \"01\", \"loss\": 1, "
            + "\"fitness\": 1 }] }"
    )]
    public void A_damaged_state_is_refused(string content)
    {
        using var search = new TinySearch();
        var settings = Search.Settings(search.Context(), TinySearch.Options);
        File.WriteAllText(search.State, content.Replace("SETTINGS", settings, StringComparison.Ordinal));

        var fault = Assert.Throws<UserException>(() => search.Run(TinySearch.Options));

        Assert.Contains(search.State, fault.Message, StringComparison.Ordinal);
        Assert.Contains("begin the search again", fault.Message, StringComparison.Ordinal);
    }

    private static void Change(TinySearch search, Action<JsonObject> change)
    {
        var state = JsonNode.Parse(File.ReadAllText(search.State))!.AsObject();
        change(state);
        File.WriteAllText(search.State, state.ToJsonString());
    }

    private static CoEvolutionOptions Sequential(CoEvolutionOptions options) => options with { Parallel = 1 };

    private static string Row(GsFramework.Methods.MethodProgress progress) =>
        $"{progress.Done} {string.Join(' ', progress.Values.Select(static pair => $"{pair.Key}={pair.Value:R}"))}";
}
