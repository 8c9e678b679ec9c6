namespace FineTune.Synthesis.Methods.Answers;

/// <summary>Which of several answers is trained on, and which make pairs for a reward model.</summary>
public static class PickAnswer
{
    /// <summary>The answer with the best score; among equals the earlier teacher's. Null when none has a score: an unscored answer never wins.</summary>
    public static AnswerCandidate? Best(TeacherAnswers answers) => Ranked(answers) is [var best, ..] ? best : null;

    /// <summary>The scored answers, best first.</summary>
    public static IReadOnlyList<AnswerCandidate> Ranked(TeacherAnswers answers)
    {
        ArgumentNullException.ThrowIfNull(answers);
        return [.. answers.Candidates.Where(candidate => candidate.Score is { } score && !double.IsNaN(score)).OrderByDescending(candidate => candidate.Score).ThenBy(candidate => candidate.Order)];
    }

    /// <summary>All pairs with different scores, the better answer first. Ties make no pair.</summary>
    public static IReadOnlyList<(AnswerCandidate Better, AnswerCandidate Worse)> Pairs(TeacherAnswers answers)
    {
        var ranked = Ranked(answers);
        return [.. ranked.SelectMany((_, i) => ranked.Skip(i + 1), (better, worse) => (better, worse)).Where(pair => pair.better.Score > pair.worse.Score)];
    }
}
