using System.CommandLine;
using GsFramework.Core.Processes;

namespace GsFramework.Screens;

/// <summary>What is to be photographed.</summary>
/// <param name="Out">The folder for the photographs.</param>
/// <param name="Run">A run directory; null for one of a few updates.</param>
/// <param name="Comparison">The directory of a comparison; null for one of a few updates.</param>
/// <param name="Only">Names of pages; all of them where there are none.</param>
/// <param name="Pictures">A folder for the pictures of the documentation, which are taken instead; or null.</param>
/// <param name="Rounds">How often networks are timed in the demonstration instead; or null.</param>
internal sealed record ScreensOptions(
    string Out,
    string? Run,
    string? Comparison,
    IReadOnlyList<string> Only,
    string? Pictures,
    int? Rounds
)
{
    // What the page takes, and what it needs for a comparison.
    private const int MinRounds = 5;
    private const int MaxRounds = 1000;

    /// <summary>Reads a command line and does what it asks for.</summary>
    /// <returns>The exit code.</returns>
    public static int Parse(string[] arguments, Func<ScreensOptions, Task<int>> run)
    {
        var outFolder = new Option<string>("--out")
        {
            HelpName = "DIR",
            Description = "The folder for the photographs.",
            DefaultValueFactory = _ => Path.Combine("artifacts", "screens"),
        };
        var finished = new Option<string?>("--run")
        {
            HelpName = "DIR",
            Description = "A finished run; one of a few updates is made when this is not given.",
        };
        var comparison = new Option<string?>("--comparison")
        {
            HelpName = "DIR",
            Description = "A finished comparison; one of a few updates is made when this is not given.",
        };
        var only = new Option<string>("--only") { HelpName = "NAME[,NAME]", Description = "Only these pages." };
        var pictures = new Option<string?>("--pictures")
        {
            HelpName = "DIR",
            Description = "Only write the pictures of the documentation there, those of --run.",
        };
        var rounds = new Option<int?>("--times")
        {
            HelpName = "ROUNDS",
            Description = "Only time the teacher and the exported files of --run in the demonstration.",
        };
        rounds.Validators.Add(static result =>
        {
            if (result.GetValueOrDefault<int?>() is < MinRounds or > MaxRounds)
            {
                result.AddError($"--times takes {MinRounds} to {MaxRounds} rounds.");
            }
        });
        var command = new RootCommand("Photographs the pages of the program, uses them, and says what is wrong.")
        {
            outFolder,
            finished,
            comparison,
            only,
            pictures,
            rounds,
        };
        command.SetAction(
            (line, _) =>
                run(
                    new ScreensOptions(
                        line.GetValue(outFolder)!,
                        line.GetValue(finished),
                        line.GetValue(comparison),
                        line.GetValue(only)?.Split(',', StringSplitOptions.RemoveEmptyEntries) ?? [],
                        line.GetValue(pictures),
                        line.GetValue(rounds)
                    )
                )
        );
        var parsed = command.Parse(arguments);
        foreach (var error in parsed.Errors)
        {
            Console.Error.WriteLine($"error: {error.Message}");
        }

        return parsed.Errors.Count > 0 ? ExitCode.WrongInput : parsed.Invoke();
    }
}
