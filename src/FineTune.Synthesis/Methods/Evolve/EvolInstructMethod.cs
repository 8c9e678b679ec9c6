using System.Globalization;
using FineTune.Core;
using FineTune.Core.Lineages.Generation;
using FineTune.Datasets.Shapes;
using FineTune.Synthesis.Answers;
using FineTune.Synthesis.Candidates;
using FineTune.Synthesis.Filters;
using FineTune.Synthesis.Methods.Answers;
using FineTune.Synthesis.Rounds;
using FineTune.Synthesis.Teachers;
using static FineTune.Synthesis.Methods.MethodNeeds;

namespace FineTune.Synthesis.Methods.Evolve;

/// <summary>Evol-Instruct (Xu et al. 2023): a known instruction is made harder in one of four ways, or a rarer one is invented; the teachers answer what is not eliminated.</summary>
public sealed class EvolInstructMethod : IGenerationMethod
{
    private const string Evolve = "evolve.";
    private static readonly Dictionary<EvolMove, GenerationPrompt> Prompts = Enum.GetValues<EvolMove>().ToDictionary(move => move, move => GenerationPrompt.Load($"evolve-{MoveName(move)}"));

    public GenerationMethod Kind => GenerationMethod.EvolInstruct;

    public string Name => "evol-instruct";

    public string? Refuse(GenerationSetup setup)
    {
        ArgumentNullException.ThrowIfNull(setup);
        return MethodNeeds.Refuse(Name, setup, setup.Seeds.Count(IsUsable), 1);
    }

    /// <summary>An instruction has become longer with each round that it went through.</summary>
    public RequestCost Most(GenerationSetup setup)
    {
        ArgumentNullException.ThrowIfNull(setup);
        var s = setup.Settings;
        var evolved = AnswerTokens(setup, s.EvolInstruct.MaxTokens);
        var teachers = Math.Min(setup.Teachers.Count, s.Answers.Teachers);
        var prompt = AboutOne(setup) + evolved;
        return new RequestCost(1 + teachers, teachers, prompt * (1 + teachers), evolved + (teachers * AnswerTokens(setup, s.Answers.MaxTokens)));
    }

    public IReadOnlyList<TeacherRequest> Plan(RoundContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        return [.. Choose(context).Select((origin, number) => Ask(context, number, origin))];
    }

    public string? Problem(TeacherRequest request, string text) =>
        AnswerLimits.IsTooLong(text) ? AnswerLimits.TooLong : string.IsNullOrWhiteSpace(text) ? "it is empty" : null;

    public void Take(AnsweredRequest answered, RoundDraft draft)
    {
        ArgumentNullException.ThrowIfNull(answered);
        ArgumentNullException.ThrowIfNull(draft);
        if (answered.Request.Step.StartsWith(Evolve, StringComparison.Ordinal))
        {
            TakeInstruction(answered, draft);
        }
        else
        {
            TakeAnswer(answered, draft);
        }
    }

    private static void TakeInstruction(AnsweredRequest answered, RoundDraft draft)
    {
        if (answered.IsCut)
        {
            draft.Note(answered, CandidateOutcome.Truncated, "the new instruction was cut at the token limit");
            return;
        }

        var origin = answered.Request.Task!;
        var move = Enum.Parse<EvolMove>(answered.Request.Step[Evolve.Length..], ignoreCase: true);
        var evolved = EvolAnswer.Instruction(answered.Text);
        if (EvolElimination.CheckInstruction(origin.Instruction, evolved, move, answered.Request.Shown) is { } reason)
        {
            draft.Drop(answered, reason);
        }
        else if (draft.Join(answered, evolved, origin.Id, origin.Depth + 1) is { } task)
        {
            AnswersMethod.AskAll(answered, draft, task, answered.Request.Shown[0].System);
        }
    }

    private static void TakeAnswer(AnsweredRequest answered, RoundDraft draft)
    {
        var task = answered.Request.Task!;
        var answer = answered.Text.Trim();
        var example = InstructionConverter.Convert(task.Instruction, null, answer, answered.Request.Shown[0].System);
        if (answered.IsCut)
        {
            draft.Note(answered, CandidateOutcome.Truncated, "the answer was cut at the token limit");
        }
        else if (AnswerFilters.Check(answer) is { } reason)
        {
            draft.Drop(answered, reason, example, task);
        }
        else
        {
            draft.Keep(answered, task, example);
        }
    }

    /// <summary>Rows of the drop and evolved instructions that may evolve further, those that nothing came of yet first, otherwise in drawn order.</summary>
    private static IEnumerable<(GeneratedTask Task, Demonstration Shown)> Choose(RoundContext context)
    {
        var s = context.Setup.Settings;
        List<(GeneratedTask Task, Demonstration Shown)> origins =
        [
            .. context.Pool.Seeds.Where(IsUsable).Select(seed => (new GeneratedTask(seed.Id, seed.Instruction), seed)),
            .. context.Pool.Tasks.Where(task => task.Depth > 0 && task.Depth < s.EvolInstruct.Rounds)
                .Select(task => (task, new Demonstration(task.Id, task.Instruction, "", System(context.Pool, task)))),
        ];
        var random = SplitMix64.From("evolve", Text(s.Seed), Text(context.Round));
        return random.Pick(origins.Count, origins.Count).Select(index => origins[index]).OrderBy(origin => context.Pool.IsParent(origin.Task.Id)).Take(context.Requests);
    }

    private static string? System(TaskPool pool, GeneratedTask task)
    {
        var root = pool.Line(task.Id)[^1];
        return pool.Seeds.FirstOrDefault(seed => seed.Id == root)?.System;
    }

    private static TeacherRequest Ask(RoundContext context, int number, (GeneratedTask Task, Demonstration Shown) origin)
    {
        var s = context.Setup.Settings.EvolInstruct;
        var teacher = context.Setup.Teacher(number);
        var random = SplitMix64.From("move", Text(context.Setup.Settings.Seed), Text(context.Round), Text(number));
        var move = (EvolMove)random.Next(s.InBreadth ? 5 : 4);
        var values = new Dictionary<string, string>
        {
            ["instruction"] = origin.Task.Instruction,
            ["min"] = Text(s.MinAddedWords),
            ["max"] = Text(s.MaxAddedWords),
        };
        var parameters = new CallParameters { Temperature = Temperature(teacher, s.Temperature), MaxOutputTokens = MaxTokens(teacher, s.MaxTokens) };
        return context.Ask(number, Evolve + MoveName(move), teacher, Prompts[move], values, parameters, [origin.Shown]) with { Task = origin.Task };
    }

    /// <summary>A single question: what depends on earlier turns makes no instruction by itself.</summary>
    private static bool IsUsable(Demonstration seed) => seed.Turns is null;

    private static string MoveName(EvolMove move) => move.ToString().ToLowerInvariant();

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
