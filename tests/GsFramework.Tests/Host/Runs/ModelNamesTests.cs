using GsFramework.Core.Interchange;
using GsFramework.Host.Runs;
using GsFramework.Tests.Graph;

namespace GsFramework.Tests.Host.Runs;

public sealed class ModelNamesTests : IDisposable
{
    private readonly Folder _folder = new();

    public ModelNamesTests()
    {
        Save(_folder["ink", "generator"], seed: 1);
        Compressed("first", "gs-8");
        Compressed("second", "gs-32");
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_teacher_is_dense_and_a_compressed_model_has_the_name_of_its_method() =>
        Assert.Equal(
            ["dense", "gs-8", "gs-32"],
            ModelNames.Of([_folder["ink", "generator"], _folder["first", "model"], _folder["second", "model"]])
        );

    [Fact]
    public void Runs_of_one_method_have_their_own_names()
    {
        Compressed("third", "gs-8");

        Assert.Equal(["first", "third"], ModelNames.Of([_folder["first", "model"], _folder["third", "model"]]));
    }

    [Fact]
    public void A_model_that_is_nobodys_teacher_has_the_name_of_its_folder() =>
        Assert.Equal(["ink", "ink (2)"], ModelNames.Of([_folder["ink", "generator"], _folder["ink", "generator"]]));

    private void Compressed(string run, string method)
    {
        Save(_folder[run, "model"], seed: 2);
        var directory = new RunDirectory(_folder[run]);
        File.WriteAllText(
            directory.ResolvedConfiguration,
            $$"""{ "name": "{{run}}", "model": { "teacher": {{System.Text.Json.JsonSerializer.Serialize(_folder["ink", "generator"])}} } }"""
        );
        (TinyResult.Of() with { Method = method }).Write(directory);
    }

    private static void Save(string folder, int seed)
    {
        var graph = Networks.CycleGan(4, blocks: 1);
        using var weights = Networks.RandomWeights(graph, seed);
        ModelFolder.Save(folder, graph, weights);
    }
}
