namespace GsFramework.Host.Runs;

/// <summary>The names of phases, in <c>state.json</c>, in <c>metrics.csv</c> and on the command line.</summary>
internal static class PhaseName
{
    public const string Slim = "slim";
    public const string Extract = "extract";
    public const string FineTune = "finetune";
    public const string Evaluate = "evaluate";
    public const string Export = "export";
    public const string Latency = "latency";
    public const string Report = "report";

    /// <summary>The rounds of a method that replaces slimming.</summary>
    public const string Search = "search";

    /// <summary>The training of a teacher.</summary>
    public const string Teacher = "teacher";
}
