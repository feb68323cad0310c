namespace GsFramework.Tests.Host.Pipeline;

/// <summary>Tests of whole command lines run alone: some of them set the threads of libtorch.</summary>
[CollectionDefinition(nameof(WholeRuns), DisableParallelization = true)]
public class WholeRuns;
