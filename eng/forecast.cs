#:property PublishAot=false
// What `gs compress --plan` says, and what the runs then take, as a table: for docs/plan.md.
//   dotnet build -c Release && dotnet run eng/forecast.cs
// Nothing else should run meanwhile. It takes about 15 minutes on two cores.
using System.Diagnostics;
using System.Globalization;
using System.Text.Json;

const double Megabyte = 1e6;
var folder = Path.Combine("runs", "forecast");
(string Name, string[] Arguments)[] runs =
[
    ("`configs/quickstart.json`", ["configs/quickstart.json"]),
    (
        "the same with 300 updates of fine-tuning",
        ["configs/quickstart.json", "--set", "training:fineTune:steps=300"]
    ),
    ("`configs/your-network.json`", ["configs/your-network.json"]),
    (
        "`configs/paintings.json` on other images, with 300 updates",
        [
            "configs/paintings.json",
            "--set",
            $"data:source:root={Path.GetFullPath("assets/emoji-ink")}",
            "--set",
            "training:budget:updates=300",
        ]
    ),
];
Console.WriteLine("| run | time: forecast | run | off by | memory: forecast | run | disk: forecast | run |");
Console.WriteLine("| --- | --- | --- | --- | --- | --- | --- | --- |");
foreach (var (number, run) in runs.Index())
{
    var target = Path.Combine(folder, $"{number}");
    if (Directory.Exists(target))
    {
        Directory.Delete(target, recursive: true);
    }

    var plan = Json([.. run.Arguments, "--plan", "--json"]);
    var clock = Stopwatch.StartNew();
    var result = Json([.. run.Arguments, "--out", target, "--json"]);
    var seconds = clock.Elapsed.TotalSeconds;
    var files = new DirectoryInfo(target).EnumerateFiles("*", SearchOption.AllDirectories);
    var bytes = files.Sum(static file => file.Length);
    double Planned(string key) => plan.RootElement.GetProperty(key).GetDouble();
    string[] cells =
    [
        run.Name,
        Text($"{Planned("seconds"):0} s"),
        Text($"{seconds:0} s"),
        Text($"{100 * ((Planned("seconds") / seconds) - 1):+0;-0} %"),
        Text($"{Planned("peakMemoryBytes") / Megabyte:0} MB"),
        Text($"{result.RootElement.GetProperty("peakMemoryBytes").GetDouble() / Megabyte:0} MB"),
        Text($"{Planned("diskBytes") / Megabyte:0.0} MB"),
        Text($"{bytes / Megabyte:0.0} MB"),
    ];
    Console.WriteLine($"| {string.Join(" | ", cells)} |");
}

static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

static JsonDocument Json(string[] arguments)
{
    var start = new ProcessStartInfo("dotnet") { RedirectStandardOutput = true, RedirectStandardError = true };
    foreach (var argument in arguments.Prepend("compress").Prepend("Host/bin/Release/net10.0/gs.dll"))
    {
        start.ArgumentList.Add(argument);
    }

    using var process = Process.Start(start)!;
    var errors = process.StandardError.ReadToEndAsync();
    var output = process.StandardOutput.ReadToEnd();
    process.WaitForExit();
    return process.ExitCode == 0 ? JsonDocument.Parse(output) : throw new InvalidOperationException(errors.Result);
}
