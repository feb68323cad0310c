using System.CommandLine;

namespace GsFramework.Host.Commands;

/// <summary>The options that <c>compare</c> and <c>sweep</c> share: both plan runs and have them started.</summary>
/// <param name="what">What the folder holds: a comparison.</param>
/// <param name="runs">What is run side by side, as the first word of a sentence.</param>
/// <param name="planned">What <c>--plan</c> does.</param>
/// <param name="gathered">What <c>--gather</c> does.</param>
internal sealed class PlannedOptions(string what, string runs, string planned, string gathered)
{
    private readonly Option<string?> _output = new("--out", "-o")
    {
        HelpName = "DIR",
        Description = $"The {what}'s directory; runs/NAME when it is not given.",
    };

    private readonly Option<int> _jobs = CommonOptions.Jobs(runs);
    private readonly Option<string?> _launcher = CommonOptions.Launcher();
    private readonly Option<bool> _plan = new("--plan") { Description = planned };
    private readonly Option<bool> _gather = new("--gather") { Description = gathered };
    private readonly Option<bool> _retry = CommonOptions.Retry();
    private readonly Option<string[]> _sets = CommonOptions.Set();
    private readonly Option<string[]> _plugins = CommonOptions.Plugins();
    private readonly Option<bool> _accept = CommonOptions.AcceptPlugins();
    private readonly Option<bool> _smoke = CommonOptions.Smoke();
    private readonly Option<bool> _json = CommonOptions.Json();

    /// <summary>Adds them to a verb.</summary>
    public void AddTo(Command command)
    {
        Option[] all =
        [
            _output,
            _jobs,
            _launcher,
            _plan,
            _gather,
            _retry,
            _sets,
            _plugins,
            _accept,
            _smoke,
            _json,
        ];
        foreach (var option in all)
        {
            command.Add(option);
        }
    }

    /// <summary>Carries out what a command line asks for.</summary>
    /// <param name="line">The command line.</param>
    /// <param name="config">Its configuration or folder.</param>
    /// <param name="begin">Begins or continues.</param>
    /// <param name="gather">Gathers what is there; the second argument is true to hand over again what is
    /// left.</param>
    public void Run(
        ParseResult line,
        string config,
        Action<PlannedArguments> begin,
        Action<PlannedArguments, bool> gather
    )
    {
        if (line.GetValue(_retry) && !line.GetValue(_gather))
        {
            throw new UserException($"{_retry.Name} goes with {_gather.Name}, which the last job of a launch does.");
        }

        if (line.GetValue(_plan) && line.GetValue(_gather))
        {
            throw new UserException($"{_plan.Name} and {_gather.Name} exclude each other. Give one of them.");
        }

        var arguments = new PlannedArguments(
            new ConfigurationArguments(config, line.GetRequiredValue(_sets), line.GetRequiredValue(_plugins)),
            line.GetValue(_output),
            line.GetValue(_jobs),
            line.GetValue(_smoke),
            line.GetValue(_json)
        )
        {
            AcceptPlugins = line.GetValue(_accept),
            Launcher = line.GetValue(_launcher),
            Plan = line.GetValue(_plan),
        };
        if (line.GetValue(_gather))
        {
            gather(arguments, line.GetValue(_retry));
        }
        else
        {
            begin(arguments);
        }
    }
}
