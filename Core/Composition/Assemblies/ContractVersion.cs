namespace GsFramework.Core.Composition.Assemblies;

/// <summary>
/// Judges whether a plugin was built for contracts that this host has. Versions are semantic: the major number breaks,
/// and below 1.0 the minor number does. A plugin for a later minor version may call what is not there yet.
/// </summary>
internal static class ContractVersion
{
    /// <summary>What is wrong with a plugin that was built for one version where another is present, and what to do;
    /// null when it fits.</summary>
    /// <param name="assembly">The assembly of the contracts in question.</param>
    /// <param name="wanted">The version that the plugin was built for.</param>
    /// <param name="present">That of the program.</param>
    public static (string Reason, string Remedy)? Fault(string assembly, Version wanted, Version present) =>
        Fits(wanted, present)
            ? null
            : (
                $"it was built for {assembly} {wanted.ToString(2)}, this program has {present.ToString(2)}.",
                $"Rebuild the plugin for {present.ToString(2)}, or use a program with {wanted.ToString(2)}"
                    + (wanted.Major == present.Major && wanted > present ? " or later." : ".")
            );

    /// <summary>True when a plugin for one version works with another.</summary>
    public static bool Fits(Version wanted, Version present) =>
        wanted.Major == present.Major
        && (present.Major == 0 ? wanted.Minor == present.Minor : wanted.Minor <= present.Minor);
}
