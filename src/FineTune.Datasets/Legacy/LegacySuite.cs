using System.Globalization;
using FineTune.Core.Text;
using FineTune.Datasets.Rules;

namespace FineTune.Datasets.Legacy;

/// <summary>
/// The checks that the classic preparation tool made on prompt/completion files, on rows that stream by: <see cref="Add"/> every row, then
/// <see cref="Revisit"/> every row once more where <see cref="NeedsSecondPass"/>, then read <see cref="Notices"/>. Keeps two hashes per row, no texts.
/// </summary>
public sealed class LegacySuite
{
    public const int FewExamples = 100;
    public const int LongCharacters = 10_000;
    public const int LongMark = 10;
    public const int LongPromptPrefix = 12;
    public const int LongCompletionPrefix = 5;
    private const int ClassificationShare = 3;

    private readonly LegacyColumns _columns = new();
    private readonly LegacyTexts _prompts = new(LegacyMarks.PromptSeparators);
    private readonly LegacyTexts _completions = new(LegacyMarks.CompletionStops);
    private readonly HashSet64 _distinctCompletions = new();
    private readonly HashSet64 _distinctRows = new();
    private long _all;
    private long _rows;
    private long _long;

    /// <summary>What the file seems to train.</summary>
    public LegacyTask Task =>
        _prompts.Characters == 0 ? LegacyTask.OpenEnded
        : _distinctCompletions.Count * ClassificationShare < _rows ? LegacyTask.Classification
        : LegacyTask.ConditionalGeneration;

    /// <summary>Whether the rows must go by once more, to look for the common marks inside the texts.</summary>
    public bool NeedsSecondPass => _prompts.HasMark || _completions.HasMark;

    public void Add(LegacyRow row)
    {
        ArgumentNullException.ThrowIfNull(row);
        _all++;
        _columns.Add(row);
        if (row.Completion.Length == 0)
        {
            return;
        }

        _rows++;
        _prompts.Add(row.Prompt);
        _completions.Add(row.Completion);
        _distinctCompletions.Add((ulong)TextHash.Of(row.Completion));
        _distinctRows.Add((ulong)TextHash.Of(row.Prompt, row.Completion));
        if (LegacyTexts.Length(row.Prompt) + LegacyTexts.Length(row.Completion) > LongCharacters)
        {
            _long++;
        }
    }

    public void Revisit(LegacyRow row)
    {
        ArgumentNullException.ThrowIfNull(row);
        if (row.Completion.Length > 0)
        {
            _prompts.Revisit(row.Prompt);
            _completions.Revisit(row.Completion);
        }
    }

    /// <summary>What the checks say, in their order. A missing column ends them.</summary>
    public IReadOnlyList<LegacyNotice> Notices()
    {
        var notices = new List<LegacyNotice> { Count() };
        notices.AddRange(_columns.Notices());
        if (notices.Exists(notice => notice.Level == LegacyLevel.Error))
        {
            return notices;
        }

        if (_all > _rows)
        {
            notices.Add(Notice(RuleIds.LegacyEmptyCompletion, LegacyLevel.Necessary, $"{_all - _rows} of {_all} completions are empty."));
        }

        if (_rows > 0)
        {
            notices.AddRange(Contents());
            notices.AddRange(_prompts.PromptMarks(Task));
            notices.AddRange(_completions.CompletionMarks(Task));
        }

        return notices;
    }

    private LegacyNotice Count() => Notice(RuleIds.LegacyExampleCount, LegacyLevel.Info, _all < FewExamples
        ? $"The file contains {_all} prompt-completion pairs. A few hundred are a good start, and each doubling helps about equally."
        : (FormattableString)$"The file contains {_all} prompt-completion pairs.");

    private IEnumerable<LegacyNotice> Contents()
    {
        var task = Task;
        if (task == LegacyTask.Classification)
        {
            yield return Notice(RuleIds.LegacyTaskType, LegacyLevel.Info, $"{_distinctCompletions.Count} different completions in {_rows} rows: the file seems to be for classification.");
        }

        if (_rows > _distinctRows.Count)
        {
            yield return Notice(RuleIds.LegacyDuplicates, LegacyLevel.Optional, $"{_rows - _distinctRows.Count} of {_rows} pairs of prompt and completion are repetitions.");
        }

        if (_long > 0 && task != LegacyTask.OpenEnded)
        {
            yield return Notice(RuleIds.LegacyLongExamples, LegacyLevel.Optional, $"{_long} of {_rows} pairs have more than {LongCharacters} characters.");
        }

        foreach (var (name, texts) in new[] { (LegacyRow.PromptName, _prompts), (LegacyRow.CompletionName, _completions) })
        {
            if (texts.MostlyUpperCase)
            {
                yield return Notice(RuleIds.LegacyUpperCase, LegacyLevel.Optional, $"More than a third of the letters under '{name}' are upper case.");
            }
        }
    }

    internal static LegacyNotice Notice(string rule, LegacyLevel level, FormattableString message) =>
        new(rule, level, message.ToString(CultureInfo.InvariantCulture));
}
