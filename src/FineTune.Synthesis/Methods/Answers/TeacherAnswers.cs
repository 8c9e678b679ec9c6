using FineTune.Core.Examples;
using FineTune.Core.Lineages;
using FineTune.Synthesis.Candidates;

namespace FineTune.Synthesis.Methods.Answers;

/// <summary>All answers to one instruction.</summary>
/// <param name="TaskId">Of the generated task, or of the drop's row that was answered again.</param>
/// <param name="Candidates">In the teachers' order.</param>
public sealed record TeacherAnswers(string TaskId, IReadOnlyList<AnswerCandidate> Candidates)
{
    /// <summary>The answers of generated rows, by task and question (a task may have several inputs), in the order of the rows. Rows without an example that passed the filters are left out.</summary>
    /// <param name="score">The panel's score of a row.</param>
    public static IReadOnlyList<TeacherAnswers> Of(IEnumerable<GeneratedRow> rows, IReadOnlyList<ModelChoice> teachers, Func<string, double?> score)
    {
        ArgumentNullException.ThrowIfNull(rows);
        ArgumentNullException.ThrowIfNull(teachers);
        ArgumentNullException.ThrowIfNull(score);
        var order = teachers.Select((teacher, index) => (Name: $"{teacher.Endpoint}/{teacher.Model}", index)).DistinctBy(teacher => teacher.Name).ToDictionary(t => t.Name, t => t.index);
        return
        [
            .. rows.Where(row => row is { Outcome: CandidateOutcome.Ok, Task: not null, Example: not null })
                .GroupBy(row => (row.Task!.Id, ExampleText.Instruction(row.Example!)))
                .Select(group => new TeacherAnswers(group.Key.Id, [.. group.Select(Candidate).OrderBy(candidate => candidate.Order)])),
        ];

        AnswerCandidate Candidate(GeneratedRow row)
        {
            var teacher = $"{row.Provenance.Endpoint}/{row.Provenance.Model}";
            return new AnswerCandidate(row.Id, teacher, order.GetValueOrDefault(teacher, teachers.Count), row.Example!, score(row.Id));
        }
    }
}
