using System.Reflection;

namespace GsFramework.Host.Composition;

/// <summary>
/// Judges whether a plugin was built for contracts that this host has. Versions are semantic: the major number breaks,
/// and below 1.0 the minor number does. A plugin for a later minor version may call what is not there yet.
/// </summary>
internal static class ContractVersion
{
    /// <summary>Checks the version of the contracts that a plugin refers to.</summary>
    /// <exception cref="UserException">They do not fit, or the plugin refers to none.</exception>
    public static void Check(string plugin, IEnumerable<AssemblyName> references)
    {
        var wanted = references.FirstOrDefault(static name => name.Name == SharedAssemblies.Contract)?.Version
            ?? throw new UserException(
                $"Plugin {plugin} does not refer to {SharedAssemblies.Contract}, so it has no parts. " +
                "Is it the plugin's main assembly, named like its folder?");
        var present = SharedAssemblies.ContractVersion;
        if (!Fits(wanted, present))
        {
            throw new UserException(
                $"Plugin {plugin} was built for {SharedAssemblies.Contract} {wanted.ToString(2)}, this host has " +
                $"{present.ToString(2)}. Rebuild the plugin for {present.ToString(2)}, or use a host for {wanted.ToString(2)}.");
        }
    }

    /// <summary>True when a plugin for one version works with another.</summary>
    public static bool Fits(Version wanted, Version present) =>
        wanted.Major == present.Major
        && (present.Major == 0 ? wanted.Minor == present.Minor : wanted.Minor <= present.Minor);
}
