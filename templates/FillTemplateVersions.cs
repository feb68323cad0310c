using System.Collections.Generic;
using System.IO;
using System.Text.RegularExpressions;
using Microsoft.Build.Framework;
using Microsoft.Build.Utilities;

/// <summary>Copies files and writes the version of the package NAME where they say <c>@version:NAME@</c>.</summary>
public class FillTemplateVersions : Task
{
    [Required]
    public ITaskItem[] Files { get; set; }

    [Required]
    public ITaskItem[] Destinations { get; set; }

    [Required]
    public ITaskItem[] Versions { get; set; }

    public override bool Execute()
    {
        var versions = new Dictionary<string, string>();
        foreach (var item in Versions)
        {
            versions[item.ItemSpec] = item.GetMetadata("Version");
        }

        for (var i = 0; i < Files.Length; i++)
        {
            var text = Regex.Replace(File.ReadAllText(Files[i].ItemSpec), "@version:([A-Za-z0-9.-]+)@", match =>
            {
                if (!versions.TryGetValue(match.Groups[1].Value, out var version))
                {
                    Log.LogError(
                        "{0} asks for the version of {1}, which Directory.Packages.props does not know.",
                        Files[i].ItemSpec,
                        match.Groups[1].Value);
                }

                return version ?? "";
            });
            Directory.CreateDirectory(Path.GetDirectoryName(Destinations[i].ItemSpec));
            File.WriteAllText(Destinations[i].ItemSpec, text);
        }

        return !Log.HasLoggedErrors;
    }
}
