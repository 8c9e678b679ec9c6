using System.Globalization;
using System.Text;
using FineTune.Core.Examples;
using FineTune.Core.Lineages;

namespace FineTune.Datasets.Safety;

/// <summary>
/// Replaces personal data and secrets in one example by placeholders: [EMAIL_1], [PHONE_1], [IBAN_1], [CARD_1], [IP_1], [SECRET_1]. The same value gets the same
/// number throughout the example. Which kinds are replaced is the lineage's policy.
/// </summary>
internal sealed class Redaction(SafetySettings settings)
{
    private readonly Dictionary<(FoundKind Kind, string Value), string> _placeholders = [];
    private readonly Dictionary<FoundKind, int> _numbers = [];

    /// <summary>The example without them: contents, refusals, names, tool calls with their arguments, and tools. The same instance when there is nothing to replace.</summary>
    public static ChatExample Apply(ChatExample example, SafetySettings settings)
    {
        if (settings.Pii != SafetyAction.Redact && settings.Secrets != SafetyAction.Redact)
        {
            return example;
        }

        var redaction = new Redaction(settings);
        var json = new JsonRedaction(redaction.Text);
        var turns = example.Messages.Select(turn => turn with
        {
            Content = turn.Content is null ? null : redaction.Text(turn.Content),
            Refusal = turn.Refusal is null ? null : redaction.Text(turn.Refusal),
            Name = turn.Name is null ? null : redaction.Name(turn.Name),
            ToolCalls = turn.ToolCalls is { } calls ? json.Apply(calls) : null,
        }).ToList();
        var tools = example.Tools is { } defined ? json.Apply(defined) : (System.Text.Json.JsonElement?)null;
        return redaction._placeholders.Count == 0 ? example : example with { Messages = turns, Tools = tools };
    }

    /// <summary>The text with placeholders.</summary>
    public string Text(string text)
    {
        var found = new List<FoundText>();
        if (settings.Secrets == SafetyAction.Redact)
        {
            SecretScan.FindAll(text, found);
        }

        if (settings.Pii == SafetyAction.Redact)
        {
            PersonalData.Count(text, found);
        }

        if (found.Count == 0)
        {
            return text;
        }

        var result = new StringBuilder(text.Length);
        var end = 0;
        foreach (var (kind, start, stop) in Apart(found))
        {
            result.Append(text, end, start - end).Append(Placeholder(kind, text[start..stop]));
            end = stop;
        }

        return result.Append(text, end, text.Length - end).ToString();
    }

    /// <summary>Pieces that overlap become one, of the first one's kind.</summary>
    private static List<(FoundKind Kind, int Start, int End)> Apart(List<FoundText> found)
    {
        var pieces = new List<(FoundKind Kind, int Start, int End)>();
        foreach (var (kind, start, length) in found.OrderBy(f => f.Start).ThenByDescending(f => f.Length))
        {
            if (pieces.Count > 0 && start < pieces[^1].End)
            {
                pieces[^1] = pieces[^1] with { End = Math.Max(pieces[^1].End, start + length) };
            }
            else
            {
                pieces.Add((kind, start, start + length));
            }
        }

        return pieces;
    }

    private string Placeholder(FoundKind kind, string value)
    {
        var key = (kind, Canonical(kind, value));
        if (!_placeholders.TryGetValue(key, out var placeholder))
        {
            var number = _numbers[kind] = _numbers.GetValueOrDefault(kind) + 1;
            _placeholders[key] = placeholder = string.Create(CultureInfo.InvariantCulture, $"[{kind.ToString().ToUpperInvariant()}_{number}]");
        }

        return placeholder;
    }

    /// <summary>Two spellings of one number or address are one value.</summary>
    private static string Canonical(FoundKind kind, string value) => kind switch
    {
        FoundKind.Email => value.ToLowerInvariant(),
        FoundKind.Secret or FoundKind.Ip => value,
        _ => string.Concat(value.Where(char.IsAsciiLetterOrDigit)),
    };

    /// <summary>Names take no brackets.</summary>
    private string Name(string name)
    {
        var redacted = Text(name);
        return redacted == name ? name : redacted.Replace("[", "", StringComparison.Ordinal).Replace("]", "", StringComparison.Ordinal);
    }
}
