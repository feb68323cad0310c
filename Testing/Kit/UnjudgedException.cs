using Xunit.v3;

namespace GsFramework.Testing.Kit;

/// <summary>A fact cannot be judged here. xunit shows it as skipped, with this message.</summary>
/// <param name="reason">Why, a sentence.</param>
internal sealed class UnjudgedException(string reason) : Exception($"{DynamicSkipToken.Value}Not judged. {reason}");
