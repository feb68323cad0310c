using System.Globalization;
using GsFramework.Core.Arithmetic;

namespace GsFramework.Host.Diagnosis;

/// <summary>The records of the probes as names and values for people. An empty value is not shown.</summary>
internal static class DoctorFacts
{
    public static IEnumerable<(string Name, string Value)> Of(ProgramSection section) =>
        [("version", section.Version), (".NET", section.DotNet), ("system", $"{section.Os}, {section.Architecture}")];

    public static IEnumerable<(string Name, string Value)> Of(ProcessorSection section) =>
        [
            ("name", section.Name),
            ("cores", Whole(section.Cores)),
            ("CPUID", Words(section.CpuIdFeatures)),
            (".NET uses", Words(section.DotNetFeatures)),
            ("caches, system", Caches(section.SystemCaches)),
            (
                "caches, CPUID",
                section.CpuIdCacheLeaf is { } leaf ? $"{Caches(section.CpuIdCaches)} (leaf {leaf})" : "none"
            ),
        ];

    public static IEnumerable<(string Name, string Value)> Of(LibTorchSection section) =>
        [
            ("libtorch", section.Version ?? "none"),
            ("TorchSharp", section.TorchSharp),
            ("oneDNN", section.OneDnn),
            ("instructions", section.CpuCapability),
            ("built with", string.Join('\n', Parts(section).Select(static line => line.TrimStart('-', ' ')))),
            ("CUDA devices", Whole(section.CudaDevices)),
        ];

    public static IEnumerable<(string Name, string Value)> Of(ArithmeticSection section) =>
        [
            (
                "caches, oneDNN",
                section.OneDnnCaches is { } sizes ? Caches([.. sizes])
                : section.Steps.Count > 0 ? "not found"
                : ""
            ),
            (
                "repaired",
                section.RepairedOneDnnCaches is { } repaired && !repaired.SequenceEqual(section.OneDnnCaches ?? [])
                    ? Caches([.. repaired])
                    : ""
            ),
            (TrustedArithmetic.Variable, section.Forced ?? ""),
            .. section
                .Steps.Where(static step => step.Unavailable is not null)
                .Select(static step => ($"not {ArithmeticState.NameOf(step.Kind)}", step.Unavailable!)),
        ];

    public static IEnumerable<(string Name, string Value)> Of(OnnxRuntimeSection section) =>
        [
            ("version", section.Version ?? "none"),
            ("providers", Words(section.Providers)),
            .. section.Files.Select(static file => (file.File, $"{file.Wrong} of {file.Values} values wrong")),
        ];

    public static IEnumerable<(string Name, string Value)> Of(MemorySection section) =>
        [
            ("total", Bytes(section.TotalBytes)),
            ("available", Bytes(section.AvailableBytes)),
            ("control group", section.ControlGroupBytes is { } limit ? Bytes(limit) : "no limit"),
        ];

    public static IEnumerable<(string Name, string Value)> Of(DiskSection section) =>
        [
            ("free", section.FreeBytes is { } free ? Bytes(free) : "not known"),
            ("can be written", section.Writable ? "yes" : "no"),
        ];

    public static IEnumerable<(string Name, string Value)> Of(ThreadsSection section) =>
        [
            ("cores", Whole(section.Cores)),
            ("affinity", section.Affinity ?? "not known"),
            (
                "control group",
                section.ControlGroupCores is { } cores ? cores.ToString("G3", CultureInfo.InvariantCulture) : "no limit"
            ),
            ("load", section.LoadAverage?.ToString("F1", CultureInfo.InvariantCulture) ?? ""),
        ];

    public static IEnumerable<(string Name, string Value)> Of(EnvironmentSection section) =>
        section.Variables.Select(static variable =>
            (variable.Key, variable.Value.Length > 0 ? variable.Value : "(empty)")
        );

    public static IEnumerable<(string Name, string Value)> Of(PluginsSection section) =>
        [
            .. section.Folders.Select(static folder => ("folder", folder)),
            .. section.Loaded.Select(static plugin =>
                (plugin.Name, $"{plugin.Version}, {plugin.Parts} {(plugin.Parts == 1 ? "part" : "parts")}")
            ),
        ];

    // Without what is told above, and the compiler's options; the JSON has every line.
    private static IEnumerable<string> Parts(LibTorchSection section) =>
        section.Configuration.Where(line =>
            line.StartsWith('-')
            && !line.StartsWith("- Build settings", StringComparison.Ordinal)
            && !line.EndsWith(section.OneDnn, StringComparison.Ordinal)
            && !line.EndsWith($" {section.CpuCapability}", StringComparison.Ordinal)
        );

    private static string Words(IReadOnlyList<string> words) => words.Count > 0 ? string.Join(' ', words) : "none";

    private static string Whole(long number) => number.ToString(CultureInfo.InvariantCulture);

    private static string Caches(IReadOnlyList<long> sizes) =>
        sizes.Count == 0
            ? "none"
            : string.Join(", ", sizes.Select(static (size, index) => $"L{index + 1} {CacheSize(size)}"));

    private static string CacheSize(long size) =>
        size < 1 << 10 ? $"{size} B"
        : size < 1 << 20 ? $"{size >> 10} KB"
        : $"{size / (double)(1 << 20):0.##} MB";

    private static string Bytes(long bytes) =>
        string.Create(CultureInfo.InvariantCulture, $"{bytes / (double)(1 << 30):0.0} GB");
}
