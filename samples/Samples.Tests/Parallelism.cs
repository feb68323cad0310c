// One test at a time: TorchSharp does not keep the 2 of 2 * tensor alive over its native call (dotnet/TorchSharp#1434), and garbage that
// another test leaves at that moment frees it.
[assembly: Xunit.v3.Parallelization(Mode = Xunit.Sdk.ParallelMode.None)]
