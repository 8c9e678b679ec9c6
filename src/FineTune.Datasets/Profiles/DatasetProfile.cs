using FineTune.Datasets.Analysis;
using FineTune.Datasets.Deduplication;

namespace FineTune.Datasets.Profiles;

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
