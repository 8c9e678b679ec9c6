using System.Globalization;

namespace FineTune.Core.Datasets.Sets;

/// <summary>Rows that are asked the same, to the letter, and answer differently.</summary>
internal sealed class Contradictions
{
    private const char Between = '\u001f';

    private readonly Dictionary<UInt128, (long Line, UInt128 Answer)> _first = [];
    private readonly List<Finding> _findings = [];

    public void Add(ValidatedRow row)
    {
        var asked = string.Join(Between, ExampleText.WithoutAnswer(row.Example).Select(turn => $"{turn.Role}{Between}{turn.Content}{Between}{turn.ToolCalls?.GetRawText()}"));
        var key = TextHash.Of(asked, row.Example.Tools?.GetRawText() ?? "");
        var answer = TextHash.Of(ExampleText.Response(row.Example));
        if (!_first.TryAdd(key, (row.Line, answer)) && _first[key] is var (line, other) && other != answer)
        {
            _findings.Add(RuleBook.Finding(
                RuleIds.ContradictoryAnswers, row.Line, string.Create(CultureInfo.InvariantCulture, $"Line {line} is asked the same and has another answer.")));
        }
    }

    public IEnumerable<Finding> Findings() => _findings;
}
