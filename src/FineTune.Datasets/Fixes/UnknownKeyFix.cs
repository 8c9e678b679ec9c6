using FineTune.Core;
using FineTune.Datasets.Rules;

namespace FineTune.Datasets.Fixes;

/// <summary>Takes out the keys that are left out anyway.</summary>
internal sealed class UnknownKeyFix() : SpanFix(RuleIds.UnknownKey)
{
    protected override void Edit(byte[] line, JsonSpan root, IReadOnlyList<Finding> findings, SpanEdits edits) =>
        Edit(root, "$", findings.Select(finding => finding.Path!).ToHashSet(StringComparer.Ordinal), edits);

    private static void Edit(JsonSpan value, string path, HashSet<string> unknown, SpanEdits edits)
    {
        edits.Remove(value, member => unknown.Contains(JsonPaths.Key(path, member.Name)));
        foreach (var member in value.Members)
        {
            var memberPath = JsonPaths.Key(path, member.Name);
            if (!unknown.Contains(memberPath))
            {
                Edit(member.Value, memberPath, unknown, edits);
            }
        }

        foreach (var (index, item) in value.Items.Index())
        {
            Edit(item, JsonPaths.Item(path, index), unknown, edits);
        }
    }
}
