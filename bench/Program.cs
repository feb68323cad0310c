using GsFramework.Bench;
using GsFramework.Bench.Limits;
using GsFramework.Bench.Memory;
using GsFramework.Bench.Planning;
using GsFramework.Bench.Scaling;
using GsFramework.Bench.Steps;
using GsFramework.Bench.Waiting;
using GsFramework.Bench.Whole;
using GsFramework.Core.Arithmetic;
using GsFramework.Core.Configuration;
using GsFramework.Core.Processes;
using Serilog.Core;

// Prints the median time of each scenario. They take turns, so that a busy moment of the machine hits all of them.
//   dotnet run --project bench -c Release [-- --runs N --threads N --only TEXT]
// … --arithmetics: each scenario under native, repaired and reference arithmetic, in turn, and the time of the
// self-test
//   … --parts: each part of a step, for several sizes; --reference: in turn with the step of the GAN Slimming code;
//   --shape WIDTH,BLOCKS,SIDE,BATCH: one size in the place of the usual ones
//   --steps 'fp32;8 bit': these kinds of step only
//   --out FOLDER: writes steps.json and the tables of README.md there
// … --roofline: what libtorch reaches at most, and what each convolution of a step reaches; --out as above
// … --scaling: time and memory of a step against width, size and batch; --out as above
// … --waiting: steps alone and two at once against how long a waiting thread stays awake; --out as above
// … --memory [--steps N]: the memory of N updates of slimming while channels leave; --out as above
// … --whole [--seeds 1,2,3] [--ways program,reference] [--set K=V]: slims to 10 times fewer operations and
//   fine-tunes, as the program does and with every shortcut off; --out as above
//   … --start FOLDER: time and memory until the images of a folder are ready
//   … --plan [N]: how long comparisons of few and of N runs are planned, and their state is asked for
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

if (args.Contains(PlanTimes.Option))
{
    var many = int.TryParse(Argument(PlanTimes.Option), out var number) ? number : 1000;
    PlanTimes.Measure(many, int.Parse(Argument("--runs") ?? "5"));
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
ProcessSettings.Apply();
Devices.Open(DeviceChoice.Cpu, threads, bfloat16: true, Logger.None);
if (args.Contains(Worker.Option))
{
    Worker.Obey(scenarios);
    return;
}

if (args.Contains("--parts") || args.Contains("--reference"))
{
    var (only, shape, steps) = (Argument("--only") ?? "", Argument("--shape"), Argument("--steps"));
    StepCommand.Run(args, only, shape, steps, runs, Argument("--out"));
    return;
}

if (ScalingChild.Obey(args, runs) || WholeCommand.Obey(args))
{
    return;
}

if (args.Contains("--whole"))
{
    var seeds = (Argument("--seeds") ?? "1,2,3").Split(',').Select(int.Parse).ToArray();
    var ways = (Argument("--ways") ?? $"{WholeChild.Program},{WholeChild.Reference}").Split(',');
    string[] sets = [.. args.Where((_, at) => at > 0 && args[at - 1] == "--set")];
    WholeCommand.Run(args, seeds, ways, sets, Argument("--out"));
    return;
}

if (args.Contains("--scaling"))
{
    ScalingCommand.Run(args, runs, threads, Argument("--out"));
    return;
}

if (args.Contains("--memory"))
{
    MemoryCommand.Run(args, int.Parse(Argument("--steps") ?? "2000"), Argument("--out"));
    return;
}

if (args.Contains("--waiting"))
{
    WaitingCommand.Run(args, runs, Argument("--out"));
    return;
}

if (args.Contains("--roofline"))
{
    LimitCommand.Run(args, runs, Argument("--out"));
    return;
}

Turns.Print(scenarios, runs);

string? Argument(string name) =>
    Array.IndexOf(args, name) is >= 0 and var at && at + 1 < args.Length ? args[at + 1] : null;
