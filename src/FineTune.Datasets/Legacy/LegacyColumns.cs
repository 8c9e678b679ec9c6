using FineTune.Datasets.Rules;

namespace FineTune.Datasets.Legacy;

/// <summary>Whether the two columns are there, under which names, and whether there are more.</summary>
internal sealed class LegacyColumns
{
    private readonly Column _prompt = new(LegacyRow.PromptName, RuleIds.LegacyPromptColumn);
    private readonly Column _completion = new(LegacyRow.CompletionName, RuleIds.LegacyCompletionColumn);
    private long _extra;

    public void Add(LegacyRow row)
    {
        _prompt.Add(row.PromptKey);
        _completion.Add(row.CompletionKey);
        _extra += row.ExtraKeys ? 1 : 0;
    }

    public IEnumerable<LegacyNotice> Notices()
    {
        foreach (var notice in new[] { _prompt.Notice(), _completion.Notice() }.OfType<LegacyNotice>())
        {
            yield return notice;
        }

        if (_extra > 0)
        {
            yield return LegacySuite.Notice(RuleIds.LegacyAdditionalColumns, LegacyLevel.Necessary, $"{_extra} rows have keys other than 'prompt' and 'completion'; those are ignored.");
        }
    }

    private sealed class Column(string name, string rule)
    {
        private bool _exact;
        private bool _variant;

        public void Add(string? key)
        {
            _exact |= key == name;
            _variant |= key is not null;
        }

        public LegacyNotice? Notice() =>
            _exact ? null
            : _variant ? LegacySuite.Notice(rule, LegacyLevel.Necessary, $"The key '{name}' is written in another case.")
            : LegacySuite.Notice(rule, LegacyLevel.Error, $"No row has the key '{name}'.");
    }
}
