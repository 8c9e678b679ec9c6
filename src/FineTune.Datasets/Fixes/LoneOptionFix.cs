using FineTune.Datasets.Rules;

namespace FineTune.Datasets.Fixes;

/// <summary>Takes out parallel_tool_calls where there are no tools. Other parts that do not go together are for a person to choose from.</summary>
internal sealed class LoneOptionFix() : SpanFix(RuleIds.NotTogether)
{
    private const string Option = "parallel_tool_calls";

    protected override void Edit(byte[] line, JsonSpan root, IReadOnlyList<Finding> findings, SpanEdits edits)
    {
        foreach (var finding in findings)
        {
            var holder = finding.Path switch
            {
                "$." + Option => root,
                "$.input." + Option => root["input"]?.Value,
                _ => null,
            };
            if (holder is not null)
            {
                edits.Remove(holder, member => member.Name == Option);
            }
        }
    }
}
