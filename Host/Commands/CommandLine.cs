using System.CommandLine;

namespace GsFramework.Host.Commands;

/// <summary>Runs a verb and turns its outcome into an exit code.</summary>
internal delegate int VerbRunner(Action<VerbContext> verb);

/// <summary>All verbs.</summary>
internal static class CommandLine
{
    /// <summary>The command line of the program.</summary>
    public static RootCommand Create(VerbRunner run)
    {
        var program = new RootCommand("GAN Slimming: makes image-to-image generators small.")
        {
            QuickstartCommand.Create(run),
            TrainingCommand.Compress(run),
            ResumeCommand.Create(run),
            VerifyCommand.Create(run),
            ReportCommand.Create(run),
            TrainingCommand.Teacher(run),
            CompareCommand.Create(run),
            SweepCommand.Create(run),
            CompareTaskCommand.Create(run),
            StatusCommand.Create(run),
            EvaluateCommand.Create(run),
            SensitivityCommand.Create(run),
            CostCommand.Create(run),
            TranslateCommand.Create(run),
            BenchmarkCommand.Create(run),
            BenchmarkMemoryCommand.Create(run),
            ImportCommand.Create(run),
            ExportCommand.Create(run),
            DemoCommand.Create(run),
            PluginsCommand.Create(run),
            ConfigCommand.Create(run),
            DoctorCommand.Create(run),
            CompletionCommand.Create(run),
            CommandsCommand.Create(run),
        };
        GroupedHelp.Use(program);
        return program;
    }
}
