using System.Runtime.CompilerServices;
using GsFramework.Core.Arithmetic;
using GsFramework.Core.Configuration;
using Serilog.Core;

namespace GsFramework.Tests;

/// <summary>
/// Tests run side by side, so libtorch gets one thread each; results then do not depend on the machine either. Where
/// convolutions are wrong, they are put right as in the program.
/// </summary>
internal static class LibTorchSetUp
{
    [ModuleInitializer]
    internal static void Set() => Devices.Open(DeviceChoice.Cpu, threads: 1, bfloat16: true, Logger.None);
}
