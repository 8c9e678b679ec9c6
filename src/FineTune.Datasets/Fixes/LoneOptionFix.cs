using FineTune.Datasets.Rules;

namespace FineTune.Datasets.Fixes;

/// <summary>Removes parallel_tool_calls where there are no tools. A person must resolve other contradictions.</summary>
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
