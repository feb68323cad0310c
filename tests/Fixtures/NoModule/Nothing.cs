namespace Fixtures.NoModule;

public sealed class Nothing : GsFramework.Parts.IValidatesOptions
{
    public IEnumerable<(string Property, string Message)> Faults() => [];
}
