namespace GsFramework.Core.Interchange.PyTorch;

/// <summary>Why a checkpoint is not read. The message continues from the file's name; the reader puts that before
/// it.</summary>
internal sealed class CheckpointFault : Exception
{
    private const int LongestName = 100;

    /// <summary>Creates the exception.</summary>
    /// <param name="what">What is wrong, to follow the file's name, without a full stop.</param>
    /// <param name="remedy">What to do about it.</param>
    /// <param name="cause">The exception behind it.</param>
    public CheckpointFault(string what, string remedy, Exception? cause = null)
        : base($"{what}. {remedy}", cause) { }

    /// <summary>The file does not hold together.</summary>
    public static CheckpointFault Broken(string what, Exception? cause = null) =>
        new($"is no whole PyTorch checkpoint: {what}", "Copy or download it again.", cause);

    /// <summary>A name from a file as a message may show it: short, and without control characters.</summary>
    public static string Show(string name)
    {
        var text = name.Length > LongestName ? name[..LongestName] + "…" : name;
        return string.Create(text.Length, text, static (span, source) =>
        {
            for (var i = 0; i < span.Length; i++)
            {
                span[i] = char.IsControl(source[i]) || char.IsSurrogate(source[i]) ? '?' : source[i];
            }
        });
    }
}
