using System.Net;
using System.Net.Sockets;
using System.Text;
using GsFramework.Core.Export.Onnx;
using GsFramework.Core.Interchange;
using GsFramework.Graph;
using GsFramework.Graph.Layers;
using GsFramework.Host.Serving;
using GsFramework.Tests.Core.Export.Onnx;
using GsFramework.Tests.Graph;
using GsFramework.Tests.Host.Commands;
using static TorchSharp.torch;

namespace GsFramework.Tests.Host.Demo;

public sealed class DemoServerTests : IDisposable
{
    private readonly Folder _folder = new();

    public DemoServerTests()
    {
        var graph = Networks.CycleGan();
        Save("model", graph);
        using var scope = NewDisposeScope();
        using var weights = Networks.RandomWeights(graph, seed: 1);
        var card = OnnxAssert.Card with { InputChannels = 3, OutputChannels = 3 };
        File.WriteAllBytes(_folder["model.onnx"], OnnxModel.ToBytes(graph, weights, new OnnxShape(), card));
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task It_serves_the_page_and_the_models_until_it_is_interrupted_and_leaves_nothing()
    {
        using var demo = new RunningDemo(_folder["model"]);
        var address = await demo.Address();
        using var client = new HttpClient { BaseAddress = address };

        Assert.Equal("127.0.0.1", address.Host);
        Assert.Equal("text/html", await TypeOf(client, ""));
        Assert.Equal("text/javascript", await TypeOf(client, "main.js"));
        Assert.Equal("text/css", await TypeOf(client, "report.css"));
        Assert.Equal("application/wasm", await TypeOf(client, "ort/ort-wasm-simd-threaded.wasm"));
        Assert.Equal("text/plain", await TypeOf(client, "ort/LICENSE.txt"));
        var model = await client.GetByteArrayAsync(
            new Uri("models/0.onnx", UriKind.Relative),
            TestContext.Current.CancellationToken
        );
        Assert.Contains(
            $"\"bytes\":{model.Length}",
            await client.GetStringAsync(new Uri("demo.json", UriKind.Relative), TestContext.Current.CancellationToken),
            StringComparison.Ordinal
        );
        Assert.Equal(0, await demo.Interrupt());
        await Assert.ThrowsAsync<HttpRequestException>(() =>
            client.GetAsync(address, TestContext.Current.CancellationToken)
        );
    }

    [Theory]
    [InlineData("GET /nothing HTTP/1.1", "", 404)]
    [InlineData("GET /../../../../etc/passwd HTTP/1.1", "", 404)]
    [InlineData("GET /%2e%2e/%2e%2e/%2e%2e/etc/passwd HTTP/1.1", "", 404)]
    [InlineData("GET /ort/..%2f..%2fetc/passwd HTTP/1.1", "", 404)]
    [InlineData("GET //etc/passwd HTTP/1.1", "", 404)]
    [InlineData("POST / HTTP/1.1", "", 405)]
    [InlineData("DELETE /models/0.onnx HTTP/1.1", "", 405)]
    [InlineData("GET / HTTP/1.1", "evil.example", 421)]
    [InlineData("GET / HTTP/1.1", "127.0.0.1.evil.example", 421)]
    [InlineData("GET / HTTP/1.0", "none", 421)]
    [InlineData("GET http://evil.example/ HTTP/1.1", "", 400)]
    public async Task What_is_not_a_page_of_this_machine_asking_for_a_file_of_the_list_gets_nothing(
        string line,
        string host,
        int status
    )
    {
        using var demo = new RunningDemo(_folder["model.onnx"]);
        var address = await demo.Address();
        var asked = host switch
        {
            "" => $"Host: {address.Authority}\r\n",
            "none" => "",
            _ => $"Host: {host}:{address.Port}\r\n",
        };
        using var client = new TcpClient(address.Host, address.Port);
        await using var stream = client.GetStream();

        await stream.WriteAsync(
            Encoding.ASCII.GetBytes($"{line}\r\n{asked}Content-Length: 0\r\nConnection: close\r\n\r\n"),
            TestContext.Current.CancellationToken
        );
        using var reader = new StreamReader(stream);
        var answer = await reader.ReadToEndAsync(TestContext.Current.CancellationToken);

        Assert.StartsWith($"HTTP/1.1 {status} ", answer, StringComparison.Ordinal);
        Assert.DoesNotContain("root:", answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_can_be_asked_for_without_its_content()
    {
        using var demo = new RunningDemo(_folder["model.onnx"]);
        using var client = new HttpClient { BaseAddress = await demo.Address() };
        using var request = new HttpRequestMessage(HttpMethod.Head, "models/0.onnx");

        using var answer = await client.SendAsync(request, TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal(new FileInfo(_folder["model.onnx"]).Length, answer.Content.Headers.ContentLength);
        Assert.Empty(await answer.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task A_model_whose_file_has_vanished_is_told_to_be_gone()
    {
        using var demo = new RunningDemo(_folder["model.onnx"]);
        using var client = new HttpClient { BaseAddress = await demo.Address() };
        File.Delete(_folder["model.onnx"]);

        using var answer = await client.GetAsync(
            new Uri("models/0.onnx", UriKind.Relative),
            TestContext.Current.CancellationToken
        );

        Assert.Equal(HttpStatusCode.Gone, answer.StatusCode);
        Assert.Contains(
            "Put it back, or start the command again.",
            await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken),
            StringComparison.Ordinal
        );
    }

    // More than the pool has threads: none may hold one.
    [Theory]
    [InlineData("GET / HTTP/1.1\r\nHost: ")]
    [InlineData("GET /ort/ort-wasm-simd-threaded.wasm HTTP/1.1\r\nHost: {0}\r\n\r\n")]
    [InlineData("POST / HTTP/1.1\r\nHost: {0}\r\nContent-Length: 1000000\r\n\r\n")]
    public async Task Hundreds_of_connections_that_stand_still_keep_nobody_waiting(string beginning)
    {
        using var demo = new RunningDemo(_folder["model.onnx"]);
        var address = await demo.Address();
        var connections = new List<TcpClient>();
        try
        {
            for (var i = 0; i < 300; i++)
            {
                var connection = new TcpClient();
                connections.Add(connection);
                await connection.ConnectAsync(address.Host, address.Port, TestContext.Current.CancellationToken);
                await connection
                    .GetStream()
                    .WriteAsync(
                        Encoding.ASCII.GetBytes(
                            beginning.Replace("{0}", address.Authority, StringComparison.Ordinal)
                        ),
                        TestContext.Current.CancellationToken
                    );
            }

            using var client = new HttpClient { BaseAddress = address };
            Assert.Equal("text/css", await TypeOf(client, "report.css"));
        }
        finally
        {
            connections.ForEach(static connection => connection.Dispose());
        }
    }

    [Fact]
    public async Task Another_site_may_not_have_its_files()
    {
        using var demo = new RunningDemo(_folder["model.onnx"]);
        using var client = new HttpClient { BaseAddress = await demo.Address() };

        using var answer = await client.GetAsync(
            new Uri("demo.json", UriKind.Relative),
            TestContext.Current.CancellationToken
        );

        Assert.Equal(["same-origin"], answer.Headers.GetValues("Cross-Origin-Resource-Policy"));
        Assert.False(answer.Headers.Contains("Access-Control-Allow-Origin"));
    }

    [Fact]
    public void A_port_in_use_is_named()
    {
        using var other = new TcpListener(IPAddress.Loopback, 0);
        other.Start();
        var port = ((IPEndPoint)other.LocalEndpoint).Port;

        AssertWrong($"Port {port} of 127.0.0.1 is in use", _folder["model.onnx"], "--port", $"{port}");
    }

    [Fact]
    public async Task A_second_one_does_not_get_the_port_of_the_first()
    {
        using var demo = new RunningDemo(_folder["model.onnx"]);

        AssertWrong("is in use", _folder["model.onnx"], "--port", $"{(await demo.Address()).Port}");
    }

    [Theory]
    [InlineData("-1")]
    [InlineData("65536")]
    public void A_port_that_cannot_be_is_refused(string port) =>
        AssertWrong($"--port {port}: expected", _folder["model.onnx"], $"--port={port}");

    [Fact]
    public void A_file_that_is_no_network_of_ours_is_named_before_anything_is_served()
    {
        File.WriteAllText(_folder["text.onnx"], "no network");
        AssertWrong("text.onnx' cannot be opened as an ONNX file", _folder["model.onnx"], _folder["text.onnx"]);
        AssertWrong("There is no file", _folder["missing.onnx"]);
        AssertWrong("graph.json", _folder.Path);
    }

    [Fact]
    public void A_network_that_makes_no_picture_of_a_picture_is_refused()
    {
        Save("five", new GraphBuilder(1).Add("conv", new Conv2d(1, 5, KernelSize: 1)).Build());
        AssertWrong("five' makes 5 channels of 1 channel (grey)", _folder["five"]);

        Assert.Equal(
            0,
            Gs.Run("export", _folder["model"], "--format", "onnx", "--batch", "4", "-o", _folder["four.onnx"]).ExitCode
        );
        AssertWrong("four.onnx' takes 4 images at a time", _folder["four.onnx"]);
    }

    [Fact]
    public void A_folder_of_pictures_must_have_some()
    {
        Directory.CreateDirectory(_folder["empty"]);
        AssertWrong("has no images", _folder["model.onnx"], "--images", _folder["empty"]);
        AssertWrong("There is no folder", _folder["model.onnx"], "--images", _folder["missing"]);
    }

    private static void AssertWrong(string says, params string[] arguments)
    {
        var gs = Gs.Run(["demo", .. arguments]);
        Assert.Equal(2, gs.ExitCode);
        Assert.Contains(says, gs.Error, StringComparison.Ordinal);
        Assert.Empty(gs.Output);
    }

    private static async Task<string?> TypeOf(HttpClient client, string path)
    {
        using var answer = await client.GetAsync(
            new Uri(path, UriKind.Relative),
            TestContext.Current.CancellationToken
        );
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        return answer.Content.Headers.ContentType?.MediaType;
    }

    private void Save(string name, NetworkGraph graph)
    {
        using var scope = NewDisposeScope();
        using var weights = Networks.RandomWeights(graph, seed: 1);
        ModelFolder.Save(_folder[name], graph, weights);
    }
}
