using FineTune.Core.Lineages.Generation;
using FineTune.Synthesis.Teachers;

namespace FineTune.Synthesis.Rounds;

/// <summary>
/// One way to make examples, as pure steps: plan the questions of a round, read the answers of a stage in order. Methods keep nothing between calls.
/// They never throw for what a teacher wrote.
/// </summary>
public interface IGenerationMethod
{
    GenerationMethod Kind { get; }

    /// <summary>As it is in provenance and reports.</summary>
    string Name { get; }

    /// <summary>Why the method cannot work on this drop, with the next step; null when it can.</summary>
    string? Refuse(GenerationSetup setup);

    /// <summary>The most that one question of the first stage can cost; for reserving money, and for telling how many rounds a number of candidates takes.</summary>
    RequestCost Most(GenerationSetup setup);

    /// <summary>The questions of a round's first stage. They see the pool as it is now.</summary>
    IReadOnlyList<TeacherRequest> Plan(RoundContext context);

    /// <summary>What keeps an answer from being read, for asking once more; null when it can be read. Never quotes the answer.</summary>
    string? Problem(TeacherRequest request, string text);

    /// <summary>
    /// Takes the readable answer to one question: offers tasks and examples to the draft and asks what follows. Called once per answered
    /// question, in the order of their numbers.
    /// </summary>
    void Take(AnsweredRequest answered, RoundDraft draft);
}
