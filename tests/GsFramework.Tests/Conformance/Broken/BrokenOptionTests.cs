using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Autofac;
using GsFramework.Losses;
using GsFramework.Parts;
using GsFramework.Testing;
using static TorchSharp.torch;

namespace GsFramework.Tests.Conformance.Broken;

/// <summary>For each rule of registration and options, a part that breaks it.</summary>
public class BrokenOptionTests
{
    [Theory]
    [InlineData("silent", "{}", "summary is not one line", "It_is_registered_with_a_key_and_a_summary")]
    [InlineData("mute", "{}", "'strength'", "Its_options_say_what_they_mean")]
    [InlineData("boundless", "{}", "'strength' may be -1e300 and 1e300", "Impossible_options_are_refused")]
    [InlineData("elsewhere", """{ "strength": 1 }""", "'Force', which is no option", "Its_options_have_valid_defaults")]
    [InlineData("amnesic", "{}", "when they are read again", "Its_options_bind_and_can_be_written_down")]
    [InlineData("out-of-range", "{}", "default of the option 'strength' is refused", "Its_options_have_valid_defaults")]
    public void Options_that_break_a_rule_are_told_which(
        string key,
        string options,
        string found,
        params string[] facts
    ) => Facts.Fail(() => new Kit(key, options, []), found, facts);

    [Fact]
    public void Wrong_options_that_are_taken_are_shown() =>
        Facts.Fail(
            static () => new Kit("lenient", "{}", ["""{ "strength": 5 }"""]),
            """{ "strength": 5 } is taken""",
            "Impossible_options_are_refused"
        );

    [Fact]
    public void A_part_that_is_not_registered_is_told_how_to_be() =>
        Facts.Fail(
            static () => new Kit("nobody", "{}", []),
            """RegisterPart<IImageDistance, ThePart, ItsOptions>("nobody", """,
            "It_is_registered_with_a_key_and_a_summary"
        );

    [Fact]
    public void A_key_that_no_configuration_can_select_is_shown_with_its_form()
    {
        using var kit = new LoudKit();

        var thrown = Assert.Throws<ConformanceException>(kit.It_is_registered_with_a_key_and_a_summary);

        Assert.Contains(
            "has the name 'Loud_Key', which no configuration can select",
            thrown.Message,
            StringComparison.Ordinal
        );
        Assert.Contains("Name it in kebab case", thrown.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Options_of_the_test_that_do_not_bind_are_shown_with_their_fault() =>
        Facts.Fail(
            static () => new Kit("lenient", """{ "strenght": 1 }""", []),
            "lenient.strenght: unknown key; did you mean 'strength'?",
            "Its_options_bind_and_can_be_written_down"
        );

#pragma warning disable xUnit1000 // Not to be found by the runner: these are to fail.
    private sealed class Kit(string key, string options, IReadOnlyList<string> wrong) : DistanceConformance<Parts>
    {
        protected override string Key => key;

        protected override string Options => options;

        protected override IReadOnlyList<string> WrongOptions => wrong;
    }

    private sealed class LoudKit : DistanceConformance<LoudParts>
    {
        protected override string Key => "Loud_Key";
    }
#pragma warning restore xUnit1000

    public sealed class LoudParts : Autofac.Module
    {
        protected override void Load(ContainerBuilder builder) =>
            builder.RegisterPart<IImageDistance, Squares, NoOptions>("Loud_Key", "a distance of a test");
    }

    public sealed class Parts : Autofac.Module
    {
        protected override void Load(ContainerBuilder builder)
        {
            builder.RegisterPart<IImageDistance, Squares, NoOptions>("silent", "");
            builder.RegisterPart<IImageDistance, Squares, Mute>("mute", "a distance of a test");
            builder.RegisterPart<IImageDistance, Squares, Boundless>("boundless", "a distance of a test");
            builder.RegisterPart<IImageDistance, Squares, OutOfRange>("out-of-range", "a distance of a test");
            builder.RegisterPart<IImageDistance, Squares, Elsewhere>("elsewhere", "a distance of a test");
            builder.RegisterPart<IImageDistance, Squares, Amnesic>("amnesic", "a distance of a test");
            builder.RegisterPart<IImageDistance, Squares, Lenient>("lenient", "a distance of a test");
        }
    }

    internal sealed class Squares : IImageDistance
    {
        public Tensor Distance(Tensor image, Tensor reference) => (image - reference).square().mean();
    }

    public sealed record Mute
    {
        [Range(0, 1)]
        public double Strength { get; init; }
    }

    public sealed record Boundless
    {
        [Description("How much.")]
        public double Strength { get; init; }
    }

    public sealed record OutOfRange
    {
        [Description("How much.")]
        [Range(0, 1)]
        public double Strength { get; init; } = 2;
    }

    public sealed record Elsewhere : IValidatesOptions
    {
        [Description("How much.")]
        [Range(0, 1)]
        public double Strength { get; init; }

        public IEnumerable<(string Property, string Message)> Faults() =>
            Strength == 0 ? [("Force", "is not there")] : [];
    }

    public sealed record Amnesic
    {
        private readonly double _strength;

        [Description("How much.")]
        [Range(0, 10)]
        public double Strength
        {
            get => _strength;
            init => _strength = value + 1;
        }
    }

    public sealed record Lenient
    {
        [Description("How much.")]
        [Range(0, 10)]
        public double Strength { get; init; }
    }
}
