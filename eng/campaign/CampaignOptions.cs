using System.CommandLine;

namespace GsFramework.Campaign;

/// <summary>What the campaign was asked for.</summary>
/// <param name="Minutes">How long.</param>
/// <param name="Seed">What all chance follows from.</param>
/// <param name="Only">Names of kinds; all of them where there are none.</param>
/// <param name="Number">The only number to try, or null.</param>
/// <param name="Input">A file for the reader that is the only kind, or null.</param>
/// <param name="Guided">Whether damage is added to the files that reached new branches of the program.</param>
/// <param name="Json">The file for the table as JSON, or null.</param>
/// <param name="Markdown">The file for the table as Markdown, or null.</param>
/// <param name="Kept">The folder for what fails.</param>
/// <param name="Worker">The folder of a prepared campaign, in a process that reads damaged files for it.</param>
internal sealed record CampaignOptions(
    double Minutes,
    int Seed,
    IReadOnlyList<string> Only,
    int? Number,
    string? Input,
    bool Guided,
    string? Json,
    string? Markdown,
    string Kept,
    string? Worker
)
{
    /// <summary>Reads a command line and does what it asks for.</summary>
    /// <returns>The exit code.</returns>
    public static int Run(string[] arguments, Func<CampaignOptions, int> run)
    {
        var minutes = new Option<double>("--minutes") { Description = "How long.", DefaultValueFactory = _ => 10 };
        var seed = new Option<int>("--seed")
        {
            Description = "What all chance follows from.",
            DefaultValueFactory = _ => 1,
        };
        var only = new Option<string>("--only") { HelpName = "NAME[,NAME]", Description = "Only these kinds." };
        var number = new Option<int?>("--number") { Description = "Only this try of each kind." };
        var input = new Option<string?>("--input") { Description = "Only this file, for the one reader of --only." };
        var guided = new Option<bool>("--guided")
        {
            Description = "Only readers: damage the files further that reached new branches of the program.",
        };
        var json = new Option<string?>("--json") { HelpName = "FILE", Description = "Write the table as JSON." };
        var markdown = new Option<string?>("--markdown")
        {
            HelpName = "FILE",
            Description = "Write the table as Markdown.",
        };
        var kept = new Option<string>("--kept")
        {
            HelpName = "DIR",
            Description = "The folder for what fails.",
            DefaultValueFactory = _ => Path.Combine("artifacts", "campaign"),
        };
        var worker = new Option<string?>("--worker") { Hidden = true };
        var command = new RootCommand("Looks for input, moments and requests that the product does not bear.")
        {
            minutes,
            seed,
            only,
            number,
            input,
            guided,
            json,
            markdown,
            kept,
            worker,
        };
        command.SetAction(line =>
            run(
                new CampaignOptions(
                    line.GetValue(minutes),
                    line.GetValue(seed),
                    line.GetValue(only)?.Split(',', StringSplitOptions.RemoveEmptyEntries) ?? [],
                    line.GetValue(number),
                    line.GetValue(input),
                    line.GetValue(guided),
                    line.GetValue(json),
                    line.GetValue(markdown),
                    line.GetValue(kept)!,
                    line.GetValue(worker)
                )
            )
        );
        var parsed = command.Parse(arguments);
        foreach (var error in parsed.Errors)
        {
            Console.Error.WriteLine($"error: {error.Message}");
        }

        return parsed.Errors.Count > 0 ? Core.Processes.ExitCode.WrongInput : parsed.Invoke();
    }
}
