namespace GsFramework.Tests.Host.Pipeline;

/// <summary>Tests of whole command lines run one after the other, beside the other tests.</summary>
[CollectionDefinition(nameof(WholeRuns))]
public class WholeRuns;
