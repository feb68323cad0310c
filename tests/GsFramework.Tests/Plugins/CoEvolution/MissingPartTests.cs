using GsFramework.CoEvolution;

namespace GsFramework.Tests.Plugins.CoEvolution;

public sealed class MissingPartTests : IDisposable
{
    private readonly TinySearch _search = new();

    public void Dispose() => _search.Dispose();

    [Fact]
    public void Without_the_other_direction_the_message_names_the_keys_to_give()
    {
        var fault = Refused(TinySearch.Options, reverse: false);

        Assert.Contains("model.reverseTeacher", fault, StringComparison.Ordinal);
        Assert.Contains("model.reverseDiscriminator", fault, StringComparison.Ordinal);
        Assert.Contains("method.cycleWeight", fault, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFiles(_search.StateFolder));
    }

    [Fact]
    public void Without_a_discriminator_the_message_names_its_key() =>
        Assert.Contains(
            "model.teacherDiscriminator",
            Refused(TinySearch.Options, judge: false),
            StringComparison.Ordinal
        );

    [Fact]
    public void Without_validation_images_the_message_says_where_they_belong() =>
        Assert.Contains("data.source", Refused(TinySearch.Options, validation: 0), StringComparison.Ordinal);

    [Theory]
    [InlineData("CrossoverShare", 0.5, 0.6, 0, 10.0, 0, 0.001)]
    [InlineData("TrainingSteps", 0.2, 0.7, 5, 0.0, 0, 0.001)]
    [InlineData("Parallel", 0.2, 0.7, 5, 10.0, 2, 0.001)]
    [InlineData("SizeWeight", 0.2, 0.7, 0, 10.0, 0, 0.0)]
    public void Options_that_contradict_one_another_are_named(
        string property,
        double copy,
        double crossover,
        int steps,
        double cycle,
        int parallel,
        double size
    ) =>
        Assert.Equal(
            [property],
            new CoEvolutionOptions
            {
                CopyShare = copy,
                CrossoverShare = crossover,
                TrainingSteps = steps,
                CycleWeight = cycle,
                Parallel = parallel,
                SizeWeight = size,
            }
                .Faults()
                .Select(static fault => fault.Property)
        );

    [Fact]
    public void The_defaults_are_without_fault() => Assert.Empty(new CoEvolutionOptions().Faults());

    private string Refused(CoEvolutionOptions options, bool judge = true, bool reverse = true, int validation = 4) =>
        Assert
            .Throws<UserException>(() =>
                new CoEvolutionMethod(options).Compress(
                    _search.Context(judge: judge, reverse: reverse, validation: validation)
                )
            )
            .Message;
}
