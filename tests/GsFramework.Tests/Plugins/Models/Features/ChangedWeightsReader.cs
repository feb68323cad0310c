using GsFramework.Core.Interchange;
using GsFramework.Parts;

namespace GsFramework.Tests.Plugins.Models.Features;

/// <summary>Reads a file and gives out something else than what it holds.</summary>
internal sealed class ChangedWeightsReader(Func<WeightsFile, WeightsFile> change) : IWeightsReader
{
    public WeightsFile Read(string path, string? key = null) => change(new WeightsReader().Read(path));
}
