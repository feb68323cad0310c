using System.Diagnostics;
using System.Runtime.InteropServices;

namespace GsFramework.Tests.Host.Commands;

/// <summary>What shells complete, in a bash that is given the script and a line as when TAB is pressed at its
/// end.</summary>
public class CompletionTests
{
    // What bash sets before it calls the function that 'complete' has registered.
    private const string Press = """
        read -ra COMP_WORDS <<<"$LINE"
        [[ $LINE == *' ' ]] && COMP_WORDS+=('')
        COMP_CWORD=$((${#COMP_WORDS[@]} - 1)) COMP_LINE=$LINE COMP_POINT=${#LINE}
        registered=$(complete -p gs)
        [[ $registered =~ -F\ ([^ ]+) ]] && ${BASH_REMATCH[1]} gs "${COMP_WORDS[COMP_CWORD]}"
        echo "${COMPREPLY[*]}"
        """;

    [Theory]
    [InlineData("gs comp", "compare compare-task completion compress")]
    [InlineData("gs plugins ", "list lock show")]
    [InlineData("gs compress --s", "--set --smoke")]
    [InlineData("gs compress 'a b.json' --sm", "--smoke")]
    [InlineData("gs evaluate MODEL CONFIG --split ", "test validation")]
    [InlineData("gs export MODEL --format onnx-i", "onnx-int8")]
    [InlineData("gs completion ", "bash fish pwsh zsh")]
    [InlineData("gs config init --recipe ", "animegan cartoongan esrgan facades horse2zebra onnx summer2winter")]
    public void Bash_completes_verbs_options_and_values(string line, string expected) =>
        Assert.Equal(expected, Complete(line));

    [Theory]
    [InlineData("gs compress ")]
    [InlineData("gs compress CONFIG --out ")]
    [InlineData("gs export MODEL --format=on")] // to which the parser has no answer
    public void Where_the_program_knows_nothing_bash_offers_files(string line) => Assert.Equal("", Complete(line));

    [Theory]
    [InlineData("bash", "complete -o default -F _gs gs")]
    [InlineData("zsh", "compdef _gs gs")]
    [InlineData("fish", "complete -c gs ")]
    [InlineData("pwsh", "Register-ArgumentCompleter ")]
    public void Each_shell_has_a_script(string shell, string registration)
    {
        var gs = Gs.Run("completion", shell);

        Assert.Equal(0, gs.ExitCode);
        Assert.Contains(registration, gs.Output, StringComparison.Ordinal);
        Assert.Contains("[suggest:", gs.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Another_shell_is_refused_with_those_that_there_are()
    {
        var gs = Gs.Run("completion", "csh");

        Assert.Equal(2, gs.ExitCode);
        Assert.Equal("error: There is no completion for 'csh'. Give one of bash, zsh, fish, pwsh.\n", gs.Error);
    }

    private static string Complete(string line)
    {
        var program = Path.Combine(AppContext.BaseDirectory, "gs.dll");
        var dotnet = Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "..", "..", "..", "dotnet");
        var start = new ProcessStartInfo(
            "bash",
            ["-c", $"gs() {{ '{dotnet}' '{program}' \"$@\"; }}\nsource <(gs completion bash)\n{Press}"]
        )
        {
            RedirectStandardError = true,
            RedirectStandardOutput = true,
            Environment = { ["LINE"] = line },
        };
        using var process = Process.Start(start)!;
        var (output, error) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        process.WaitForExit();
        Assert.Equal("", error.Result);
        return output.Result.TrimEnd('\n');
    }
}
