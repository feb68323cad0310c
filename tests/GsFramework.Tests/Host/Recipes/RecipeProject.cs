using System.Text.Json;
using System.Text.Json.Nodes;
using GsFramework.Core.Data;
using GsFramework.Core.Interchange;
using GsFramework.Graph;
using GsFramework.Graph.Layers;
using GsFramework.Models.Generators;
using GsFramework.Tests.Host.Commands;
using TorchSharp;
using static TorchSharp.torch;

namespace GsFramework.Tests.Host.Recipes;

/// <summary>A folder with the file of a recipe, images where it says, and a tiny teacher.</summary>
internal sealed class RecipeProject : IDisposable
{
    private const int Images = 10;

    private readonly Folder _folder = new();
    private readonly JsonNode _options;

    public RecipeProject(string recipe)
    {
        File = _folder["recipe.json"];
        var gs = Gs.Run("config", "init", File, "--recipe", recipe);
        Assert.True(gs.ExitCode == 0, gs.Error);
        Text = System.IO.File.ReadAllText(File);
        _options = JsonNode.Parse(
            Text,
            documentOptions: new JsonDocumentOptions { CommentHandling = JsonCommentHandling.Skip }
        )!;
        using var scope = NewDisposeScope();
        Save((string)_options["model"]!["teacher"]!, Teacher(recipe));
        foreach (var (path, width, height) in Layout(recipe))
        {
            using var random = new Generator(5, CPU);
            for (var i = 0; i < Images; i++)
            {
                ImageFile.Save(
                    _folder[$"{path}/{i}.png".Split('/')],
                    (rand([3, height, width], generator: random) * 2) - 1
                );
            }
        }
    }

    public string File { get; }

    public string Text { get; }

    public string this[params string[] names] => _folder[names];

    public void Dispose() => _folder.Dispose();

    // As the comment at the top of each says, with small images.
    private static IEnumerable<(string Path, int Width, int Height)> Layout(string recipe) =>
        recipe switch
        {
            "horse2zebra" => Domains("datasets/horse2zebra"),
            "summer2winter" => Domains("datasets/summer2winter_yosemite"),
            "facades" => new[] { "train", "val", "test" }.Select(static split => ($"datasets/facades/{split}", 64, 32)),
            "cartoongan" =>
            [
                ("images/photos/train", 32, 32),
                ("images/cartoons/train", 32, 32),
                ("images/photos/test", 32, 32),
            ],
            "animegan" => [("images/photos/train", 32, 32), ("images/photos/test", 32, 32)],
            "esrgan" =>
            [
                ("images/small/train", 70, 80),
                ("images/small/test", 64, 64),
                ("images/large/test", 256, 256),
            ],
            _ => [("images/train", 32, 32), ("images/test", 32, 32)],
        };

    private static IEnumerable<(string Path, int Width, int Height)> Domains(string root) =>
        new[] { "trainA", "trainB", "testA", "testB" }.Select(split => ($"{root}/{split}", 32, 32));

    private static NetworkGraph Teacher(string recipe) =>
        recipe switch
        {
            "cartoongan" => new CartoonGan(new CartoonGanOptions { Width = 4, Blocks = 2 }).Create(),
            "esrgan" => new GraphBuilder(inputChannels: 3)
                .Add("first", new Conv2d(3, 16, KernelSize: 3, Padding: 1))
                .Add("first.relu", new Activation(ActivationFunction.Relu))
                .Add("second", new Conv2d(16, 16, KernelSize: 3, Padding: 1))
                .Add("second.relu", new Activation(ActivationFunction.Relu))
                .Add("last", new Conv2d(16, 48, KernelSize: 3, Padding: 1))
                .Add("shuffle", new DepthToSpace(4))
                .Build(),
            _ => new CycleGanResNet(new CycleGanResNetOptions { Width = 4, Blocks = 9 }).Create(),
        };

    private void Save(string folder, NetworkGraph graph)
    {
        using var weights = GraphWeights.Initialize(graph, 1);
        ModelFolder.Save(_folder[folder.Split('/')], graph, weights);
    }
}
