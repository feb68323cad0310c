using Autofac;

namespace Fixtures.TwoModules;

public sealed class FirstModule : Module, GsFramework.Parts.IValidatesOptions
{
    public IEnumerable<(string Property, string Message)> Faults() => [];
}

public sealed class SecondModule : Module;
