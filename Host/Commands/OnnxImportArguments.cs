using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using GsFramework.Core.Import;

namespace GsFramework.Host.Commands;

/// <summary>Options of <c>import</c> that say what an ONNX file does not.</summary>
internal sealed class OnnxImportArguments
{
    private readonly Option<string?> _input = new("--input")
    {
        HelpName = "NAME",
        Description = "The input of an .onnx file that is the image, where more than one can be.",
    };

    private readonly Option<string?> _output = new("--output")
    {
        HelpName = "NAME",
        Description = "The output of an .onnx file that is the image; its first one without this.",
    };

    private readonly Option<string[]> _fixed = new("--fix")
    {
        HelpName = "NAME=VALUES",
        Description = "Values of another input of an .onnx file, such as label=0,1,0. May be given often.",
        DefaultValueFactory = static _ => [],
        Validators =
        {
            static result => Check(result, static token => Values(token) is not null, "name=0,1,0"),
            CheckNames,
        },
    };

    private readonly Option<string> _inputRange = Range("--input-range", "takes");
    private readonly Option<string> _outputRange = Range("--output-range", "makes");

    /// <summary>Adds the options.</summary>
    public void AddTo(Command command)
    {
        foreach (var option in new Option[] { _input, _output, _fixed, _inputRange, _outputRange })
        {
            command.Add(option);
        }
    }

    /// <summary>What was given.</summary>
    public OnnxImportOptions Read(ParseResult line) =>
        new()
        {
            Input = line.GetValue(_input),
            Output = line.GetValue(_output),
            Fixed = line.GetRequiredValue(_fixed)
                .Select(static token => Values(token)!.Value)
                .ToDictionary(),
            InputRange = ValueRange.Parse(line.GetRequiredValue(_inputRange))!.Value,
            OutputRange = ValueRange.Parse(line.GetRequiredValue(_outputRange))!.Value,
        };

    private static Option<string> Range(string name, string verb) =>
        new(name)
        {
            HelpName = "LOW,HIGH",
            Description = $"The values of black and white that an .onnx file {verb}.",
            DefaultValueFactory = static _ => "-1,1",
            Validators = { static result => Check(result, static token => ValueRange.Parse(token) is not null, "0,1") },
        };

    // Of two values for one input, one would be lost.
    private static void CheckNames(OptionResult result)
    {
        foreach (
            var name in result
                .Tokens.Select(static token => token.Value.Split('=')[0])
                .CountBy(static name => name)
                .Where(static pair => pair.Value > 1)
                .Select(static pair => pair.Key)
        )
        {
            result.AddError($"--fix {name}: given more than once. Give all its values at once, as in {name}=0,1,0.");
        }
    }

    private static void Check(OptionResult result, Func<string, bool> isGood, string example)
    {
        foreach (var token in result.Tokens.Where(token => !isGood(token.Value)))
        {
            result.AddError($"{result.IdentifierToken?.Value} {token.Value}: expected something like {example}.");
        }
    }

    private static KeyValuePair<string, IReadOnlyList<float>>? Values(string token)
    {
        var split = token.IndexOf('=', StringComparison.Ordinal);
        if (split <= 0)
        {
            return null;
        }

        var values = new List<float>();
        foreach (var text in token[(split + 1)..].Split(','))
        {
            if (!float.TryParse(text, CultureInfo.InvariantCulture, out var value) || !float.IsFinite(value))
            {
                return null;
            }

            values.Add(value);
        }

        return KeyValuePair.Create<string, IReadOnlyList<float>>(token[..split], values);
    }
}
