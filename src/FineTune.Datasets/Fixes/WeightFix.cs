using System.Text.Json;
using FineTune.Datasets.Rules;

namespace FineTune.Datasets.Fixes;

/// <summary>Writes a weight that is a text or a truth value as the number it means.</summary>
internal sealed class WeightFix() : SpanFix(RuleIds.WrongWeight)
{
    protected override void Edit(byte[] line, JsonSpan root, IReadOnlyList<Finding> findings, SpanEdits edits)
    {
        foreach (var weight in Messages(root).Select(message => message["weight"]?.Value).OfType<JsonSpan>())
        {
            if (weight.Kind == JsonTokenType.True || Says(line, weight, "1"u8))
            {
                edits.Replace(weight, "1");
            }
            else if (weight.Kind == JsonTokenType.False || Says(line, weight, "0"u8))
            {
                edits.Replace(weight, "0");
            }
        }
    }
}
