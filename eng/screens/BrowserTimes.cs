using System.Globalization;
using System.Text.Json.Nodes;
using GsFramework.Screens.Browsing;
using GsFramework.Screens.Scenes;

namespace GsFramework.Screens;

/// <summary>How long the teacher and the exported files of a run take in the browser, by the demonstration's own
/// measurement, with each number of threads that its page offers.</summary>
/// <param name="browser">Where.</param>
/// <param name="material">The run.</param>
/// <param name="rounds">How often each network is timed.</param>
internal sealed class BrowserTimes(Chromium browser, Material material, int rounds)
{
    private const string Demo = """import("/main.js").then(({ demo }) => demo""";

    /// <summary>Prints them.</summary>
    public async Task Print()
    {
        var files = Directory.GetFiles(Path.Combine(material.Run, "export"), "*.onnx").Order(StringComparer.Ordinal);
        await browser.Open(material.Serve(["demo", Pages.Teacher, .. files]));
        await browser.Evaluate($"{Demo}.ready.then(() => null))");
        var version = (string)(await browser.Evaluate("document.querySelector('#version').textContent"))!;
        var threads = (
            await browser.Evaluate("[...document.querySelectorAll('#threads option')].map(option => option.value)")
        )!.AsArray();
        Console.WriteLine(
            $"ONNX Runtime Web {version}, WebAssembly with SIMD, {await browser.Page.Browser.GetVersionAsync()}"
        );
        Console.WriteLine("| network | format | size | threads | median ms | p95 | runs | faster |");
        Console.WriteLine("| --- | --- | --- | ---: | ---: | ---: | ---: | ---: |");
        foreach (var count in threads.Select(static count => (string)count!))
        {
            Print(count, await Measure(count));
        }
    }

    private async Task<JsonArray> Measure(string threads)
    {
        // The page takes its first times itself, which have to be over: nothing else may run beside a measurement.
        await browser.Evaluate(
            $$"""
            {{Demo}}).then(() => {
              const threads = document.querySelector("#threads");
              if (threads.value !== "{{threads}}") {
                threads.value = "{{threads}}";
                threads.dispatchEvent(new Event("change"));
              }
            })
            """
        );
        await browser.Until(
            "document.querySelector('#status').textContent === '' && !document.querySelector('#measure').disabled"
                + " && !document.querySelector('.card.stale')"
        );
        await browser.Evaluate(
            $"document.querySelector('#runs').value = {rounds}; document.querySelector('#measure').click()"
        );
        await browser.Until("document.querySelector('#measure').textContent === 'Measure'");
        return (
            await browser.Evaluate(
                $$"""
                {{Demo}}.state.models.map(({ name, format, latency, output }) => ({
                  name, format, median: latency.median, p95: latency.p95, runs: latency.runs,
                  size: `${output.taken.height}x${output.taken.width}` })))
                """
            )
        )!.AsArray();
    }

    private static void Print(string threads, JsonArray models)
    {
        static string Text(JsonNode? value, string format) =>
            ((double?)value)?.ToString(format, CultureInfo.InvariantCulture) ?? "—";

        foreach (var model in models)
        {
            var faster = (double)models[0]!["median"]! / (double)model!["median"]!;
            Console.WriteLine(
                $"| {model["name"]} | `{model["format"]}` | {model["size"]} | {threads} "
                    + $"| {Text(model["median"], "0.0")} | {Text(model["p95"], "0.0")} | {model["runs"]} "
                    + $"| {Text(faster, "0.00")}× |"
            );
        }
    }
}
