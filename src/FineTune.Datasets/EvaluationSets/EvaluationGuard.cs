using System.Globalization;
using FineTune.Core.Examples;
using FineTune.Core.Lineages;
using FineTune.Core.Storage.Scratch;
using FineTune.Datasets.Deduplication;
using FineTune.Datasets.Rows;
using FineTune.Datasets.Rules;

namespace FineTune.Datasets.EvaluationSets;

/// <summary>One evaluation set with what its lineage counts as contamination by it.</summary>
internal sealed class EvaluationGuard : IDisposable
{
    private const int MaxQuestionCharacters = 4_000;

    private readonly EvaluationSet _set;
    private readonly Severity _severity;
    private readonly NearIndex _questions;
    private readonly List<int> _owners = [];
    private readonly SpanIndex _spans;
    private readonly List<ulong[]> _allowed;

    public EvaluationGuard(EvaluationSet set, DecontaminationSettings settings)
    {
        _set = set;
        var choice = settings.Sets.FirstOrDefault(s => s.Name == set.Name) ?? new EvaluationSetChoice(set.Name);
        _severity = (choice.Action ?? settings.Action) == DecontaminationAction.Reject ? Severity.Error : Severity.Warning;
        _questions = new NearIndex(new MemoryScratch(), choice.Threshold ?? settings.Threshold);
        _spans = new SpanIndex(choice.Ngram ?? settings.Ngram);
        _allowed = [.. settings.Allow.Select(TokenHashes.Of).Where(tokens => tokens.Length > 0)];
        var names = settings.Allow.ToHashSet(StringComparer.Ordinal);
        foreach (var (number, item) in set.Items.Index())
        {
            if (!names.Contains(string.Create(CultureInfo.InvariantCulture, $"{set.Name}#{item.Line}")) && !(item.Id is { } id && names.Contains(id)))
            {
                Add(number, item);
            }
        }
    }

    /// <summary>What a row shares with the set: by a stretch of tokens, else by the question; null when it is clean.</summary>
    public Finding? Check(ValidatedRow row)
    {
        (SharedSpan Span, int Turn)? longest = null;
        foreach (var (i, turn) in row.Example.Messages.Index())
        {
            if (turn.Role is "user" or "assistant" && !string.IsNullOrEmpty(turn.Content)
                && _spans.Longest(TokenHashes.Of(turn.Content), IsAllowed) is { } span && span.Length > (longest?.Span.Length ?? 0))
            {
                longest = (span, i);
            }
        }

        return longest is { } found ? Span(row, found.Span, found.Turn) : Question(row);
    }

    public void Dispose() => _questions.Dispose();

    private void Add(int number, EvaluationItem item)
    {
        foreach (var question in item.Questions)
        {
            _questions.Add(_owners.Count, WithoutAllowed(question));
            _owners.Add(number);
        }

        foreach (var text in item.Texts)
        {
            _spans.Add(number, TokenHashes.Of(text));
        }
    }

    private Finding Span(ValidatedRow row, SharedSpan span, int turn)
    {
        return RuleBook.Finding(
            RuleIds.Contaminated, row.Line,
            string.Create(
                CultureInfo.InvariantCulture,
                $"The {row.Example.Messages[turn].Role} message (number {turn + 1} as chat) shares {span.Length} words in a row, from word {span.Position + 1} on, with line {_set.Items[span.Owner].Line} of the evaluation set {_set.Name}, there from word {span.PositionInOwner + 1} on."),
            severity: _severity);
    }

    private Finding? Question(ValidatedRow row) =>
        _questions.Nearest(WithoutAllowed(ExampleText.Instruction(row.Example))) is { } near
            ? RuleBook.Finding(
                RuleIds.Contaminated, row.Line,
                string.Create(CultureInfo.InvariantCulture, $"The question is similar to the one in line {_set.Items[_owners[near.Id]].Line} of the evaluation set {_set.Name} (ROUGE-L {near.Score:0.00})."),
                severity: _severity)
            : null;

    /// <summary>The tokens of a question, allowed texts cut out.</summary>
    private ulong[] WithoutAllowed(string question)
    {
        var tokens = TokenHashes.Of(question.Length <= MaxQuestionCharacters ? question : question[..MaxQuestionCharacters]);
        foreach (var allowed in _allowed)
        {
            for (var at = tokens.AsSpan().IndexOf(allowed); at >= 0; at = tokens.AsSpan().IndexOf(allowed))
            {
                tokens = [.. tokens[..at], .. tokens[(at + allowed.Length)..]];
            }
        }

        return tokens;
    }

    /// <summary>Whether the tokens are part of an allowed text.</summary>
    private bool IsAllowed(ulong[] tokens) => _allowed.Exists(allowed => allowed.AsSpan().IndexOf(tokens) >= 0);
}
