namespace GsFramework.Parts;

/// <summary>
/// An option that selects another part: in JSON its key as a string (<c>"mse"</c>), or an object with <c>kind</c> and
/// the part's options. The host has bound the options already.
/// </summary>
/// <typeparam name="TContract">The interface of the selected part.</typeparam>
/// <param name="Kind">The part's key.</param>
/// <param name="Options">The part's bound options, or null for its defaults.</param>
public sealed record PartSelection<TContract>(string Kind, object? Options = null) : IPartSelection
    where TContract : class
{
    Type IPartSelection.Contract => typeof(TContract);
}

/// <summary>The untyped face of <see cref="PartSelection{TContract}"/>.</summary>
public interface IPartSelection
{
    /// <summary>The interface of the selected part.</summary>
    Type Contract { get; }

    /// <summary>The part's key.</summary>
    string Kind { get; }

    /// <summary>The part's bound options, or null for its defaults.</summary>
    object? Options { get; }
}
