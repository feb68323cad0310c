using System.Runtime.Intrinsics.X86;
using GsFramework.Host.Diagnosis;

namespace GsFramework.Tests.Host.Diagnosis;

/// <summary>What the smaller probes make of machines that are not this one.</summary>
public sealed class SectionTests : IDisposable
{
    private readonly Folder _root = new();

    public void Dispose() => _root.Dispose();

    [Fact]
    public void The_least_limit_on_the_way_to_the_root_counts_in_version_2()
    {
        Write("0::/slice/box\n", "proc", "self", "cgroup");
        Write("max\n", "sys", "fs", "cgroup", "slice", "box", "memory.max");
        Write("2147483648\n", "sys", "fs", "cgroup", "slice", "memory.max");
        Write("150000 100000\n", "sys", "fs", "cgroup", "slice", "box", "cpu.max");
        Write("max 100000\n", "sys", "fs", "cgroup", "slice", "cpu.max");

        Assert.Equal(new ControlGroup(2L << 30, 1.5), ControlGroup.Read(_root.Path));
    }

    [Fact]
    public void Each_controller_has_its_own_tree_in_version_1()
    {
        Write("3:cpu,cpuacct:/box\n2:memory:/box\n", "proc", "self", "cgroup");
        Write("1073741824\n", "sys", "fs", "cgroup", "memory", "box", "memory.limit_in_bytes");
        Write("9223372036854771712\n", "sys", "fs", "cgroup", "memory", "memory.limit_in_bytes");
        Write("50000\n", "sys", "fs", "cgroup", "cpu,cpuacct", "box", "cpu.cfs_quota_us");
        Write("100000\n", "sys", "fs", "cgroup", "cpu,cpuacct", "box", "cpu.cfs_period_us");
        Write("-1\n", "sys", "fs", "cgroup", "cpu,cpuacct", "cpu.cfs_quota_us");

        Assert.Equal(new ControlGroup(1L << 30, 0.5), ControlGroup.Read(_root.Path));
    }

    [Fact]
    public void Where_there_are_no_control_groups_there_is_no_limit() =>
        Assert.Equal(new ControlGroup(null, null), ControlGroup.Read(_root.Path));

    [Fact]
    public void A_folder_that_cannot_be_written_is_a_fault()
    {
        var disk = DiskSection.Probe(_root["nowhere"]);

        Assert.False(disk.Writable);
        Assert.Equal(FindingLevel.Fault, Assert.Single(disk.Findings).Level);
    }

    [Theory]
    [InlineData(0L, "No space left on device.", "full: 0 MB are free")]
    [InlineData(8L << 30, "Permission denied.", "cannot be written: Permission denied.")]
    [InlineData(50L << 20, null, "50 MB are free")]
    public void A_full_disk_is_not_taken_for_a_folder_of_somebody_else(long free, string? fault, string text)
    {
        var finding = DiskSection.Judge(free, fault);

        Assert.Equal(FindingLevel.Fault, finding.Level);
        Assert.Contains(text, finding.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void A_plugin_folder_that_is_missing_hides_nothing_of_the_others()
    {
        Directory.CreateDirectory(_root["empty", "Broken"]);
        File.WriteAllText(_root["file"], "");

        var section = PluginsSection.Probe([_root["nowhere"], _root["empty"], _root["file"]]);

        Assert.Contains(section.Findings, finding =>
            finding.Text.Contains("nowhere", StringComparison.Ordinal)
            && finding.Text.Contains("does not exist", StringComparison.Ordinal)
        );
        Assert.Contains(section.Findings, finding =>
            finding.Text.Contains("file' from --plugins is a file", StringComparison.Ordinal)
        );
        Assert.Contains(section.Findings, static finding =>
            finding.Text.Contains("Plugin Broken", StringComparison.Ordinal)
        );
        Assert.NotEmpty(section.Loaded);
    }

    [Theory]
    [InlineData("nonsense", false)]
    [InlineData("Reference", true)]
    public void An_arithmetic_that_does_not_exist_is_told_by_the_environment_too(string value, bool exists) =>
        Assert.Equal(
            exists ? FindingLevel.Ok : FindingLevel.Warning,
            Assert
                .Single(
                    EnvironmentSection
                        .Of(new Dictionary<string, string> { ["GSFRAMEWORK_ARITHMETIC"] = value })
                        .Findings
                )
                .Level
        );

    [Fact]
    public void Nothing_stays_in_a_folder_that_was_tried()
    {
        Assert.True(DiskSection.Probe(_root.Path).Writable);
        Assert.Empty(Directory.GetFileSystemEntries(_root.Path));
    }

    [Fact]
    public void Variables_that_matter_are_shown_and_secrets_withheld()
    {
        var section = EnvironmentSection.Of(
            new Dictionary<string, string>
            {
                ["OMP_NUM_THREADS"] = "1",
                ["DOTNET_STARTUP_HOOKS"] = "hook.dll",
                ["DOTNET_CLI_HOME"] = "x",
                ["PATH"] = "x",
                ["GS_API_TOKEN"] = "x",
            }
        );

        Assert.Equal(["DOTNET_STARTUP_HOOKS", "GS_API_TOKEN", "OMP_NUM_THREADS"], section.Variables.Keys);
        Assert.Equal("(withheld)", section.Variables["GS_API_TOKEN"]);
        var warning = Assert.Single(section.Findings);
        Assert.Equal(FindingLevel.Warning, warning.Level);
        Assert.StartsWith("DOTNET_STARTUP_HOOKS ", warning.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void Paths_are_cut_to_what_is_not_personal()
    {
        var home = Environment.GetFolderPath(Environment.SpecialFolder.UserProfile);

        Assert.Equal(
            "the folder './runs' is",
            Discreet.Text($"the folder '{Path.Combine(Environment.CurrentDirectory, "runs")}' is")
        );
        Assert.Equal("in …/plugins/X.dll, twice", Discreet.Text("in /data/somebody/plugins/X.dll, twice"));
        Assert.Equal("/proc/self/maps", Discreet.Text("/proc/self/maps"));
        Assert.DoesNotContain(
            $"{home}/",
            Discreet.Text($"{home}/plugins and {home}2/plugins"),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void What_dotnet_uses_of_the_processor_is_what_the_processor_says()
    {
        var features = CpuId.Features();

        Assert.Equal(
            (Avx2.IsSupported, Avx512F.IsSupported),
            (Avx2.IsSupported && features.Contains("avx2"), Avx512F.IsSupported && features.Contains("avx512f"))
        );
    }

    private void Write(string text, params string[] path)
    {
        var file = _root[path];
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        File.WriteAllText(file, text);
    }
}
