namespace GsFramework.Parts;

/// <summary>Marks a string option as the path of a file or folder. A relative path in a configuration file is relative
/// to that file; one from the command line or environment to the working directory. The host makes it
/// absolute.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class PathOptionAttribute : Attribute
{
    /// <summary>True when a value that is given must exist before work starts.</summary>
    public bool MustExist { get; init; } = true;
}

/// <summary>Options that can check what attributes cannot say.</summary>
public interface IValidatesOptions
{
    /// <summary>The faults, each with the name of the property it is about.</summary>
    IEnumerable<(string Property, string Message)> Faults();
}
