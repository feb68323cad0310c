using Xunit.v3;

namespace GsFramework.Testing.Kit;

/// <summary>A fact cannot be judged, since another one fails that it stands on. xunit shows it as skipped, with this
/// message.</summary>
/// <param name="fact">The fact to fix first.</param>
/// <param name="cause">Its failure.</param>
internal sealed class PrerequisiteException(string fact, Exception cause)
    : Exception($"{DynamicSkipToken.Value}Not judged. Fix first: {fact.Replace('_', ' ')}.", cause);
