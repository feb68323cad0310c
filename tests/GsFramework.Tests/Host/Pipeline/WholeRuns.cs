namespace GsFramework.Tests.Host.Pipeline;

/// <summary>Tests of whole command lines that depend on what the process has of its kind once, such as the plugin call
/// that is running: one after the other, beside the other tests.</summary>
[CollectionDefinition(nameof(WholeRuns))]
public class WholeRuns;
