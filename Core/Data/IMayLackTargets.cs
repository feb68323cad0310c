using GsFramework.Data;

namespace GsFramework.Core.Data;

/// <summary>A source that refuses to open training images of the target domain where there are none, and can tell so
/// before: not every run reads them.</summary>
internal interface IMayLackTargets
{
    /// <summary>True where there are none.</summary>
    /// <exception cref="UserException">A folder that was named is missing.</exception>
    bool LacksTargets { get; }
}
