namespace GsFramework.Tests;

/// <summary>Tests that change variables of the environment run without others beside them.</summary>
[CollectionDefinition(nameof(OwnEnvironment), DisableParallelization = true)]
public class OwnEnvironment;
