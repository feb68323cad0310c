namespace GsFramework.Host.Diagnosis;

/// <summary>Examines the machine. What fails becomes a finding; nothing is thrown.</summary>
internal static class Doctor
{
    /// <summary>Runs all probes. libtorch is left in the slowest of its ways of computing: nothing else is to be
    /// computed then.</summary>
    /// <param name="pluginFolders">Folders of plugins from the command line.</param>
    public static DoctorReport Examine(IReadOnlyList<string> pluginFolders)
    {
        var environment = Safely(EnvironmentSection.Probe, static fault => new EnvironmentSection(
            new Dictionary<string, string>(),
            [fault]
        ));
        var threads = Safely(ThreadsSection.Probe, static fault => new ThreadsSection(
            System.Environment.ProcessorCount,
            null,
            null,
            null,
            [fault]
        ));
        var libTorch = Safely(LibTorchSection.Probe, static fault => new LibTorchSection(
            "",
            null,
            "",
            "",
            [],
            0,
            [fault]
        ));
        return new DoctorReport(
            Safely(ProgramSection.Probe, static fault => new ProgramSection("", "", "", "", [fault])),
            Safely(ProcessorSection.Probe, static fault => new ProcessorSection(
                "",
                [],
                [],
                System.Environment.ProcessorCount,
                [],
                [],
                null,
                [fault]
            )),
            libTorch,
            libTorch.Version is null
                ? ArithmeticSection.Untested
                : Safely(ArithmeticSection.Probe, static fault =>
                    ArithmeticSection.Untested with
                    {
                        Findings = [fault],
                    }
                ),
            Safely(OnnxRuntimeSection.Probe, static fault => new OnnxRuntimeSection(null, [], [], [fault])),
            Safely(MemorySection.Probe, static fault => new MemorySection(0, 0, null, [fault])),
            Safely(
                static () => DiskSection.Probe(System.Environment.CurrentDirectory),
                static fault => new DiskSection(null, false, [fault])
            ),
            threads,
            environment,
            Safely(() => PluginsSection.Probe(pluginFolders), static fault => new PluginsSection([], [], [fault]))
        );
    }

    /// <summary>What a probe finds, or that it has failed.</summary>
    internal static T Safely<T>(Func<T> probe, Func<Finding, T> failed)
    {
        try
        {
            return probe();
        }
        catch (Exception fault)
        {
            var cause = fault.GetBaseException();
            return failed(
                Finding.Fault(
                    $"This could not be examined: {cause.GetType().Name}: {cause.Message.Split('\n')[0].Trim()}",
                    "Report this with all that is printed here."
                )
            );
        }
    }
}
