namespace FineTune.Core.Datasets.Profile;

/// <summary>What the lines of a drop are like. Distributions and shares are of the valid lines.</summary>
/// <param name="Rows">Valid rows.</param>
/// <param name="Tokens">In the base model's encoding.</param>
/// <param name="QuestionCharacters">UTF-16 characters of the last user message.</param>
/// <param name="AnswerCharacters">UTF-16 characters of the last assistant message.</param>
/// <param name="Turns">Messages of a row.</param>
/// <param name="WithSystem">Rows with a system or developer message.</param>
/// <param name="WithTools">Rows that define tools.</param>
/// <param name="Languages">Of the answers, as far as they were recognised; most frequent first.</param>
/// <param name="NearDuplicates">The largest groups, at most <see cref="DuplicateGroup.MaxListed"/>.</param>
/// <param name="WorstLines">At most <see cref="DatasetProfiler.MaxWorstLines"/>, worst first.</param>
/// <param name="TokenTotals">What providers would count, by encoding and limit.</param>
public sealed record DatasetProfile(
    long Rows, Distribution Tokens, Distribution QuestionCharacters, Distribution AnswerCharacters, Distribution Turns,
    long WithSystem, long WithTools, IReadOnlyList<NamedCount> Shapes, IReadOnlyList<NamedCount> Languages,
    IReadOnlyList<DuplicateGroup> NearDuplicates, IReadOnlyList<WorstLine> WorstLines, IReadOnlyList<TokenTotal> TokenTotals);

/// <summary>How many rows are of a kind.</summary>
public sealed record NamedCount(string Name, long Count);

/// <summary>Lines that say nearly the same.</summary>
/// <param name="Line">The first of them.</param>
/// <param name="Others">The next ones, at most ten.</param>
/// <param name="Lines">How many lines the group has, the first one included.</param>
public sealed record DuplicateGroup(long Line, IReadOnlyList<long> Others, long Lines)
{
    /// <summary>A report lists this many groups at most.</summary>
    public const int MaxListed = 20;
}
