using GsFramework.Core.Interchange;
using GsFramework.Core.Processes;
using GsFramework.Host.Planning;
using GsFramework.Host.Runs;
using GsFramework.Host.Teaching;

namespace GsFramework.Host.Commands;

/// <summary><c>gs compress CONFIG --plan</c>: what the run would take, before it is begun.</summary>
internal static class PlanVerb
{
    public static void Compress(RunArguments arguments, VerbContext context)
    {
        var clock = new RunClock();
        using var session = RunSession.Open(
            arguments.Configuration with
            {
                Compresses = true,
            },
            arguments.Out,
            arguments.Smoke,
            context,
            DryRun.OfCompression
        );
        session.FitImages(Verbs.GeneratorOfCompression);

        // Its steps are those of the run.
        session.ChoosePrecision(isTeacher: false);
        var forecast = CompressionForecast.Of(session.Run, clock);
        if (arguments.Json)
        {
            context.Terminal.Output.WriteLine(RecordJson.Text(forecast).TrimEnd());
            return;
        }

        context.Terminal.WriteText(ForecastText.Page(forecast), indent: 4);
    }
}
