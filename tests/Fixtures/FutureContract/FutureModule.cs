using Autofac;
using GsFramework.Terms;

namespace Fixtures.FutureContract;

/// <summary>Fails when it is touched: the version must be judged before.</summary>
public sealed class FutureModule : Module, IFutureTerm
{
    public FutureModule() => throw new InvalidOperationException("A plugin for other contracts was instantiated.");
}
