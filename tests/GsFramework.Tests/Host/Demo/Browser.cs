using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net.WebSockets;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace GsFramework.Tests.Host.Demo;

/// <summary>A headless Chromium with one page, led over its DevTools protocol. It resolves no name: there is no network
/// but 127.0.0.1.</summary>
internal sealed partial class Browser : IAsyncDisposable
{
    private static readonly string[] _names = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];
    private static readonly TimeSpan _patience = TimeSpan.FromMinutes(5);

    private readonly Folder _profile = new();
    private readonly ClientWebSocket _socket = new();
    private readonly ConcurrentDictionary<int, TaskCompletionSource<JsonNode?>> _waiting = new();
    private readonly TaskCompletionSource<string> _host = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly CancellationTokenSource _end = new(_patience);
    private readonly Process _process;
    private Task _reading = Task.CompletedTask;
    private TaskCompletionSource _loaded = new();
    private int _next;

    private Browser(string program)
    {
        _process = Process.Start(
            new ProcessStartInfo(program)
            {
                // Root, as in a container, has no sandbox.
                ArgumentList =
                {
                    "--headless",
                    "--no-sandbox",
                    "--disable-gpu",
                    "--no-first-run",
                    "--remote-debugging-port=0",
                    $"--user-data-dir={_profile.Path}",
                    "--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1",
                    "--use-fake-device-for-media-stream",
                    "about:blank",
                },
                RedirectStandardError = true,
                RedirectStandardOutput = true,
            }
        )!;
        _process.ErrorDataReceived += (_, line) =>
        {
            if (DevTools().Match(line.Data ?? "") is { Success: true } match)
            {
                _host.TrySetResult(match.Groups[1].Value);
            }
        };
        _process.BeginErrorReadLine();
        _process.BeginOutputReadLine();
    }

    /// <summary>What the page asked the network for.</summary>
    public ConcurrentQueue<Uri> Requests { get; } = new();

    /// <summary>Exceptions that nothing caught, and what the browser itself complained of.</summary>
    public ConcurrentQueue<string> Complaints { get; } = new();

    /// <summary>Starts one, or skips the test where there is none.</summary>
    public static async Task<Browser> Start()
    {
        var program = Environment
            .GetEnvironmentVariable("PATH")!
            .Split(Path.PathSeparator)
            .SelectMany(static folder => _names.Select(name => Path.Combine(folder, name)))
            .FirstOrDefault(File.Exists);
        Assert.SkipWhen(program is null, $"There is no Chromium here ({string.Join(", ", _names)}).");
        var browser = new Browser(program!);
        try
        {
            await browser.Connect();
            return browser;
        }
        catch
        {
            await browser.DisposeAsync();
            throw;
        }
    }

    /// <summary>Goes to an address and waits for its load event.</summary>
    /// <param name="address">Where to go.</param>
    /// <param name="before">A script that runs before those of the page.</param>
    public async Task Open(Uri address, string? before = null)
    {
        if (before is not null)
        {
            await Send("Page.addScriptToEvaluateOnNewDocument", new JsonObject { ["source"] = before });
        }

        _loaded = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await Send("Page.navigate", new JsonObject { ["url"] = address.ToString() });
        await _loaded.Task.WaitAsync(_end.Token);
    }

    /// <summary>Allows the page the webcam, or denies it.</summary>
    public Task SetWebcam(Uri address, bool isAllowed) =>
        Send(
            "Browser.setPermission",
            new JsonObject
            {
                ["origin"] = address.GetLeftPart(UriPartial.Authority),
                ["permission"] = new JsonObject { ["name"] = "camera" },
                ["setting"] = isAllowed ? "granted" : "denied",
            }
        );

    /// <summary>The value of an expression, awaited where it is a promise; fails when it throws.</summary>
    public async Task<JsonNode?> Evaluate(string expression)
    {
        var answer = await Send(
            "Runtime.evaluate",
            new JsonObject
            {
                ["expression"] = expression,
                ["awaitPromise"] = true,
                ["returnByValue"] = true,
            }
        );
        return answer?["exceptionDetails"] is not { } fault
            ? answer?["result"]?["value"]
            : throw new InvalidOperationException(
                $"{fault["exception"]?["description"] ?? fault["text"]} in {expression}"
            );
    }

    /// <summary>True where a condition holds.</summary>
    public async Task<bool> Holds(string condition) => (bool?)await Evaluate(condition) == true;

    /// <summary>Waits until it does.</summary>
    public async Task Until(string condition)
    {
        while (!await Holds(condition))
        {
            await Task.Delay(50, TestContext.Current.CancellationToken);
        }
    }

    public async ValueTask DisposeAsync()
    {
        // Asked to, it ends its other processes too, which may still write into the profile.
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(10));
        try
        {
            await Send("Browser.close", []);
            await _process.WaitForExitAsync(patience.Token);
        }
        catch (Exception fault)
            when (fault is OperationCanceledException or WebSocketException or InvalidOperationException)
        {
            _process.Kill(entireProcessTree: true);
        }

        await _end.CancelAsync();
        await _reading;
        _socket.Dispose();
        _process.Dispose();
        _end.Dispose();
        _profile.Dispose();
    }

    [GeneratedRegex(@"ws://(\S+?)/")]
    private static partial Regex DevTools();

    private async Task Connect()
    {
        var host = await _host.Task.WaitAsync(_end.Token);
        using var http = new HttpClient();
        var pages = JsonNode
            .Parse(await http.GetStringAsync(new Uri($"http://{host}/json/list"), _end.Token))!
            .AsArray();
        var page = pages.First(static one => (string?)one!["type"] == "page")!;
        await _socket.ConnectAsync(new Uri((string)page["webSocketDebuggerUrl"]!), _end.Token);
        _reading = Read();
        foreach (var domain in new[] { "Page", "Runtime", "Network", "Log" })
        {
            await Send($"{domain}.enable", []);
        }
    }

    private async Task<JsonNode?> Send(string method, JsonObject parameters)
    {
        var id = Interlocked.Increment(ref _next);
        var answer = _waiting[id] = new TaskCompletionSource<JsonNode?>(
            TaskCreationOptions.RunContinuationsAsynchronously
        );
        var message = new JsonObject
        {
            ["id"] = id,
            ["method"] = method,
            ["params"] = parameters,
        };
        await _socket.SendAsync(
            JsonSerializer.SerializeToUtf8Bytes(message),
            WebSocketMessageType.Text,
            endOfMessage: true,
            _end.Token
        );
        return await answer.Task.WaitAsync(_end.Token);
    }

    private async Task Read()
    {
        var buffer = new byte[1 << 16];
        using var message = new MemoryStream();
        try
        {
            while (true)
            {
                var part = await _socket.ReceiveAsync(buffer.AsMemory(), _end.Token);
                message.Write(buffer.AsSpan(0, part.Count));
                if (part.EndOfMessage)
                {
                    Take(JsonNode.Parse(message.ToArray())!);
                    message.SetLength(0);
                }
            }
        }
        catch (Exception fault) when (fault is OperationCanceledException or WebSocketException)
        {
            // The end.
        }
    }

    private void Take(JsonNode message)
    {
        var parameters = message["params"];
        switch ((string?)message["method"])
        {
            case null when (int?)message["id"] is { } id && _waiting.TryRemove(id, out var answer):
                if (message["error"] is { } error)
                {
                    answer.SetException(new InvalidOperationException(error.ToJsonString()));
                }
                else
                {
                    answer.SetResult(message["result"]);
                }

                break;
            case "Page.loadEventFired":
                _loaded.TrySetResult();
                break;
            case "Network.requestWillBeSent":
                Requests.Enqueue(new Uri((string)parameters!["request"]!["url"]!));
                break;
            case "Runtime.exceptionThrown":
                Complaints.Enqueue(parameters!["exceptionDetails"]!.ToJsonString());
                break;
            case "Log.entryAdded" when (string?)parameters!["entry"]!["level"] == "error":
                Complaints.Enqueue(parameters["entry"]!.ToJsonString());
                break;
            default:
                break;
        }
    }
}
