using System.Runtime.Intrinsics.X86;
using System.Text.Json.Nodes;
using GsFramework.Core.Arithmetic;
using GsFramework.Tests.Host.Commands;
using GsFramework.Tests.Host.Pipeline;

namespace GsFramework.Tests.Core.Arithmetic;

/// <summary>Whole runs where libtorch's convolutions are wrong, in a process of their own.</summary>
[Collection(nameof(WholeRuns))]
public sealed class FaultyMachineTests : IDisposable
{
    private readonly TinyProject _project = new();

    public void Dispose() => _project.Dispose();

    [Fact]
    public void A_faulty_machine_is_repaired_and_gives_the_bytes_of_a_right_one()
    {
        var gs = FaultyMachine.Run(_project.Line("compress", _project["faulty"]));
        var right = _project.Compress();

        Assert.True(gs.ExitCode == 0, gs.Error);
        Assert.True(right.ExitCode == 0, right.Error);
        var arithmetic = Arithmetic("faulty");
        Assert.Equal("repaired", (string?)arithmetic["kind"]);
        Assert.False((bool?)arithmetic["forced"]);
        Assert.Single(Lines(gs.Error, "libtorch is wrong on this processor ("));
        Assert.Contains("oneDNN was repaired in memory", gs.Error, StringComparison.Ordinal);

        // The same convolutions twice: what oneDNN had built for the first test did not outlive the repair.
        Assert.Collection(
            Trials(arithmetic),
            static native => AssertTrial(native, "native", "fp32", isRight: false),
            static repaired => AssertTrial(repaired, "repaired", "fp32", isRight: true)
        );
        Assert.Equal(Model("out"), Model("faulty"));
    }

    [Fact]
    public void A_machine_that_cannot_be_repaired_computes_without_onednn()
    {
        var gs = FaultyMachine.Run(_project.Line("teacher", _project.Out, "training:precision=bf16"), isHidden: true);

        Assert.True(gs.ExitCode == 0, gs.Error);
        var arithmetic = Arithmetic("out");
        Assert.Equal("reference", (string?)arithmetic["kind"]);
        Assert.Single(Lines(gs.Error, "oneDNN is off"));
        Assert.Collection(
            Trials(arithmetic),
            static native => AssertTrial(native, "native", "fp32", isRight: false),
            // Without AVX-512 libtorch does not give bf16 to oneDNN, which has the fault.
            static native => AssertTrial(native, "native", "bf16", isRight: !Avx512F.IsSupported),
            static repaired =>
                Assert.Contains("not in exactly one place", (string?)repaired["unavailable"], StringComparison.Ordinal),
            static reference => AssertTrial(reference, "reference", "fp32", isRight: true),
            static reference => AssertTrial(reference, "reference", "bf16", isRight: true)
        );
    }

    [Theory]
    [InlineData("repaired", "oneDNN was repaired in memory")]
    [InlineData("reference", "oneDNN is off")]
    public void An_arithmetic_that_is_asked_for_is_taken_without_another_try(string forced, string warning)
    {
        var gs = RightMachine(forced);

        Assert.True(gs.ExitCode == 0, gs.Error);
        Assert.Contains($"{TrustedArithmetic.Variable}={forced}: {warning}", gs.Error, StringComparison.Ordinal);
        var arithmetic = Arithmetic("out");
        Assert.Equal(forced, (string?)arithmetic["kind"]);
        Assert.True((bool?)arithmetic["forced"]);
        AssertTrial(Assert.Single(Trials(arithmetic)), forced, "fp32", isRight: true);
    }

    [Theory]
    [InlineData("native", false, "convolutions of the self-test (fp32, cpu) are wrong")]
    [InlineData("repaired", true, "not in exactly one place")]
    public void A_wrong_arithmetic_that_is_asked_for_computes_nothing(string forced, bool isHidden, string reason)
    {
        var gs = FaultyMachine.Run(_project.Line("teacher", _project.Out), forced, isHidden);

        Assert.Equal(2, gs.ExitCode);
        Assert.Contains($"  {forced}: ", gs.Error, StringComparison.Ordinal);
        Assert.Contains(reason, gs.Error, StringComparison.Ordinal);
        Assert.Contains(
            $"Nothing was computed. Unset {TrustedArithmetic.Variable}",
            gs.Error,
            StringComparison.Ordinal
        );
        Assert.False(File.Exists(_project["out", "state.json"]));
    }

    [Fact]
    public void An_arithmetic_that_does_not_exist_is_told_the_nearest_name()
    {
        var gs = RightMachine(forced: "referense");

        Assert.Equal(2, gs.ExitCode);
        Assert.Contains(
            $"The environment variable {TrustedArithmetic.Variable} is 'referense'",
            gs.Error,
            StringComparison.Ordinal
        );
        Assert.Contains(
            "did you mean 'reference'? There are: native, repaired, reference",
            gs.Error,
            StringComparison.Ordinal
        );
    }

    private Gs RightMachine(string forced) =>
        GsProcess.Run(
            new Dictionary<string, string?> { [TrustedArithmetic.Variable] = forced },
            _project.Line("teacher", _project.Out)
        );

    private JsonNode Arithmetic(string run) =>
        JsonNode.Parse(File.ReadAllText(_project[run, "state.json"]))!["run"]!["machine"]!["arithmetic"]!;

    private byte[] Model(string run) => File.ReadAllBytes(_project[run, "model", "weights.safetensors"]);

    private static JsonNode[] Trials(JsonNode arithmetic) =>
        [.. arithmetic["selfTest"]!.AsArray().Select(static row => row!)];

    private static IEnumerable<string> Lines(string text, string part) =>
        text.Split('\n').Where(line => line.Contains(part, StringComparison.Ordinal));

    private static void AssertTrial(JsonNode trial, string kind, string precision, bool isRight)
    {
        Assert.Equal((kind, precision), ((string?)trial["kind"], (string?)trial["precision"]));
        Assert.Equal(SelfTestCase.All.Count, (int?)trial["convolutions"]);
        Assert.Equal(isRight, (int?)trial["wrong"] == 0);
    }
}
