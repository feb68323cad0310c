using System.Collections;
using GsFramework.Core.Configuration;
using GsFramework.Tests.Host;

namespace GsFramework.Tests.Core.Configuration;

/// <summary>Configurations of a test, with the sample parts and an environment of their own.</summary>
internal static class Configured
{
    public static RunOptions Bind(string json, string[]? sets = null, params (string Name, string Value)[] environment)
    {
        using var folder = new Folder();
        return BindIn(folder, json, sets, environment);
    }

    public static RunOptions BindIn(
        Folder folder,
        string json,
        string[]? sets = null,
        params (string Name, string Value)[] environment
    )
    {
        File.WriteAllText(folder["run.json"], json);
        IDictionary variables = environment.ToDictionary(static pair => pair.Name, static pair => pair.Value);
        using var catalog = SampleParts.Catalog();
        return ConfigurationFile.Bind(ConfigurationLayers.Read(folder["run.json"], sets ?? [], variables), catalog);
    }

    /// <summary>The faults of a configuration, one a line, without the heading.</summary>
    public static string[] Faults(string json, string[]? sets = null, params (string Name, string Value)[] environment)
    {
        var message = Assert.Throws<UserException>(() => Bind(json, sets, environment)).Message;
        return [.. message.Split('\n').Skip(1).Select(static line => line.Trim())];
    }

    public static SampleTermOptions Sample(this RunOptions options) =>
        Assert.IsType<SampleTermOptions>(options.Objective.Terms["sample"].Options);

    public static string Term(string options) => $$"""{ "objective": { "terms": { "sample": {{options}} } } }""";
}
