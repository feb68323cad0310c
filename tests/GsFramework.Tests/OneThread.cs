using System.Runtime.CompilerServices;
using TorchSharp;

namespace GsFramework.Tests;

/// <summary>Tests run side by side, so libtorch gets one thread each; results then do not depend on the machine either.</summary>
internal static class OneThread
{
    [ModuleInitializer]
    internal static void Set() => torch.set_num_threads(1);
}
