using System.Text.Json.Serialization;

namespace GsFramework.Campaign;

/// <summary>What can be wrong.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<FaultKind>))]
internal enum FaultKind
{
    /// <summary>Neither accepted nor refused with a message.</summary>
    Unhandled,

    /// <summary>A file has other bytes than that of an undisturbed run.</summary>
    Different,

    /// <summary>A half-written file was left.</summary>
    HalfWritten,

    /// <summary>It took longer than <see cref="Tally.Longest"/>.</summary>
    Slow,
}

/// <summary>A fault that was found.</summary>
/// <param name="Number">The number of the try, from which and from the seed it follows.</param>
/// <param name="Kind">What is wrong.</param>
/// <param name="Text">What happened: an exception and its place, the names of files.</param>
internal sealed record Fault(int Number, FaultKind Kind, string Text)
{
    /// <summary>What it has in common with faults that are alike: all but the end of the message.</summary>
    [JsonIgnore]
    public string Likeness => $"{Kind}: {Text.Split(':')[0]}";
}
