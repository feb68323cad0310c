using System.Diagnostics;
using GsFramework.Bench;
using TorchSharp;

// Prints the median time of each scenario. They take turns, so that a busy moment of the machine hits all of them.
//   dotnet run --project bench -c Release [-- --runs N --threads N --only TEXT]
//   dotnet run --project bench -c Release -- --start FOLDER: time and memory until the images of a folder are ready
if (Argument("--start") is { } folder)
{
    StartUp.Measure(folder, int.Parse(Argument("--size") ?? "64"), int.Parse(Argument("--cache") ?? "1024"));
    return;
}

var runs = int.Parse(Argument("--runs") ?? "7");
var only = Argument("--only") ?? "";
if (Argument("--threads") is { } threads)
{
    torch.set_num_threads(int.Parse(threads));
}

var scenarios = Scenarios.All.Where(scenario => scenario.Name.Contains(only, StringComparison.Ordinal)).ToArray();
Console.WriteLine($"torch {torch.__version__}, {torch.get_num_threads()} threads, median of {runs} runs");
Console.WriteLine($"{"scenario",-48} {"median ms",9} {"least ms",9} {"cpu ms",9}");
var process = Process.GetCurrentProcess();
var prepared = scenarios.Select(static scenario => scenario.Prepare()).ToArray();
var times = scenarios.Select(static _ => new List<(double Wall, double Cpu)>()).ToArray();
for (var run = -1; run < runs; run++)
{
    for (var i = 0; i < prepared.Length; i++)
    {
        process.Refresh();
        var (watch, cpu) = (Stopwatch.StartNew(), process.TotalProcessorTime);
        prepared[i].Run();
        process.Refresh();
        if (run >= 0) // the first is to warm up
        {
            var steps = prepared[i].Steps;
            times[i].Add((watch.Elapsed.TotalMilliseconds / steps, (process.TotalProcessorTime - cpu).TotalMilliseconds / steps));
        }
    }
}

for (var i = 0; i < prepared.Length; i++)
{
    var wall = times[i].Select(static time => time.Wall).Order().ToArray();
    var cpu = times[i].Select(static time => time.Cpu).Order().ToArray();
    Console.WriteLine($"{scenarios[i].Name,-48} {wall[runs / 2],9:0.0} {wall[0],9:0.0} {cpu[runs / 2],9:0.0}");
    prepared[i].Dispose();
}

string? Argument(string name) => Array.IndexOf(args, name) is >= 0 and var at && at + 1 < args.Length ? args[at + 1] : null;
