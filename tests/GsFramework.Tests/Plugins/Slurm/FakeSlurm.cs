using GsFramework.Tests.Host;

namespace GsFramework.Tests.Plugins.Slurm;

/// <summary>Programs with the names of Slurm's that note what they are given. They come first in this process's search
/// path until this is disposed.</summary>
internal sealed class FakeSlurm : IDisposable
{
    /// <summary>Why an sbatch fails.</summary>
    public const string Reason = "Requested node configuration is not available";

    private const string SearchPath = "PATH";

    private readonly Folder _folder = new();
    private readonly string? _before = Environment.GetEnvironmentVariable(SearchPath);

    /// <param name="arraySize">Slurm's limit of an array.</param>
    /// <param name="refused">The number of the sbatch that fails, from 1; 0 for none.</param>
    public FakeSlurm(int arraySize = 1001, int refused = 0)
    {
        Program(
            "sbatch",
            $"""
            number=$(grep -c ^sbatch "$folder/calls")
            env >"$folder/environment"
            if [[ $number == {refused} ]]; then
                echo "sbatch: error: Batch job submission failed: {Reason}" >&2
                exit 1
            fi
            echo $((100 + number))
            """
        );
        Program("scontrol", $"echo 'MaxArraySize            = {arraySize}'");
        Program("scancel", "");
        Program("squeue", "cat \"$folder/queue\"");
        Queue = [];
        Environment.SetEnvironmentVariable(SearchPath, $"{_folder.Path}:{_before}");
    }

    /// <summary>The numbers of the jobs that squeue tells of.</summary>
    public IReadOnlyList<string> Queue
    {
        set => File.WriteAllLines(_folder["queue"], value);
    }

    /// <summary>The command lines of sbatch and scancel in their order.</summary>
    public IReadOnlyList<string> Calls =>
        [
            .. File.ReadLines(_folder["calls"])
                .Where(static line =>
                    line.StartsWith("sbatch", StringComparison.Ordinal)
                    || line.StartsWith("scancel", StringComparison.Ordinal)
                ),
        ];

    /// <summary>The variables that the last sbatch had.</summary>
    public IReadOnlyList<string> Variables => File.ReadAllLines(_folder["environment"]);

    public void Dispose()
    {
        Environment.SetEnvironmentVariable(SearchPath, _before);
        _folder.Dispose();
    }

    private void Program(string name, string body)
    {
        var path = _folder[name];
        File.WriteAllText(
            path,
            $"#!/bin/bash\nfolder='{_folder.Path}'\necho \"{name} $*\" >>\"$folder/calls\"\n{body}\n"
        );
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserExecute | UnixFileMode.UserWrite);
        }
    }
}
