using FineTune.Core.Lineages;
using FineTune.Core.Lineages.Generation;
using FineTune.Datasets.Shapes;
using FineTune.Synthesis.Answers;
using FineTune.Synthesis.Candidates;
using FineTune.Synthesis.Filters;
using FineTune.Synthesis.Rounds;
using FineTune.Synthesis.Teachers;
using Microsoft.Extensions.AI;
using static FineTune.Synthesis.Methods.MethodNeeds;

namespace FineTune.Synthesis.Methods.Answers;

/// <summary>
/// Answers only (Peng et al. 2023, "Instruction Tuning with GPT-4"): several teachers answer the drop's own instructions. Every answer is a row of
/// the instruction's task; <see cref="PickAnswer"/> says which is trained on, and the others make pairs for a reward model.
/// </summary>
public sealed class AnswersMethod : IGenerationMethod
{
    /// <summary>The step of provenance that says an answer was given beside those of other teachers.</summary>
    public const string Step = "answer";
    private static readonly GenerationPrompt Prompt = GenerationPrompt.Load("answer");

    public GenerationMethod Kind => GenerationMethod.Answers;

    public string Name => "answers";

    public string? Refuse(GenerationSetup setup)
    {
        ArgumentNullException.ThrowIfNull(setup);
        return MethodNeeds.Refuse(Name, setup, setup.Seeds.Count(IsUsable), 1);
    }

    /// <summary>Of one teacher's answer.</summary>
    public RequestCost Most(GenerationSetup setup)
    {
        ArgumentNullException.ThrowIfNull(setup);
        return new RequestCost(1, 1, AboutOne(setup), AnswerTokens(setup, setup.Settings.Answers.MaxTokens));
    }

    /// <summary>Each round takes the next instructions in the pool's order, all teachers side by side; after the last one there is nothing to ask.</summary>
    public IReadOnlyList<TeacherRequest> Plan(RoundContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        var teachers = Teachers(context.Setup);
        var perRound = Math.Max(1, context.Requests / teachers.Count);
        var tasks = context.Pool.Seeds.Where(IsUsable).Skip(context.Turn * perRound).Take(perRound);
        var requests = new List<TeacherRequest>();
        foreach (var (seed, teacher) in tasks.SelectMany(_ => teachers, (seed, teacher) => (seed, teacher)))
        {
            var request = context.Ask(requests.Count, Step, teacher, Prompt, Values(seed.Instruction, seed.System), Parameters(context.Setup, teacher), [seed]);
            requests.Add(request with { Task = new GeneratedTask(seed.Id, seed.Instruction, seed.Id) });
        }

        return requests;
    }

    public string? Problem(TeacherRequest request, string text) =>
        AnswerLimits.IsTooLong(text) ? AnswerLimits.TooLong : string.IsNullOrWhiteSpace(text) ? "it is empty" : null;

    public void Take(AnsweredRequest answered, RoundDraft draft)
    {
        ArgumentNullException.ThrowIfNull(answered);
        ArgumentNullException.ThrowIfNull(draft);
        var task = answered.Request.Task!;
        var answer = answered.Text.Trim();
        var example = InstructionConverter.Convert(task.Instruction, null, answer, answered.Request.Shown[0].System);
        if (answered.IsCut)
        {
            draft.Note(answered, CandidateOutcome.Truncated, "the answer was cut at the token limit");
        }
        else if (AnswerFilters.Check(answer) is { } reason and not Reasons.StopWordsOnly)
        {
            draft.Drop(answered, reason, example, task);
        }
        else
        {
            draft.Keep(answered, task, example);
        }
    }

    /// <summary>Asks the teachers for the answer to a new instruction.</summary>
    internal static void AskAll(AnsweredRequest after, RoundDraft draft, GeneratedTask task, string? system)
    {
        foreach (var teacher in Teachers(draft.Setup))
        {
            IReadOnlyList<ChatMessage> messages = Prompt.Template.Render(Values(task.Instruction, system));
            draft.Ask(after, Step, Prompt, messages, Parameters(draft.Setup, teacher), task, teacher);
        }
    }

    private static List<ModelChoice> Teachers(GenerationSetup setup) => [.. setup.Teachers.Take(setup.Settings.Answers.Teachers)];

    private static Dictionary<string, string> Values(string instruction, string? system) => new() { ["instruction"] = instruction, ["context"] = Context(system) };

    private static CallParameters Parameters(GenerationSetup setup, ModelChoice teacher) => new()
    {
        Temperature = Temperature(teacher, setup.Settings.Answers.Temperature),
        MaxOutputTokens = MaxTokens(teacher, setup.Settings.Answers.MaxTokens),
    };

    private static bool IsUsable(Demonstration seed) => seed.Turns is null;
}
