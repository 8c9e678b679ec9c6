using System.Globalization;
using FineTune.Core.Lineages.Generation;
using FineTune.Datasets.Shapes;
using FineTune.Synthesis.Answers;
using FineTune.Synthesis.Candidates;
using FineTune.Synthesis.Filters;
using FineTune.Synthesis.Rounds;
using FineTune.Synthesis.Teachers;
using static FineTune.Synthesis.Methods.MethodNeeds;

namespace FineTune.Synthesis.Methods.SelfInstruct;

/// <summary>
/// Self-instruct (Wang et al. 2022) in its three steps: new instructions, is each a classification task, and its instances: label first for a
/// classification task, input first for any other.
/// </summary>
public sealed class SelfInstructMethod : IGenerationMethod
{
    internal const string Instructions = "instructions";
    internal const string Classification = "classification";
    internal const string OutputFirst = "instances.outputFirst";
    internal const string InputFirst = "instances.inputFirst";
    private const int InstructionTokens = 1_024;
    private const int ClassificationTokens = 3;

    private static readonly GenerationPrompt InstructionPrompt = GenerationPrompt.Load("self-instruct-instructions");
    private static readonly GenerationPrompt ClassificationPrompt = GenerationPrompt.Load("self-instruct-classification");
    private static readonly GenerationPrompt OutputFirstPrompt = GenerationPrompt.Load("self-instruct-output-first");
    private static readonly GenerationPrompt InputFirstPrompt = GenerationPrompt.Load("self-instruct-input-first");

    public GenerationMethod Kind => GenerationMethod.SelfInstruct;

    public string Name => "self-instruct";

    public string? Refuse(GenerationSetup setup)
    {
        ArgumentNullException.ThrowIfNull(setup);
        var s = setup.Settings.SelfInstruct;
        return MethodNeeds.Refuse(Name, setup, setup.Seeds.Count, s.HumanDemonstrations + s.MachineDemonstrations);
    }

    /// <summary>A task is counted as one candidate, though it may have several instances.</summary>
    public RequestCost Most(GenerationSetup setup)
    {
        ArgumentNullException.ThrowIfNull(setup);
        var s = setup.Settings.SelfInstruct;
        var steps = s.Classification ? 2 : 1;
        return new RequestCost(
            1 + (s.PerRequest * steps), s.PerRequest, PromptTokens(setup) + ((long)s.PerRequest * steps * RequestCost.ShortPromptTokens),
            AnswerTokens(setup, InstructionTokens) + ((long)s.PerRequest * (s.MaxInstanceTokens + ClassificationTokens)));
    }

    public IReadOnlyList<TeacherRequest> Plan(RoundContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        return [.. Enumerable.Range(0, context.Requests).Select(number => Ask(context, number))];
    }

    public string? Problem(TeacherRequest request, string text)
    {
        ArgumentNullException.ThrowIfNull(request);
        return AnswerLimits.IsTooLong(text) ? AnswerLimits.TooLong : request.Step switch
        {
            Instructions when InstructionList.Parse(text).Count == 0 => "no line begins with a number and a full stop",
            Classification when ClassificationAnswer.Parse(text) is null => "it is neither yes nor no",
            OutputFirst when InstanceList.OutputFirst(text).Count == 0 => "no line begins with \"Class label:\"",
            InputFirst when InstanceList.InputFirst(text).Count == 0 => "it is empty",
            _ => null,
        };
    }

    public void Take(AnsweredRequest answered, RoundDraft draft)
    {
        ArgumentNullException.ThrowIfNull(answered);
        ArgumentNullException.ThrowIfNull(draft);
        switch (answered.Request.Step)
        {
            case Instructions:
                TakeInstructions(answered, draft);
                break;
            case Classification:
                // As its authors have it: whatever is not a yes is a no.
                AskForInstances(answered, draft, answered.Request.Task!, ClassificationAnswer.Parse(answered.Text) == true);
                break;
            default:
                TakeInstances(answered, draft);
                break;
        }
    }

    private static TeacherRequest Ask(RoundContext context, int number)
    {
        var s = context.Setup.Settings.SelfInstruct;
        var teacher = context.Setup.Teacher(number);
        var mixed = DemonstrationSampler.Mix(
            context.Pool.Seeds, context.Pool.Tasks, s.HumanDemonstrations, s.MachineDemonstrations, context.Setup.Settings.Seed, context.Round, number);
        var shown = context.Setup.Fit([.. mixed.Select(demo => demo with { Response = "" })], teacher);
        var (first, last) = (shown.Count + 1, shown.Count + s.PerRequest);
        var values = new Dictionary<string, string>
        {
            ["tasks"] = string.Join('\n', shown.Select((demo, index) => $"{Text(index + 1)}. {OneLine(demo.Instruction)}")),
            ["first"] = Text(first),
            ["last"] = Text(last),
        };
        var parameters = new CallParameters
        {
            Temperature = Temperature(teacher, s.Temperature),
            TopP = (float)s.TopP,
            PresencePenalty = Penalty(s.PresencePenalty),
            MaxOutputTokens = MaxTokens(teacher, InstructionTokens),
            Stop = [$"\n{Text(last + 1)}.", $"\n{Text(last + 1)} ."],
        };
        return context.Ask(number, Instructions, teacher, InstructionPrompt, values, parameters, shown);
    }

    private static void TakeInstructions(AnsweredRequest answered, RoundDraft draft)
    {
        if (answered.IsCut)
        {
            draft.Note(answered, CandidateOutcome.Truncated, "the answer was cut at the token limit, so all of it is dropped");
            return;
        }

        var instructions = InstructionList.Parse(answered.Text);
        if (instructions.Count == 0)
        {
            draft.Note(answered, CandidateOutcome.Malformed, "no line begins with a number and a full stop");
        }

        foreach (var (index, instruction) in instructions.Index())
        {
            // Each one may cost two more calls, and money was reserved for as many as were asked for.
            if (index >= draft.Setup.Settings.SelfInstruct.PerRequest)
            {
                draft.Drop(answered, Reasons.MoreThanAsked);
            }
            else if (InstructionFilters.Check(instruction, answered.Request.Shown) is { } reason)
            {
                draft.Drop(answered, reason);
            }
            else if (draft.Join(answered, instruction) is not { } task)
            {
                continue;
            }
            else if (draft.Setup.Settings.SelfInstruct.Classification)
            {
                var values = new Dictionary<string, string> { ["task"] = task.Instruction };
                var parameters = new CallParameters { Temperature = 0, MaxOutputTokens = ClassificationTokens, Stop = ["\n", "Task"] };
                draft.Ask(answered, Classification, ClassificationPrompt, ClassificationPrompt.Template.Render(values), parameters, task);
            }
            else
            {
                AskForInstances(answered, draft, task, isClassification: false);
            }
        }
    }

    private static void AskForInstances(AnsweredRequest after, RoundDraft draft, GeneratedTask task, bool isClassification)
    {
        var s = draft.Setup.Settings.SelfInstruct;
        var prompt = isClassification ? OutputFirstPrompt : InputFirstPrompt;
        var values = new Dictionary<string, string> { ["task"] = task.Instruction, ["count"] = Text(s.MaxInstances) };
        var parameters = new CallParameters
        {
            Temperature = 0,
            PresencePenalty = Penalty(s.InstancePresencePenalty),
            MaxOutputTokens = s.MaxInstanceTokens,
            Stop = [$"Example {Text(s.MaxInstances + 1)}", "Task:"],
        };
        draft.Ask(after, isClassification ? OutputFirst : InputFirst, prompt, prompt.Template.Render(values), parameters, task);
    }

    private static void TakeInstances(AnsweredRequest answered, RoundDraft draft)
    {
        var task = answered.Request.Task!;
        var instances = answered.Request.Step == OutputFirst ? InstanceList.OutputFirst(answered.Text) : InstanceList.InputFirst(answered.Text);
        if (instances.Count == 0)
        {
            draft.Note(answered, CandidateOutcome.Malformed, "the answer holds no instance");
        }

        var system = System(answered.Request.Shown, draft.Setup.Seeds);
        foreach (var (instance, reason) in InstanceFilters.Check(instances, answered.IsCut, draft.Setup.Settings.SelfInstruct.MaxInstances))
        {
            var example = InstructionConverter.Convert(task.Instruction, instance.Input, instance.Output, system);
            if (reason is null)
            {
                draft.Keep(answered, task, example);
            }
            else
            {
                draft.Drop(answered, reason, example, task);
            }
        }
    }

    /// <summary>What the rows of the drop among the demonstrations share; machine tasks have no standing instruction of their own.</summary>
    private static string? System(IReadOnlyList<Demonstration> shown, IReadOnlyList<Demonstration> seeds)
    {
        var ids = shown.Select(demo => demo.Id).ToHashSet(StringComparer.Ordinal);
        var rows = seeds.Where(seed => ids.Contains(seed.Id)).ToList();
        return SelfInstructPrompt.SharedSystem(rows.Count > 0 ? rows : seeds);
    }

    private static string OneLine(string text) => string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
