namespace GsFramework.Host.Runs;

/// <summary>A machine as far as times and the last digits of a run depend on it. What was not noted is null.</summary>
/// <param name="Processor">Its name.</param>
/// <param name="Threads">Threads of libtorch.</param>
/// <param name="Arithmetic">In a few words: <c>repaired, AVX512</c>.</param>
/// <param name="OneDnn">The version of oneDNN.</param>
/// <param name="Device">Where tensors are.</param>
internal sealed record ComputedOn(string? Processor, int? Threads, string? Arithmetic, string? OneDnn, string? Device)
{
    /// <summary>Those of a run in their order, each once.</summary>
    public static IReadOnlyList<ComputedOn> Of(RunOrigin? origin) =>
        [
            .. (origin?.Machines ?? [])
                .Select(static machine => new ComputedOn(
                    machine.Cpu,
                    machine.Threads,
                    machine.Arithmetic?.Words,
                    machine.Arithmetic?.OneDnn,
                    machine.Device
                ))
                .Distinct(),
        ];
}
