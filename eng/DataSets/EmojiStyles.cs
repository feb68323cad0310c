using System.Text.Json;

namespace GsFramework.DataSets;

/// <summary>The rules of the set of emoji in two styles.</summary>
public static class EmojiStyles
{
    // People come in skin tones and genders, flags and symbols look alike in every style.
    private static readonly string[] NoObjects = ["Symbols", "Flags", "People & Body", "Component"];

    /// <summary>Images of each part when version 16.0.0 of the packages is dealt as 200 test and 64 validation
    /// images.</summary>
    public static IReadOnlyDictionary<string, int> ExpectedCounts { get; } =
        new Dictionary<string, int>
        {
            ["testA"] = 200,
            ["testB"] = 200,
            ["valA"] = 64,
            ["valB"] = 64,
            ["trainA"] = 381,
            ["trainB"] = 381,
        };

    /// <summary>The image names, such as <c>1f408-200d-2b1b.png</c>, of all emoji that both styles have and that show
    /// things.</summary>
    /// <param name="json">The content of <c>emoji.json</c>.</param>
    public static IReadOnlyList<string> Objects(string json)
    {
        using var document = JsonDocument.Parse(json);
        return
        [
            .. document
                .RootElement.EnumerateArray()
                .Where(static emoji =>
                    !NoObjects.Contains(emoji.GetProperty("category").GetString())
                    && emoji.GetProperty("has_img_google").GetBoolean()
                    && emoji.GetProperty("has_img_twitter").GetBoolean()
                )
                .Select(static emoji => emoji.GetProperty("image").GetString()!),
        ];
    }

    /// <summary>
    /// Deals images to testA … trainB by their first code point, which the variants of an emoji share. Test and
    /// validation have the same emoji on both sides, so that there is ground truth; training has each on one side only.
    /// </summary>
    /// <param name="images">Image names.</param>
    /// <param name="test">Emoji of the test; a few more where a group would be torn.</param>
    /// <param name="validation">Emoji of the validation.</param>
    public static IReadOnlyDictionary<string, IReadOnlyList<string>> Deal(
        IReadOnlyList<string> images,
        int test,
        int validation
    )
    {
        var groups = images.GroupBy(Group).ToDictionary(static group => group.Key, static group => group.ToArray());
        var rest = new Queue<string>(SourceSplit.Order(groups.Keys));
        var tests = Take(test);
        var validations = Take(validation);
        var trainA = Take((images.Count - tests.Count - validations.Count + 1) / 2);
        return new Dictionary<string, IReadOnlyList<string>>
        {
            ["testA"] = tests,
            ["testB"] = tests,
            ["valA"] = validations,
            ["valB"] = validations,
            ["trainA"] = trainA,
            ["trainB"] = Take(int.MaxValue),
        };

        List<string> Take(int count)
        {
            var taken = new List<string>();
            while (taken.Count < count && rest.TryDequeue(out var group))
            {
                taken.AddRange(groups[group]);
            }

            return taken;
        }
    }

    private static string Group(string image) => image.Split('-', '.')[0];
}
