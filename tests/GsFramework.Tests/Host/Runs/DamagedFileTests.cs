using System.Text.Json.Nodes;
using GsFramework.Host.Comparison;
using GsFramework.Host.Runs;

namespace GsFramework.Tests.Host.Runs;

/// <summary>The program's own JSON files, damaged: the message names the file, the place, what belongs there and what
/// to do.</summary>
public sealed class DamagedFileTests : IDisposable
{
    private readonly Folder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_result_is_read_as_it_was_written_and_what_a_later_version_added_is_kept()
    {
        var directory = new RunDirectory(_folder.Path);
        (
            TinyResult.Of() with
            {
                Exports = [new ExportedFile("export/a.onnx", "onnx", 5) { MaxAbsDifference = 1e-5 }],
            }
        ).Write(directory);
        var written = JsonNode.Parse(File.ReadAllText(directory.Result))!;
        written["added"] = new JsonObject { ["later"] = 1 };
        File.WriteAllText(directory.Result, written.ToJsonString());

        RunResult.Read(directory).Write(directory);

        Assert.True(JsonNode.DeepEquals(written, JsonNode.Parse(File.ReadAllText(directory.Result))));
    }

    [Theory]
    [InlineData("macs.dense", "\"many\"", "at 'macs.dense', expected a whole number.")]
    [InlineData("macs.ratio", "1e999", "at 'macs.ratio', expected a number.")]
    [InlineData("macs.ratio", "\"NaN\"", "at 'macs.ratio', expected a number.")]
    [InlineData("parameters.compact", "1.5", "at 'parameters.compact', expected a whole number.")]
    [InlineData("parameters.compact", "99999999999999999999", "at 'parameters.compact', expected a whole number.")]
    [InlineData("bytes", "[]", "at 'bytes', expected an object.")]
    [InlineData("scores", "{}", "at 'scores', expected a list.")]
    [InlineData("scores[0].compact", "{}", "at 'scores[0].compact', expected a number.")]
    [InlineData("scores[0].protocol", "null", "it has no 'scores[0].protocol'.")]
    [InlineData("channels[0].layer", "7", "at 'channels[0].layer', expected text.")]
    [InlineData("name", "null", "it has no 'name'.")]
    [InlineData("kept", "{}", "it has no 'kept.network'.")]
    [InlineData("arithmetics", "[1]", "at 'arithmetics[0]', expected text.")]
    [InlineData("arithmetics", "[null]", "at 'arithmetics[0]', there is null in a list.")]
    [InlineData("macs.dense", "null", "it has no 'macs.dense'.")]
    [InlineData("macs.dense", "-5", "at 'macs.dense', expected a number of 0 or more, found -5.")]
    [InlineData("bytes.ratio", "-0.5", "at 'bytes.ratio', expected a number of 0 or more, found -0.5.")]
    [InlineData("peakMemoryBytes", "-1", "at 'peakMemoryBytes', expected a number of 0 or more, found -1.")]
    [InlineData("scores[0].images", "-1", "at 'scores[0].images', expected a number of 0 or more, found -1.")]
    [InlineData("schemaVersion", "\"1\"", "at 'schemaVersion', expected a whole number.")]
    public void A_field_of_a_result_that_is_no_longer_itself_is_named(string key, string value, string message)
    {
        var directory = new RunDirectory(_folder.Path);
        TinyResult.Of().Write(directory);
        Change(directory.Result, key, value);

        Refused(message, "--from evaluate", () => RunResult.Read(directory));
    }

    [Theory]
    [InlineData("{", "line 1, column 2")]
    [InlineData("", "column 1")]
    [InlineData("", "there is nothing.")]
    [InlineData("{ \"name\": \"a", "it is cut short.")]
    [InlineData("{ \"name\": 1, ", "it is cut short.")]
    [InlineData("[1, [2]", "it is cut short.")]
    [InlineData("[]", "it holds no JSON object.")]
    [InlineData("null", "it holds no JSON object.")]
    [InlineData("""{ "name": "a", "name": "b" }""", "the key 'name' is there twice.")]
    [InlineData("{ \"name\": \"a\u0001\" }", "line 1, column 13")]
    [InlineData("{ \"name\":\n \"\\ud800\" }", "line 2, column 2: a text has half of a character")]
    [InlineData("{ \"name\": \"a\\u0000\" }", "line 1, column 11: a text has the character NUL")]
    [InlineData("{ \"\\udc00\": 1 }", "line 1, column 3: a text has half of a character")]
    [InlineData("{ \"name\": \"\\ud83d\\ude00\" }", "it has no 'method'.")]
    public void A_text_that_is_no_result_is_named(string text, string message)
    {
        var directory = new RunDirectory(_folder.Path);
        File.WriteAllText(directory.Result, text);

        Refused(message, "--from evaluate", () => RunResult.Read(directory));
    }

    [Fact]
    public void A_score_may_be_below_0()
    {
        var directory = new RunDirectory(_folder.Path);
        TinyResult.Of().Write(directory);
        Change(directory.Result, "scores[0].compact", "-0.001");

        Assert.Equal(-0.001, RunResult.Read(directory).Scores[0].Compact);
    }

    [Fact]
    public void A_result_of_a_later_version_is_not_guessed_at()
    {
        var directory = new RunDirectory(_folder.Path);
        (TinyResult.Of() with { SchemaVersion = 2 }).Write(directory);

        Refused("schemaVersion is 2", "Use the program that wrote it", () => RunResult.Read(directory));
    }

    [Theory]
    [InlineData("summary[0].updates", "\"x\"", "at 'summary[0].updates', expected a number.")]
    [InlineData("runs[0].macs", "null", "it has no 'runs[0].macs'.")]
    [InlineData("createdAt", "\"yesterday\"", "at 'createdAt', expected a time")]
    [InlineData("smoke", "1", "at 'smoke', expected true or false.")]
    [InlineData("machine", "3", "at 'machine', expected an object.")]
    public void A_field_of_a_comparison_that_is_no_longer_itself_is_named(string key, string value, string message)
    {
        new ComparisonResult
        {
            Name = "tiny",
            Runs = [new ComparedResult(TinyResult.Of())],
            Summary =
            [
                new ComparisonRow
                {
                    MethodName = "gs-8",
                    Seeds = 1,
                    DenseMacs = 1,
                    MacRatio = 1,
                    DenseBytes = 1,
                    ByteRatio = 1,
                    Parameters = 1,
                    Updates = 1,
                    TrainingCpuSeconds = 1,
                },
            ],
        }.Write(_folder.Path);
        var path = _folder["comparison.json"];
        Change(path, key, value);

        Refused(message, "gs compare", () => ComparisonResult.Read(path));
    }

    [Theory]
    [InlineData("slim.seconds", "\"3\"", "at 'slim.seconds', expected a number.")]
    [InlineData("slim.seconds", "1e999", "at 'slim.seconds', expected a number.")]
    [InlineData("slim.cpuSeconds", "1e999", "at 'slim.cpuSeconds', expected a number.")]
    [InlineData("slim.cpuSeconds", "-1", "at 'slim.cpuSeconds', expected a number of 0 or more, found -1.")]
    [InlineData("slim.steps", "null", "it has no 'slim.steps'.")]
    [InlineData("slim", "[]", "at 'slim', expected an object.")]
    public void A_note_of_a_phase_that_is_no_longer_itself_is_named(string key, string value, string message)
    {
        var state = new RunDirectory(_folder.Path).State;
        state.Phase(
            PhaseName.Slim,
            new PhaseRecord
            {
                Seconds = 1,
                CpuSeconds = 1,
                Steps = 2,
            }
        );
        Change(state.Path, key, value);

        Refused(message, "Restore it", () => state.Phase(PhaseName.Slim));
    }

    [Fact]
    public void A_phase_that_was_lost_from_the_notes_is_named()
    {
        var state = new RunDirectory(_folder.Path).State;
        state.Phase(PhaseName.FineTune, new PhaseRecord { Seconds = 1, Steps = 2 });

        Refused("it has no note of 'slim'", "Restore it", () => state.Finished(PhaseName.Slim));
    }

    private void Refused(string place, string remedy, Func<object?> read)
    {
        var fault = Assert.Throws<UserException>(read);

        Assert.Contains(_folder.Path, fault.Message, StringComparison.Ordinal);
        Assert.Contains(place, fault.Message, StringComparison.Ordinal);
        Assert.Contains(remedy, fault.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("System.", fault.Message, StringComparison.Ordinal);
    }

    private static void Change(string path, string key, string value)
    {
        var root = JsonNode.Parse(File.ReadAllText(path))!;
        var keys = key.Replace("[0]", ".0", StringComparison.Ordinal).Split('.');
        var parent = keys[..^1]
            .Aggregate(root, static (node, name) => node is JsonArray list ? list[int.Parse(name)]! : node[name]!);
        var text = root.ToJsonString();
        if (parent is JsonArray items)
        {
            items[int.Parse(keys[^1])] = "CHANGED";
        }
        else
        {
            parent[keys[^1]] = "CHANGED";
        }

        // As text: JSON of any kind, also what no number holds.
        File.WriteAllText(path, root.ToJsonString().Replace("\"CHANGED\"", value, StringComparison.Ordinal));
        Assert.NotEqual(text, File.ReadAllText(path));
    }
}
