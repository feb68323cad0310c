namespace GsFramework.Core.Options;

/// <summary>The value of an option that stands for the value of another one: a number, true, false or a word, as
/// <c>--set</c> takes it.</summary>
/// <param name="Text">As it was written.</param>
internal readonly record struct OptionWord(string Text)
{
    /// <inheritdoc/>
    public override string ToString() => Text;
}
