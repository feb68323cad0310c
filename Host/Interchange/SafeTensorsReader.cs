using GsFramework.Parts;

namespace GsFramework.Host.Interchange;

/// <summary>What parts of plugins read weight files with.</summary>
internal sealed class SafeTensorsReader : IWeightsReader
{
    public WeightsFile Read(string path) => SafeTensors.Read(path);
}
