namespace GsFramework.Core.Interchange;

/// <summary>Marks a number of a record that may be below 0, such as a score.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class SignedAttribute : Attribute;
