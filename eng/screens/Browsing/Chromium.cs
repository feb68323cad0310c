using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using PuppeteerSharp;

namespace GsFramework.Screens.Browsing;

/// <summary>A headless Chromium with one page. It resolves no name: there is no network but 127.0.0.1.</summary>
internal sealed class Chromium : IAsyncDisposable
{
    /// <summary>How it may be called.</summary>
    public static readonly IReadOnlyList<string> Names =
    [
        "chromium",
        "chromium-browser",
        "google-chrome",
        "google-chrome-stable",
    ];

    private static readonly TimeSpan _patience = TimeSpan.FromMinutes(5);

    private readonly IBrowser _browser;

    private Chromium(IBrowser browser, IPage page)
    {
        _browser = browser;
        Page = page;
        Page.DefaultTimeout = (int)_patience.TotalMilliseconds;
        Page.Request += (_, of) => Requests.Enqueue(new Uri(of.Request.Url));
        Page.PageError += (_, of) => Complaints.Enqueue(of.Message);
        Page.Console += (_, of) =>
        {
            if (of.Message.Type == ConsoleType.Error)
            {
                Complaints.Enqueue(of.Message.Text);
            }
        };
    }

    public IPage Page { get; }

    /// <summary>What the page asked the network for.</summary>
    public ConcurrentQueue<Uri> Requests { get; } = new();

    /// <summary>Exceptions that nothing caught, and what the browser itself complained of.</summary>
    public ConcurrentQueue<string> Complaints { get; } = new();

    /// <summary>The program, or null where none is on the search path.</summary>
    public static string? Program() =>
        (Environment.GetEnvironmentVariable("PATH") ?? "")
            .Split(Path.PathSeparator)
            .SelectMany(static folder => Names.Select(name => Path.Combine(folder, name)))
            .FirstOrDefault(File.Exists);

    /// <summary>Starts a program of <see cref="Program"/>.</summary>
    public static async Task<Chromium> Start(string program)
    {
        var browser = await Puppeteer.LaunchAsync(
            new LaunchOptions
            {
                ExecutablePath = program,
                Timeout = (int)_patience.TotalMilliseconds,
                ProtocolTimeout = (int)_patience.TotalMilliseconds,
                DefaultViewport = null,
                Args =
                [
                    // Root, as in a container, has no sandbox.
                    "--no-sandbox",
                    "--disable-gpu",
                    "--host-resolver-rules=\"MAP * ~NOTFOUND , EXCLUDE 127.0.0.1\"",
                    "--use-fake-device-for-media-stream",
                ],
            }
        );
        try
        {
            return new Chromium(browser, (await browser.PagesAsync())[0]);
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
            await Page.EvaluateExpressionOnNewDocumentAsync(before);
        }

        await Page.GoToAsync(address.ToString(), WaitUntilNavigation.Load);
    }

    /// <summary>Allows the page the webcam, or denies it.</summary>
    public async Task SetWebcam(Uri address, bool isAllowed) =>
        await Page.Client.SendAsync(
            "Browser.setPermission",
            new
            {
                origin = address.GetLeftPart(UriPartial.Authority),
                permission = new { name = "camera" },
                setting = isAllowed ? "granted" : "denied",
            }
        );

    /// <summary>The value of an expression, awaited where it is a promise; fails when it throws.</summary>
    public async Task<JsonNode?> Evaluate(string expression)
    {
        var answer = await Page.Client.SendAsync<JsonNode>(
            "Runtime.evaluate",
            new
            {
                expression,
                awaitPromise = true,
                returnByValue = true,
            }
        );
        return answer["exceptionDetails"] is not { } fault
            ? answer["result"]?["value"]
            : throw new InvalidOperationException(
                $"{fault["exception"]?["description"] ?? fault["text"]} in {expression}"
            );
    }

    /// <summary>True where a condition holds.</summary>
    public async Task<bool> Holds(string condition) => (bool?)await Evaluate(condition) == true;

    /// <summary>Waits until it does.</summary>
    /// <exception cref="TimeoutException">It does not.</exception>
    public async Task Until(string condition, TimeSpan? patience = null)
    {
        var start = DateTime.UtcNow;
        while (!await Holds(condition))
        {
            if (DateTime.UtcNow - start > (patience ?? _patience))
            {
                throw new TimeoutException($"It never held that {condition}");
            }

            await Task.Delay(50);
        }
    }

    public async ValueTask DisposeAsync() => await _browser.DisposeAsync();
}
