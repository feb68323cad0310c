namespace GsFramework.Tests.Conformance;

/// <summary>
/// Tests that train in the kit, while no other test runs: TorchSharp does not keep numbers such as the 2 in <c>2 * tensor</c>
/// alive over the native call (dotnet/TorchSharp#1434), and a collection that another thread sets off in that moment frees them. In a run
/// of the program that cannot happen (<c>CollectionPause</c>).
/// </summary>
[CollectionDefinition(nameof(KitRuns), DisableParallelization = true)]
public sealed class KitRuns;
