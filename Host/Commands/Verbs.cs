namespace GsFramework.Host.Commands;

/// <summary>What the verbs do, behind the command line.</summary>
internal static class Verbs
{
    public static void Compress(RunArguments arguments, VerbContext context) => throw new NotImplementedException();

    public static void Resume(ResumeArguments arguments, VerbContext context) => throw new NotImplementedException();

    public static void Teacher(RunArguments arguments, VerbContext context) => throw new NotImplementedException();

    public static void Evaluate(EvaluateArguments arguments, VerbContext context) => throw new NotImplementedException();

    public static void Cost(CostArguments arguments, VerbContext context) => throw new NotImplementedException();

    public static void Translate(TranslateArguments arguments, VerbContext context) => throw new NotImplementedException();
}
