using System.Globalization;
using Serilog.Events;
using Serilog.Parsing;

namespace GsFramework.Host.Logging;

/// <summary>A log event as people read it.</summary>
internal static class LogText
{
    /// <summary>Its message, in which texts are without the quotation marks that Serilog puts around them.</summary>
    public static string Of(LogEvent logEvent)
    {
        using var text = new StringWriter(CultureInfo.InvariantCulture);
        foreach (var token in logEvent.MessageTemplate.Tokens)
        {
            if (
                token is PropertyToken { Format: null } property
                && logEvent.Properties.TryGetValue(property.PropertyName, out var value)
                && value is ScalarValue { Value: string word }
            )
            {
                text.Write(word);
            }
            else
            {
                token.Render(logEvent.Properties, text, CultureInfo.InvariantCulture);
            }
        }

        return text.ToString();
    }
}
