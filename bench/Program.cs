using GsFramework.Bench;
using GsFramework.Bench.Steps;
using GsFramework.Core.Arithmetic;
using GsFramework.Core.Configuration;
using GsFramework.Core.Processes;
using Serilog.Core;

// Prints the median time of each scenario. They take turns, so that a busy moment of the machine hits all of them.
//   dotnet run --project bench -c Release [-- --runs N --threads N --only TEXT]
// … --arithmetics: each scenario under native, repaired and reference arithmetic, in turn, and the time of the
// self-test
//   … --parts: each part of a step, for several sizes; --reference: in turn with the step of the GAN Slimming code;
//   --out FOLDER: writes steps.json and the tables of README.md there
//   … --start FOLDER: time and memory until the images of a folder are ready
//   … --large MODEL: time and memory of large images in one piece and in bands
if (LargeImage.Obey(args))
{
    return;
}

if (Argument(LargeImage.Option) is { } model)
{
    LargeImage.Measure(model);
    return;
}

if (Argument("--start") is { } folder)
{
    StartUp.Measure(folder, int.Parse(Argument("--size") ?? "64"), int.Parse(Argument("--cache") ?? "1024"));
    return;
}

var runs = int.Parse(Argument("--runs") ?? "7");
var threads = int.Parse(Argument("--threads") ?? "0");
var scenarios = Scenarios
    .All.Where(scenario => scenario.Name.Contains(Argument("--only") ?? "", StringComparison.Ordinal))
    .ToArray();
if (args.Contains("--arithmetics"))
{
    ArithmeticTurns.Print(scenarios, runs, threads);
    return;
}

// As the program starts.
NativeMemory.KeepFreed();
Devices.Open(DeviceChoice.Cpu, threads, bfloat16: true, Logger.None);
if (args.Contains(Worker.Option))
{
    Worker.Obey(scenarios);
    return;
}

if (args.Contains("--parts") || args.Contains("--reference"))
{
    StepCommand.Run(args, Argument("--only") ?? "", runs, Argument("--out"));
    return;
}

Turns.Print(scenarios, runs);

string? Argument(string name) =>
    Array.IndexOf(args, name) is >= 0 and var at && at + 1 < args.Length ? args[at + 1] : null;
