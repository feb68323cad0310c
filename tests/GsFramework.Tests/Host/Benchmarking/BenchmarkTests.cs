using System.Text.Json.Nodes;
using GsFramework.Core.Arithmetic.Native;
using GsFramework.Core.Interchange;
using GsFramework.Graph;
using GsFramework.Host.Benchmarking;
using GsFramework.Models.Discriminators;
using GsFramework.Models.Generators;
using GsFramework.Tests.Core.Export.Onnx;
using GsFramework.Tests.Graph;
using GsFramework.Tests.Host.Commands;
using GsFramework.Tests.Host.Pipeline;
using TorchSharp;
using static TorchSharp.torch;

namespace GsFramework.Tests.Host.Benchmarking;

[Collection(nameof(WholeRuns))]
public sealed class BenchmarkTests : IDisposable
{
    private readonly TinyProject _project = new();

    public void Dispose()
    {
        set_num_threads(1);
        _project.Dispose();
    }

    [Fact]
    public void A_folder_is_measured_in_both_programs_with_the_fields_of_the_contract()
    {
        var rows = Json(Run("--size", "16", "--runs", "3", "--batch", "2"));

        Assert.Equal(
            [("safetensors", "torchsharp"), ("onnx", "onnxruntime")],
            rows.Select(static row => ($"{row["format"]}", $"{row["provider"]}"))
        );
        var folder = rows[0];
        Assert.Equal(_project["generator"], $"{folder["model"]}");
        Assert.Equal(1, (int)folder["threads"]!);
        Assert.Equal(new FileInfo(_project["generator", "weights.safetensors"]).Length, (long)folder["bytes"]!);
        Assert.Equal(
            2 * (long)JsonNode.Parse(Gs.Run("cost", _project["generator"], "--size", "16", "--json").Output)!["macs"]!,
            (long)folder["macs"]!
        );
        Assert.All(rows, static row =>
        {
            Assert.True(
                (double)row["leastMs"]! <= (double)row["medianMs"]! && (double)row["medianMs"]! <= (double)row["p95Ms"]!
            );
            Assert.True((double)row["macsPerSecond"]! > 0);
            Assert.Equal(
                (3, 2, 16, 16, true),
                ((int)row["runs"]!, (int)row["batch"]!, (int)row["height"]!, (int)row["width"]!, (bool)row["finite"]!)
            );
        });
    }

    [Fact]
    public void The_forms_of_a_model_compute_the_same()
    {
        var rows = Json(Run("--size", "16x24", "--runs", "1"));

        Assert.Null(rows[0]["comparedWith"]);
        Assert.Equal("safetensors", $"{rows[1]["comparedWith"]}");
        Assert.InRange((double)rows[1]["maxAbsDifference"]!, 0, 1e-4);
    }

    [Fact]
    public void A_file_is_measured_beside_folders_and_counts_for_the_size()
    {
        Assert.Equal(0, Gs.Run("export", _project["generator"], "--format", "onnx", "-o", _project["g.onnx"]).ExitCode);

        var rows = Json(
            Gs.Run(
                "benchmark",
                _project["generator"],
                _project["g.onnx"],
                "--formats",
                "safetensors",
                "--size",
                "32",
                "--runs",
                "1",
                "--threads",
                "1",
                "--no-memory",
                "--json"
            )
        );

        Assert.Equal(["safetensors", "onnx"], rows.Select(static row => $"{row["format"]}"));
        Assert.Equal(new FileInfo(_project["g.onnx"]).Length, (long)rows[1]["bytes"]!);
        Assert.Equal((double)rows[0]["macs"]!, (double)rows[1]["macs"]!, 1e-3 * (double)rows[0]["macs"]!);
    }

    [Fact]
    public void Memory_is_measured_in_processes_of_their_own()
    {
        var gs = Gs.Run("benchmark", _project["generator"], "--size", "64", "--runs", "1", "--threads", "1", "--json");

        Assert.All(Json(gs), static row => Assert.True((long)row["peakMemoryBytes"]! > 64 * 64 * 3 * sizeof(float)));
        Assert.Contains("memory 2/2", gs.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_without_the_quantisers_of_its_model_is_called_another_network()
    {
        using var quantized = IntegerFormTests.Quantized(Networks.CycleGan(width: 8), bits: 8, perChannel: true);
        ModelFolder.Save(_project["q"], quantized.Graph, quantized.Weights);
        string[] line =
        [
            "benchmark",
            _project["q"],
            "--size",
            "16",
            "--runs",
            "1",
            "--no-memory",
            "--report",
            _project["q.html"],
        ];

        var table = Gs.Run(line);
        var json = Json(Gs.Run([.. line, "--force", "--json"]));

        const string Said = "q onnx: another network than the model, without its quantisers.";
        Assert.Contains(Said, table.Output, StringComparison.Ordinal);
        Assert.Contains(Said, File.ReadAllText(_project["q.html"]), StringComparison.Ordinal);
        Assert.Equal(
            [("safetensors", null), ("onnx", false), ("onnx-int8", true)],
            json.Select(static row => ((string)row["format"]!, (bool?)row["computesModel"]))
        );
    }

    [Fact]
    public void A_network_that_computes_no_numbers_is_named()
    {
        using var scope = NewDisposeScope();
        var graph = Networks.CycleGan();
        using var weights = Networks.RandomWeights(graph, 1);
        weights["model.1.weight"].fill_(float.NaN);
        ModelFolder.Save(_project["broken"], graph, weights);

        var gs = Gs.Run(
            "benchmark",
            _project["broken"],
            "--size",
            "16",
            "--runs",
            "1",
            "--threads",
            "1",
            "--no-memory",
            "--json"
        );

        Assert.Contains("makes NaN or infinite values", gs.Error, StringComparison.Ordinal);
        Assert.Contains("is not measured as onnx", gs.Error, StringComparison.Ordinal);
        Assert.False((bool)Assert.Single(Json(gs))["finite"]!);
    }

    [Fact]
    public void The_table_and_the_page_show_every_form()
    {
        var gs = Gs.Run(
            "benchmark",
            _project["generator"],
            "--size",
            "16",
            "--runs",
            "1",
            "--threads",
            "1",
            "--no-memory",
            "--report",
            _project["b.html"]
        );

        Assert.True(gs.ExitCode == 0, gs.Error);
        Assert.Contains("onnx", gs.Output, StringComparison.Ordinal);
        Assert.Contains("all in turn in one process", gs.Output, StringComparison.Ordinal);
        var page = File.ReadAllText(_project["b.html"]);
        Assert.Contains("<svg", page, StringComparison.Ordinal);
        Assert.DoesNotContain("OxyPlot", page, StringComparison.Ordinal);
        var name = Path.GetFileName(Path.GetDirectoryName(_project["generator"]));
        Assert.Contains($"{name} safetensors", page, StringComparison.Ordinal);
        Assert.Contains($"{name} onnx", page, StringComparison.Ordinal);
        Assert.Contains($"threads 1 of {Processor.Name ?? "an unknown processor"}", page, StringComparison.Ordinal);
        Assert.DoesNotContain(_project["generator"], page, StringComparison.Ordinal);
        Assert.DoesNotContain(
            "http",
            page.Replace("http://www.w3.org", "", StringComparison.Ordinal),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void What_cannot_be_measured_is_refused_with_what_to_do()
    {
        _project.SaveModel(
            "grey",
            new CycleGanResNet(
                new CycleGanResNetOptions
                {
                    Width = 4,
                    Blocks = 1,
                    InputChannels = 1,
                }
            ).Create(),
            1
        );
        File.WriteAllText(_project["page.html"], "mine");
        File.WriteAllText(_project["no.onnx"], "no network");

        AssertWrong("Nothing to measure");
        AssertWrong("they do not do the same work", _project["generator"], _project["grey"], "--no-memory");
        AssertWrong("There is no model folder", _project["nowhere"]);
        AssertWrong("There is no file", _project["nowhere.onnx"]);
        AssertWrong("cannot be opened as an ONNX file", _project["no.onnx"]);
        AssertWrong("Choose another --size", _project["generator"], "--size", "2");
        AssertWrong("--size 0", _project["generator"], "--size", "0");
        AssertWrong("--size 70000", _project["generator"], "--size", "70000");
        AssertWrong("Choose a smaller --size or --batch", _project["generator"], "--size", "60000");
        AssertWrong("Choose a smaller --size or --batch", _project["generator"], "--batch", "2000000");
        AssertWrong("--threads 100000", _project["generator"], "--threads", "100000");
        AssertWrong("--ratio is about --synthetic", _project["generator"], "--ratio", "2");
        AssertWrong("--multiple is about --synthetic", _project["generator"], "--multiple", "8");
        AssertWrong("--trunk is about --synthetic", _project["generator"], "--trunk");
        AssertWrong("--runs 0", _project["generator"], "--runs", "0");
        AssertWrong("there is no 'onxx'", _project["generator"], "--formats", "onnx,onxx");
        AssertWrong("--ratio", "--synthetic", "--ratio", "0.5");
        AssertWrong("exists already", _project["generator"], "--report", _project["page.html"]);
        AssertWrong("name an .html file", _project["generator"], "--report", _project["page.svg"]);
        Assert.Equal("mine", File.ReadAllText(_project["page.html"]));
    }

    [Fact]
    public void Nothing_is_left_in_the_temporary_folder()
    {
        var folder = "";
        using (
            var models = new TimedModels(
                [],
                new BenchmarkSettings(ImageSize.Square(16), 1, 0, 1, 1),
                Serilog.Core.Logger.None
            )
        )
        {
            folder = models.Temporary;
            File.WriteAllText(Path.Combine(folder, "a"), "");
        }

        Assert.False(Directory.Exists(folder));
    }

    private static void AssertWrong(string message, params string[] arguments)
    {
        var gs = Gs.Run(["benchmark", .. arguments]);
        Assert.True(gs.ExitCode == 2, gs.Error);
        Assert.Contains(message, gs.Error, StringComparison.Ordinal);
    }

    private Gs Run(params string[] more) =>
        Gs.Run(["benchmark", _project["generator"], "--threads", "1", "--no-memory", "--json", .. more]);

    private static List<JsonNode> Json(Gs gs)
    {
        Assert.True(gs.ExitCode == 0, gs.Error);
        return [.. JsonNode.Parse(gs.Output)!.AsArray().Select(static row => row!)];
    }
}
