using System.Globalization;
using System.Text.Json.Nodes;
using GsFramework.Core.Interchange;
using GsFramework.Graph;
using GsFramework.Tests.Host.Commands;

namespace GsFramework.Tests.Host.Pipeline;

public sealed class CompressTests : IDisposable
{
    private readonly TinyProject _project = new();

    public void Dispose() => _project.Dispose();

    [Fact]
    public void A_run_leaves_every_file_that_is_promised_and_numbers_that_agree()
    {
        var gs = _project.Compress();

        Assert.True(gs.ExitCode == 0, gs.Error);
        foreach (
            var name in new[]
            {
                "model/graph.json",
                "model/weights.safetensors",
                "result.json",
                "samples/final.png",
                "samples/slim-000002.png",
                "metrics.csv",
                "config.resolved.json",
                "checkpoints/slim.safetensors",
                "checkpoints/finetune.safetensors",
                "log.jsonl",
            }
        )
        {
            Assert.True(new FileInfo(_project["out", name]) is { Exists: true, Length: > 0 }, name);
        }

        Assert.NotEmpty(Directory.GetFiles(_project.Out, "events.out.tfevents.*"));
        Assert.Empty(Directory.GetFiles(_project.Out, "*.tmp", SearchOption.AllDirectories));

        var result = _project.Result();
        Assert.Equal(1, (int)result["schemaVersion"]!);
        Assert.Equal("tiny", (string)result["name"]!);
        Assert.Equal("gs-8", (string)result["method"]!);
        Assert.Equal(3, (int)result["seed"]!);
        var (dense, compact) = (Cost(_project["generator"]), Cost(_project["out", "model"]));
        foreach (var (group, key) in new[] { ("macs", "macs"), ("parameters", "parameters"), ("bytes", "bytes") })
        {
            Assert.Equal((long)dense[key]!, (long)result[group]!["dense"]!);
            Assert.Equal((long)compact[key]!, (long)result[group]!["compact"]!);
            Assert.Equal((double)dense[key]! / (double)compact[key]!, (double)result[group]!["ratio"]!, 1e-9);
        }

        Assert.Equal(
            (double)dense["referenceMacs"]! / (double)compact["referenceMacs"]!,
            (double)result["macs"]!["referenceRatio"]!,
            1e-9
        );
        Assert.InRange((double)result["macs"]!["ratio"]!, 1.5, 2);
        Assert.True((double)result["bytes"]!["ratio"]! > (double)result["parameters"]!["ratio"]!);
        Assert.Contains(result["channels"]!.AsArray(), static row => (int)row!["compact"]! < (int)row["dense"]!);
        Assert.All(result["channels"]!.AsArray(), static row => Assert.NotEmpty((string)row!["layer"]!));
        Assert.InRange((double)result["extraction"]!["maxAbsDifference"]!, 0, 1e-4);
        Assert.Contains("kid-means", result["scores"]!.AsArray().Select(static row => (string)row!["metric"]!));
        Assert.All(result["scores"]!.AsArray(), static row =>
        {
            Assert.Equal("test", (string)row!["split"]!);
            Assert.Equal(4, (int)row["images"]!);
            Assert.True(double.IsFinite((double)row["compact"]!));
            Assert.True(row.AsObject().ContainsKey("dense") && row.AsObject().ContainsKey("standardError"));
        });
        var seconds = result["seconds"]!;
        Assert.True((double)seconds["slim"]! > 0 && (double)seconds["finetune"]! > 0);
        Assert.True((double)seconds["total"]! >= (double)seconds["slim"]! + (double)seconds["finetune"]!);
        Assert.True((long)result["peakMemoryBytes"]! > 0);
        Assert.Equal(TinyProject.FineTuneSteps, (int)result["steps"]!["finetune"]!);
        Assert.InRange((int)result["steps"]!["slim"]!, 1, TinyProject.SlimSteps);
    }

    [Fact]
    public void With_json_the_output_is_the_result_and_nothing_else()
    {
        var gs = Gs.Run([.. _project.Line("compress", _project.Out), "--json"]);

        Assert.True(gs.ExitCode == 0, gs.Error);
        Assert.Equal(_project.Result().ToJsonString(), JsonNode.Parse(gs.Output)!.ToJsonString());
    }

    [Fact]
    public void A_smoke_run_has_a_few_steps_and_resumes_as_one()
    {
        var gs = Gs.Run([
            .. _project.Line("compress", _project.Out, "training:slim:steps=5000", "training:fineTune:steps=5000"),
            "--smoke",
        ]);

        Assert.True(gs.ExitCode == 0, gs.Error);
        Assert.InRange((int)_project.Result()["steps"]!["slim"]!, 1, 6);
        Assert.Equal(6, (int)_project.Result()["steps"]!["finetune"]!);
        var resolved = JsonNode.Parse(File.ReadAllText(_project["out", "config.resolved.json"]))!;
        Assert.Equal(6, (int)resolved["training"]!["slim"]!["steps"]!);
        const string warning = "Smoke run: a few steps only; its numbers mean nothing.";
        Assert.Contains(warning, gs.Output, StringComparison.Ordinal);
        Assert.Contains(warning, File.ReadAllText(_project["out", "report.html"]), StringComparison.Ordinal);
        Assert.True((bool)_project.Result()["smoke"]!);
    }

    [Theory]
    [InlineData("gs-32", "objective:terms:quantization:enabled=false")]
    [InlineData("gs-4", "objective:terms:quantization:weightBits=4", "objective:terms:quantization:activationBits=4")]
    [InlineData("gs-8", "objective:terms:quantization:profile=reference")]
    [InlineData("gs-8", "objective:gan:real=target")]
    [InlineData("gs-8", "objective:gan:poolSize=0", "objective:gan:loss=hinge", "training:schedule=epoch")]
    [InlineData(
        "gs-8",
        "objective:terms:distillation:distance:kind=perceptual",
        "objective:terms:distillation:distance:features=means"
    )]
    [InlineData(
        "gs-8",
        "objective:terms:channel-pruning:targetMacRatio=null",
        "objective:terms:channel-pruning:rho=0.5"
    )]
    [InlineData("gs-8", "training:slim:steps=0")]
    [InlineData("gs-8", "training:fineTune:steps=0")]
    [InlineData("gs-8", "training:precision=bf16")]
    [InlineData("gan+channel-pruning+quantization", "objective:terms:distillation:enabled=false")]
    [InlineData("gan+distillation+quantization", "objective:terms:channel-pruning:enabled=false")]
    [InlineData(
        "no-gan+channel-pruning+distillation+quantization",
        "objective:gan:enabled=false",
        "model:teacherDiscriminator=null",
        "model:discriminator=null"
    )]
    [InlineData(
        "no-gan+channel-pruning",
        "objective:gan:enabled=false",
        "objective:terms:distillation:enabled=false",
        "objective:terms:quantization:enabled=false"
    )]
    [InlineData("halving", "method=halving")]
    public void Every_variant_runs_to_its_end_and_has_its_name(string method, params string[] sets)
    {
        var gs = _project.Compress(sets);

        Assert.True(gs.ExitCode == 0, gs.Error);

        // Only what was masked before can be compared; a method makes its network in another way.
        Assert.Equal(method != "halving", _project.Result()["extraction"]!["maxAbsDifference"] is not null);
        var result = _project.Result();
        Assert.Equal(method, (string)result["method"]!);
        Assert.All(result["scores"]!.AsArray(), static row => Assert.True(double.IsFinite((double)row!["compact"]!)));

        var header = File.Exists(_project["out", "metrics.csv"])
            ? File.ReadLines(_project["out", "metrics.csv"]).First().Split(',')
            : [];
        Assert.Equal(!sets.Contains("objective:gan:enabled=false"), header.Contains("lossD"));
        Assert.Equal(!sets.Contains("objective:terms:distillation:enabled=false"), header.Contains("distillation"));
        foreach (var off in sets.Where(static set => set.EndsWith(":enabled=false", StringComparison.Ordinal)))
        {
            Assert.DoesNotContain(header, column => column.StartsWith(off.Split(':')[^2], StringComparison.Ordinal));
        }
    }

    [Fact]
    public void Fewer_bits_make_a_smaller_file_of_the_same_network()
    {
        string[] same =
        [
            "objective:terms:channel-pruning:enabled=false",
            "training:slim:steps=0",
            "training:fineTune:steps=0",
        ];
        var bytes = new[] { 8, 4 }
            .Select(bits =>
            {
                var folder = _project[bits.ToString(CultureInfo.InvariantCulture)];
                var gs = Gs.Run(
                    _project.Line("compress", folder, [.. same, $"objective:terms:quantization:weightBits={bits}"])
                );
                Assert.True(gs.ExitCode == 0, gs.Error);
                return ModelFolder.WeightBytes(Path.Combine(folder, "model"));
            })
            .ToArray();

        Assert.True(bytes[1] < 0.8 * bytes[0], $"{bytes[0]} {bytes[1]}");
    }

    [Fact]
    public void Without_steps_the_teacher_is_only_quantised()
    {
        var gs = _project.Compress("training:slim:steps=0", "training:fineTune:steps=0");

        Assert.True(gs.ExitCode == 0, gs.Error);
        var result = _project.Result();
        Assert.Equal(1, (double)result["macs"]!["ratio"]!);
        Assert.True((double)result["bytes"]!["ratio"]! > 1.5);
        var graph = ModelFolder.ReadGraph(_project["out", "model"], LayerKind.BuiltIn);
        Assert.True(GraphQuantization.IsQuantized(graph));
    }

    [Fact]
    public void A_method_gets_a_folder_for_its_state_and_stands_in_the_place_of_slimming()
    {
        var gs = _project.Compress("method=halving");

        Assert.True(gs.ExitCode == 0, gs.Error);
        Assert.Equal("3 True", File.ReadAllText(_project["out", "checkpoints", "method", "note.txt"]));
        Assert.False(File.Exists(_project["out", "checkpoints", "slim.safetensors"]));
        var block = _project.Result()["channels"]!
            .AsArray()
            .Single(static row => ((string)row!["layer"]!).EndsWith("conv_block.1", StringComparison.Ordinal))!;
        Assert.Equal((int)block["dense"]! / 2, (int)block["compact"]!);
    }

    [Fact]
    public void Looking_at_samples_changes_nothing()
    {
        var often = Gs.Run(_project.Line("compress", _project["often"], "training:sampleEvery=1"));
        var never = Gs.Run(_project.Line("compress", _project["never"], "training:sampleEvery=1000"));

        Assert.True(often.ExitCode == 0 && never.ExitCode == 0, often.Error + never.Error);
        Assert.Equal(
            File.ReadAllBytes(_project["never", "model", "weights.safetensors"]),
            File.ReadAllBytes(_project["often", "model", "weights.safetensors"])
        );
    }

    private static JsonNode Cost(string model)
    {
        var gs = Gs.Run("cost", model, "--size", "16", "--json");
        Assert.True(gs.ExitCode == 0, gs.Error);
        return JsonNode.Parse(gs.Output)!;
    }
}
