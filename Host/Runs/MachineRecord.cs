using System.Runtime.InteropServices;
using System.Text.Json.Serialization;
using GsFramework.Core.Arithmetic;
using GsFramework.Core.Arithmetic.Native;
using TorchSharp;

namespace GsFramework.Host.Runs;

/// <summary>A machine, without its name. What was not noted is null.</summary>
internal sealed record MachineRecord
{
    // What rounding depends on.
    private static readonly (string Name, Func<MachineRecord, string?> Of)[] _facts =
    [
        ("arithmetic", static machine => machine.Arithmetic?.Kind),
        ("instructions", static machine => machine.Arithmetic?.CpuCapability),
        ("oneDNN", static machine => machine.Arithmetic?.OneDnn),
        ("processor", static machine => machine.Cpu),
        ("threads", static machine => $"{machine.Threads}"),
        ("device", static machine => machine.Device),
    ];

    public string? Os { get; init; }

    public string? Architecture { get; init; }

    /// <summary>The processor's name.</summary>
    public string? Cpu { get; init; }

    public int? Cores { get; init; }

    /// <summary>Threads of libtorch.</summary>
    public int? Threads { get; init; }

    public string? Device { get; init; }

    public ArithmeticRecord? Arithmetic { get; init; }

    /// <summary>When the run continued there; null for the machine on which it began.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public DateTime? Since { get; init; }

    /// <summary>This machine.</summary>
    public static MachineRecord Now(torch.Device device) =>
        new()
        {
            Os = RuntimeInformation.OSDescription,
            Architecture = RuntimeInformation.ProcessArchitecture.ToString(),
            Cpu = Processor.Name,
            Cores = Environment.ProcessorCount,
            Threads = torch.get_num_threads(),
            Device = device.ToString(),
            Arithmetic = ArithmeticRecord.Now(),
        };

    /// <summary>What is not the same on another machine and may change rounding: <c>threads 2 -> 4</c>. What one of
    /// them lacks is not compared.</summary>
    public IEnumerable<string> Changes(MachineRecord now) =>
        from fact in _facts
        let then = fact.Of(this)
        let today = fact.Of(now)
        where !string.IsNullOrEmpty(then) && !string.IsNullOrEmpty(today) && then != today
        select $"{fact.Name} {then} -> {today}";
}
