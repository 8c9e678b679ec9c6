using FineTune.Datasets.Rules;

namespace FineTune.Datasets.Fixes;

/// <summary>A fix that changes parts of a line that can be parsed.</summary>
internal abstract class SpanFix(string rule) : ILineFix
{
    public string Rule => rule;

    public byte[]? Fix(byte[] line, IReadOnlyList<Finding> findings)
    {
        var edits = new SpanEdits();
        Edit(line, JsonSpan.Parse(line), [.. findings.Where(finding => finding.Rule == rule)], edits);
        return edits.IsEmpty ? null : edits.Apply(line);
    }

    /// <param name="findings">Those of the rule.</param>
    protected abstract void Edit(byte[] line, JsonSpan root, IReadOnlyList<Finding> findings, SpanEdits edits);

    /// <summary>Whether a value is this text, written without escapes.</summary>
    protected static bool Says(byte[] line, JsonSpan? value, ReadOnlySpan<byte> text) => value is { IsText: true } && value.Inner(line).SequenceEqual(text);

    /// <summary>The messages of a line of any shape.</summary>
    protected static IEnumerable<JsonSpan> Messages(JsonSpan root)
    {
        JsonSpan?[] lists =
            [root["messages"]?.Value, root["input"]?.Value["messages"]?.Value, root["preferred_output"]?.Value, root["non_preferred_output"]?.Value];
        return lists.OfType<JsonSpan>().SelectMany(list => list.Items).Where(message => message.IsObject);
    }
}
