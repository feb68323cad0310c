using System.Text.Json;
using System.Text.Json.Nodes;
using GsFramework.Core.Data;
using GsFramework.Core.Inference;
using GsFramework.Core.Interchange;
using GsFramework.Graph;
using GsFramework.Graph.Layers;
using GsFramework.Tests.Core.Export.Onnx;
using GsFramework.Tests.Graph;
using GsFramework.Tests.Host.Commands;
using TorchSharp;
using static TorchSharp.torch;

namespace GsFramework.Tests.Host.Demo;

// Each opens a browser, which wants a processor for itself.
[Collection(nameof(DemoPageTests))]
public sealed class DemoPageTests : IDisposable
{
    private readonly Folder _folder = new();

    public DemoPageTests()
    {
        using var scope = NewDisposeScope();
        foreach (var (name, width) in new[] { ("dense", 8), ("compact", 4) })
        {
            var graph = Networks.CycleGan(width, blocks: 1);
            using var weights = Networks.RandomWeights(graph, seed: width);
            ModelFolder.Save(_folder[name], graph, weights);
        }

        using var quantized = IntegerFormTests.Quantized(
            Networks.CycleGan(width: 8, blocks: 1),
            bits: 8,
            perChannel: true
        );
        ModelFolder.Save(_folder["int8"], quantized.Graph, quantized.Weights);
        ImageFile.Save(_folder["pictures", "a.png"], rand(3, 32, 48) * 2 - 1);
        ImageFile.Save(_folder["pictures", "b.png"], rand(3, 32, 32) * 2 - 1);
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Every_model_computes_in_the_page_what_it_computes_in_the_program()
    {
        Export("dense", "dense.onnx");
        Export("compact", "fixed.onnx", "--size", "32x48", "--batch", "1");
        Export("compact", "pixels.onnx", "--pixels");
        Export("int8", "int8.onnx", "--format", "onnx-int8");
        await using var browser = await Browser.Start();
        using var demo = new RunningDemo(
            _folder["dense"],
            _folder["fixed.onnx"],
            _folder["pixels.onnx"],
            _folder["int8"],
            "--images",
            _folder["pictures"]
        );
        await browser.Open(await demo.Address());

        var outputs = (
            await browser.Evaluate(
                $$"""
                {{Ready}}.then(({ state }) => state.models.map(({ name, output }) =>
                  ({ name, dims: output.tensor.dims, data: Array.from(output.tensor.data) })))
                """
            )
        )!.AsArray();

        Assert.Equal(["dense", "fixed", "pixels", "int8"], outputs.Select(static output => (string)output!["name"]!));
        using var scope = NewDisposeScope();
        var image = ImageFile.Load(_folder["pictures", "a.png"]).unsqueeze(0);
        Assert.Equal([1, 3, 32, 48], image.shape);
        AssertClose(outputs[0]!, Native("dense.onnx", image), 1e-4);
        AssertClose(outputs[1]!, Native("fixed.onnx", image), 1e-4);
        AssertClose(outputs[2]!, ((Native("pixels.onnx", image) + 1) * 127.5).permute(0, 2, 3, 1), 1.001);

        // All integers are the same: one that differed would show as a step of the last quantiser. The last tanh is
        // fp32.
        AssertClose(outputs[3]!, Native("int8.onnx", image), 1e-6);
        Assert.Empty(browser.Complaints);
        var home = (await demo.Address()).Authority;
        Assert.All(browser.Requests.Where(static request => request.Scheme is not ("data" or "blob")), request =>
            Assert.Equal(home, request.Authority)
        );
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(3, 1)]
    [InlineData(1, 3)]
    [InlineData(4, 4)]
    public async Task Pictures_have_the_channels_that_a_model_takes_and_makes(int taken, int made)
    {
        var graph = new GraphBuilder(taken).Add("conv", new Conv2d(taken, made, KernelSize: 3, Padding: 1)).Build();
        using (var weights = Networks.RandomWeights(graph, seed: 1))
        {
            ModelFolder.Save(_folder["other"], graph, weights);
        }

        Export("other", "other.onnx");
        Export("other", "bytes.onnx", "--pixels");
        await using var browser = await Browser.Start();
        using var demo = new RunningDemo(
            _folder["other.onnx"],
            _folder["bytes.onnx"],
            "--images",
            _folder["pictures"]
        );
        await browser.Open(await demo.Address());

        var outputs = (
            await browser.Evaluate(
                $$"""
                {{Ready}}.then(({ state }) => state.models.map(({ output }) => ({
                  dims: output.tensor.dims, data: Array.from(output.tensor.data), pixels: Array.from(output.pixels.data)
                })))
                """
            )
        )!.AsArray();

        using var scope = NewDisposeScope();
        var image = ImageDecoder.Decode(_folder["pictures", "a.png"], channels: taken).ToTensor().unsqueeze(0);
        var expected = Native("other.onnx", image);
        AssertClose(outputs[0]!, expected, 1e-4);
        AssertClose(outputs[1]!, ((Native("bytes.onnx", image) + 1) * 127.5).permute(0, 2, 3, 1), 1.001);
        var shown = PixelImage.FromTensor(expected.squeeze(0));
        var first = outputs[0]!["pixels"]!.AsArray().Take(4).Select(static value => (int)value!).ToArray();
        var plane = shown.Height * shown.Width;
        Assert.All(
            Enumerable.Range(0, made == 4 ? 4 : 3),
            channel => Assert.InRange(first[channel] - shown.Planes[made == 1 ? 0 : channel * plane], -1, 1)
        );
        Assert.True(made == 4 || first[3] == 255);
    }

    [Fact]
    public async Task A_measurement_counts_the_runs_that_were_asked_for_and_shows_what_differs()
    {
        await using var browser = await Browser.Start();
        using var demo = new RunningDemo(_folder["dense"], _folder["compact"], "--images", _folder["pictures"]);
        await browser.Open(await demo.Address());
        await browser.Evaluate(
            $$"""
            {{Ready}}.then(() => {
              document.querySelector("#runs").value = 3;
              document.querySelector("#measure").click();
            })
            """
        );
        await browser.Until("document.querySelector('#measure').textContent === 'Measure'");

        var models = (
            await browser.Evaluate(
                $$"""
                {{Ready}}.then(({ state }) => state.models.map(({ latency, apart, card }) =>
                  ({ runs: latency.runs, median: latency.median, apart, text: card.root.innerText })))
                """
            )
        )!.AsArray();

        Assert.All(models, static model => Assert.Equal(3, (int)model!["runs"]!));
        Assert.All(models, static model => Assert.True((double)model!["median"]! > 0));
        Assert.All(models, static model =>
            Assert.Contains("median of 3", (string)model!["text"]!, StringComparison.Ordinal)
        );
        Assert.True((double)models[1]!["apart"]! > 0);
        Assert.True(await browser.Holds("crossOriginIsolated"), "without it there is one thread only");
        Assert.Contains(
            "fewer MACs",
            (string)(await browser.Evaluate("document.querySelector('#figures').innerText"))!,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task A_comparison_waits_for_five_turns_and_a_95th_percentile_for_twenty()
    {
        await using var browser = await Browser.Start();
        using var demo = new RunningDemo(_folder["dense"], _folder["compact"], "--images", _folder["pictures"]);
        await browser.Open(await demo.Address());

        var seen = await browser.Evaluate(
            $$"""
            {{Ready}}.then(async ({ state }) => {
              const { figures, table } = await import("/tables.js");
              const at = runs => {
                state.models.forEach(({ latency }) => {
                  latency.clear();
                  for (let run = 0; run < runs; run++) latency.add(state.models[0].latency === latency ? 8 : 4, state.models[0].output.tensor.dims);
                });
                return figures(state.models)[0].innerText + "|" + table(state.models)[1].querySelectorAll("td")[1].innerText;
              };
              return [state.models.map(({ latency }) => latency.runs).join(), at(4), at(5), at(19), at(20)];
            })
            """
        );

        var texts = seen!.AsArray().Select(static text => (string)text!).ToArray();
        Assert.Equal("5,5", texts[0]);
        Assert.DoesNotContain("2.00×", texts[1], StringComparison.Ordinal);
        Assert.Contains("2.00×", texts[2], StringComparison.Ordinal);
        Assert.EndsWith("|–", texts[3], StringComparison.Ordinal);
        Assert.EndsWith("|8.00 ms", texts[4], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_picture_of_another_is_dim_until_the_model_has_seen_the_new_one()
    {
        await using var browser = await Browser.Start();
        using var demo = new RunningDemo(_folder["dense"], _folder["compact"], "--images", _folder["pictures"]);
        await browser.Open(await demo.Address());

        var seen = await browser.Evaluate(
            $$"""
            {{Ready}}.then(async ({ state }) => {
              const { translate } = await import("/translation.js");
              const stale = () => [...document.querySelectorAll(".card + .card, #figures")]
                .map(each => each.classList.contains("stale")).join();
              const before = stale();
              const done = translate();
              const during = [stale(), document.querySelector("#status").innerText];
              await done;
              return [before, ...during, stale(), document.querySelector("#status").innerText];
            })
            """
        );

        Assert.Equal(
            ["false,false,false", "true,true,true", "Computing what dense makes of a.png …", "false,false,false", ""],
            seen!.AsArray().Select(static text => (string)text!)
        );
    }

    [Fact]
    public async Task A_picture_that_is_too_small_for_a_model_is_refused_in_words()
    {
        ImageFile.Save(_folder["small", "dot.png"], rand(3, 2, 2) * 2 - 1);
        await using var browser = await Browser.Start();
        using var demo = new RunningDemo(_folder["dense"], "--images", _folder["small"]);
        await browser.Open(await demo.Address());

        var text = await browser.Evaluate($$"""{{Ready}}.then(({ state }) => state.models[0].card.root.innerText)""");

        Assert.Contains("dense takes pictures from 8×8; this one is 4×4.", (string)text!, StringComparison.Ordinal);
        Assert.Empty(browser.Complaints);
    }

    [Fact]
    public async Task A_larger_picture_stands_beside_the_one_that_went_in_which_is_the_one_that_is_counted()
    {
        var graph = new GraphBuilder(3)
            .Add("conv", new Conv2d(3, 12, KernelSize: 3, Padding: 1))
            .Add("shuffle", new DepthToSpace(2))
            .Add("tanh", new Activation(ActivationFunction.Tanh))
            .Build();
        using var weights = Networks.RandomWeights(graph, seed: 1);
        ModelFolder.Save(_folder["doubling"], graph, weights);
        await using var browser = await Browser.Start();
        using var demo = new RunningDemo(_folder["doubling"], "--images", _folder["pictures"]);
        await browser.Open(await demo.Address());

        var sizes = await browser.Evaluate(
            $$"""
            {{Ready}}.then(() =>
              [...document.querySelectorAll("#cards canvas")].map(each => `${each.width}x${each.height}`).join())
            """
        );
        var text = await browser.Evaluate($$"""{{Ready}}.then(({ state }) => state.models[0].card.root.innerText)""");

        Assert.Equal("48x32,96x64", (string)sizes!);

        // 3 x 12 x 3 x 3 for each of the 48 x 32 pixels that went in.
        Assert.Contains("497.7 k MACs", (string)text!, StringComparison.Ordinal);
        Assert.Empty(browser.Complaints);
    }

    [Fact]
    public async Task A_model_that_cannot_be_loaded_says_so_and_the_others_run()
    {
        Export("compact", "compact.onnx");
        await using var browser = await Browser.Start();
        using var demo = new RunningDemo(_folder["dense"], _folder["compact.onnx"], "--images", _folder["pictures"]);
        var address = await demo.Address();
        await File.WriteAllTextAsync(_folder["compact.onnx"], "overwritten", TestContext.Current.CancellationToken);
        await browser.Open(address);

        var models = (
            await browser.Evaluate(
                $$"""
                {{Ready}}.then(({ state }) => state.models.map(({ latency, card }) => ({ runs: latency.runs, text: card.root.innerText })))
                """
            )
        )!.AsArray();

        Assert.Equal(5, (int)models[0]!["runs"]!);
        Assert.Equal(0, (int)models[1]!["runs"]!);
        Assert.Contains("compact could not be loaded", (string)models[1]!["text"]!, StringComparison.Ordinal);
        Assert.Empty(browser.Complaints);
    }

    [Fact]
    public async Task A_file_that_is_no_picture_is_named_and_the_next_one_is_taken()
    {
        await using var browser = await Browser.Start();
        using var demo = new RunningDemo(_folder["dense"], "--images", _folder["pictures"]);
        await browser.Open(await demo.Address());
        await browser.Evaluate(
            $$"""
            {{Ready}}.then(() => {
              const dataTransfer = new DataTransfer();
              dataTransfer.items.add(new File(["no picture"], "notes.txt", { type: "text/plain" }));
              document.dispatchEvent(new DragEvent("drop", { dataTransfer }));
            })
            """
        );
        await browser.Until("document.querySelector('#fault').innerText.includes('“notes.txt” is no picture')");

        await browser.Evaluate("document.querySelectorAll('#samples button')[1].click()");

        await browser.Until(
            "document.querySelector('#fault').hidden && document.querySelector('.card').innerText.includes('b.png')"
        );
    }

    [Theory]
    [InlineData("delete globalThis.WebAssembly", "has no WebAssembly")]
    [InlineData("WebAssembly.validate = () => false", "no vector instructions")]
    public async Task A_browser_that_lacks_something_is_told_what(string before, string says)
    {
        await using var browser = await Browser.Start();
        using var demo = new RunningDemo(_folder["dense"]);
        await browser.Open(await demo.Address(), before);
        await browser.Evaluate(Ready + ".then(() => null)");

        Assert.Contains(
            says,
            (string)(await browser.Evaluate("document.querySelector('#fault').innerText"))!,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task The_webcam_is_run_frame_by_frame_until_it_is_stopped()
    {
        await using var browser = await Browser.Start();
        using var demo = new RunningDemo(_folder["compact"], "--images", _folder["pictures"]);
        var address = await demo.Address();
        await browser.SetWebcam(address, isAllowed: true);
        await browser.Open(address);
        await browser.Evaluate($$"""{{Ready}}.then(() => document.querySelector("#webcam").click())""");
        await browser.Until("document.querySelector('.card').innerText.includes('webcam')");
        await browser.Until($$"""{{Ready}}.then(({ state }) => state.models[0].latency.runs >= 3)""");

        await browser.Evaluate("document.querySelector('#webcam').click()");

        Assert.True(await browser.Holds("document.querySelector('#video').srcObject === null"));
        Assert.Empty(browser.Complaints);
    }

    [Fact]
    public async Task A_webcam_that_is_denied_is_explained()
    {
        await using var browser = await Browser.Start();
        using var demo = new RunningDemo(_folder["compact"]);
        var address = await demo.Address();
        await browser.SetWebcam(address, isAllowed: false);
        await browser.Open(address);
        await browser.Evaluate($$"""{{Ready}}.then(() => document.querySelector("#webcam").click())""");

        await browser.Until(
            "document.querySelector('#fault').innerText.includes('did not allow this page to use the webcam')"
        );
    }

    // The page's own state, when it has loaded the models and shown the first picture.
    private const string Ready = """import("/main.js").then(({ demo }) => demo.ready.then(() => demo))""";

    private static void AssertClose(JsonNode output, Tensor expected, double tolerance)
    {
        Assert.Equal(expected.shape, output["dims"]!.Deserialize<long[]>()!);
        var actual = tensor(output["data"]!.Deserialize<float[]>()!).reshape(expected.shape);
        var difference = (actual - expected).abs().max().item<float>();
        Assert.True(difference <= tolerance, $"{output["name"]} differs by {difference}");
        Assert.True(expected.std().item<float>() > 1e-2, "an output that is all the same shows nothing");
    }

    private Tensor Native(string file, Tensor image)
    {
        using var network = OnnxNetwork.Open(_folder[file], new OnnxSettings { Threads = 1 });
        return network.Run(image);
    }

    private void Export(string model, string file, params string[] options)
    {
        var gs = Gs.Run([
            "export",
            _folder[model],
            "-o",
            _folder[file],
            .. options,
            .. options.Contains("--format") ? Array.Empty<string>() : ["--format", "onnx"],
        ]);
        Assert.True(gs.ExitCode == 0, gs.Error);
    }
}
