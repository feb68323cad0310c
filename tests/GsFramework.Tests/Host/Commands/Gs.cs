using System.Text;
using GsFramework.Host.Commands;
using GsFramework.Host.Logging;

namespace GsFramework.Tests.Host.Commands;

/// <summary>The program in this process, with streams of its own.</summary>
internal sealed class Gs
{
    private readonly StringWriter _output = new(new StringBuilder());
    private readonly StringWriter _error = new(new StringBuilder());

    public int ExitCode { get; private set; }

    public string Output => _output.ToString();

    public string Error => _error.ToString();

    /// <summary>Runs a command line.</summary>
    public static Gs Run(params string[] arguments)
    {
        var gs = new Gs();
        gs.ExitCode = gs.Application(CancellationToken.None).Run(arguments);
        return gs;
    }

    /// <summary>Runs a verb as the command line would.</summary>
    public static Gs Execute(Action<VerbContext> verb, CancellationToken cancellation = default)
    {
        var gs = new Gs();
        gs.ExitCode = gs.Application(cancellation).Execute(verb);
        return gs;
    }

    private Application Application(CancellationToken cancellation) => new(new Terminal(_output, _error, isLive: false), cancellation);
}
