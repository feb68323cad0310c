using System.Text;
using GsFramework.Campaign.Runs;

namespace GsFramework.Campaign;

/// <summary>Keeps what fails, with how to repeat it.</summary>
/// <param name="folder">The folder; made when something fails.</param>
/// <param name="seed">The seed of the campaign.</param>
internal sealed class Kept(string folder, int seed)
{
    private const int MostAlike = 2;

    private readonly Dictionary<string, int> _alike = [];

    /// <summary>Keeps the folder of a trial.</summary>
    public void Keep(string kind, IReadOnlyList<Fault> faults, string trial)
    {
        if (Wants(kind, faults[0]))
        {
            var place = Place(kind, faults[0].Number);
            Folders.Remove(place);
            Folders.Copy(trial, place);
            Note(place, kind, faults, null);
        }
    }

    /// <summary>Keeps a damaged file.</summary>
    public void Keep(string kind, Fault fault, byte[] input)
    {
        var place = Place(kind, fault.Number);
        Directory.CreateDirectory(place);
        var file = Path.Combine(place, "input");
        File.WriteAllBytes(file, input);
        Note(place, kind, [fault], file);
    }

    /// <summary>Whether there are not yet enough like it: two tell as much as a thousand.</summary>
    public bool Wants(string kind, Fault fault)
    {
        var key = $"{kind} {fault.Likeness}";
        return (_alike[key] = _alike.GetValueOrDefault(key) + 1) <= MostAlike;
    }

    private string Place(string kind, int number) =>
        Path.Combine(folder, $"{kind.Replace(' ', '-')}-{seed}-{number}");

    private void Note(string place, string kind, IReadOnlyList<Fault> faults, string? file)
    {
        var text = new StringBuilder();
        foreach (var fault in faults)
        {
            text.Append(fault.Kind).Append(": ").AppendLine(fault.Text);
        }

        text.AppendLine().AppendLine("Repeat it with");
        text.AppendLine($"  eng/campaign.sh --only \"{kind}\" --seed {seed} --number {faults[0].Number}");
        if (file is not null)
        {
            text.AppendLine($"  eng/campaign.sh --only \"{kind}\" --input \"{Path.GetFullPath(file)}\"");
        }

        File.WriteAllText(Path.Combine(place, "repeat.txt"), text.ToString());
    }
}
