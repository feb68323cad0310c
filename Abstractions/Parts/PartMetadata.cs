namespace GsFramework.Parts;

/// <summary>What is known of a plugin part without constructing it.</summary>
/// <param name="Contract">The interface that it implements, such as <c>ICompressionTerm</c>.</param>
/// <param name="Key">The name by which a configuration selects it, in kebab case.</param>
/// <param name="Summary">One line for <c>gs plugins list</c>.</param>
/// <param name="Options">The type of its options; its public settable properties are the JSON keys.</param>
/// <param name="Implementation">The class.</param>
public sealed record PartMetadata(Type Contract, string Key, string Summary, Type Options, Type Implementation);

/// <summary>The options of a part that has none.</summary>
public sealed record NoOptions;
