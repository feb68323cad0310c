using GsFramework.Core.Processes;
using GsFramework.Tests.Host;

namespace GsFramework.Tests.Core.Processes;

/// <summary>The program's name in commands that the user is told to type.</summary>
public sealed class ProgramNameTests : IDisposable
{
    private readonly Folder _folder = new();

    public ProgramNameTests()
    {
        Directory.CreateDirectory(_folder["bin"]);
        File.WriteAllText(_folder["bin", "dotnet"], "");
        File.WriteAllText(_folder["bin", "gs"], "");
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Who_starts_it_by_dotnet_run_goes_on_so() =>
        Assert.Equal(
            "dotnet run --project '../my sources/Host' -c Release --",
            Name(
                [
                    _folder["bin", "dotnet"],
                    "run",
                    "--project",
                    "../my sources/Host",
                    "-c",
                    "Release",
                    "--",
                    "cost",
                    "a b",
                ],
                "/src/Host/bin/gs",
                ["/src/Host/bin/gs.dll", "cost", "a b"]
            )
        );

    [Fact]
    public void Who_starts_the_programs_file_is_given_its_path_from_where_he_is()
    {
        Assert.Equal(
            "Host/bin/gs",
            Name(["bash"], _folder["Host", "bin", "gs"], [_folder["Host", "bin", "gs.dll"], "cost"])
        );
        Assert.Equal("./gs", Name([], _folder["gs"], [_folder["gs.dll"], "cost"]));
    }

    [Fact]
    public void A_program_that_the_shell_finds_needs_no_path() =>
        Assert.Equal("gs", Name(["bash"], _folder["bin", "gs"], [_folder["bin", "gs.dll"]]));

    [Fact]
    public void Who_starts_the_assembly_by_dotnet_is_given_both() =>
        Assert.Equal(
            "dotnet Host/bin/gs.dll",
            Name(["bash", "-c", "dotnet"], _folder["bin", "dotnet"], ["Host/bin/gs.dll", "cost"])
        );

    [Fact]
    public void A_parent_that_ran_something_else_is_not_repeated() =>
        Assert.Equal(
            "Host/gs",
            Name(
                [_folder["bin", "dotnet"], "run", "build.cs"],
                _folder["Host", "gs"],
                [_folder["Host", "gs.dll"], "cost"]
            )
        );

    private string Name(string[] parent, string process, string[] arguments) =>
        ProgramName.Of(parent, process, arguments, _folder.Path, _folder["bin"]);
}
