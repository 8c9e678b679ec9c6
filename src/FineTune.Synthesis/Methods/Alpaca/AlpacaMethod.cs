using System.Globalization;
using System.Text;
using FineTune.Core.Lineages.Generation;
using FineTune.Core.Text;
using FineTune.Datasets.Shapes;
using FineTune.Synthesis.Answers;
using FineTune.Synthesis.Candidates;
using FineTune.Synthesis.Filters;
using FineTune.Synthesis.Rounds;
using FineTune.Synthesis.Teachers;
using static FineTune.Synthesis.Methods.MethodNeeds;

namespace FineTune.Synthesis.Methods.Alpaca;

/// <summary>Alpaca's variant of self-instruct (Taori et al. 2023): one call writes a list of tasks with input and output; demonstrations are rows of the drop only.</summary>
public sealed class AlpacaMethod : IGenerationMethod
{
    private static readonly GenerationPrompt Prompt = GenerationPrompt.Load("alpaca");

    public GenerationMethod Kind => GenerationMethod.Alpaca;

    public string Name => "alpaca";

    public string? Refuse(GenerationSetup setup)
    {
        ArgumentNullException.ThrowIfNull(setup);
        return MethodNeeds.Refuse(Name, setup, setup.Seeds.Count, setup.Settings.Alpaca.Demonstrations);
    }

    public RequestCost Most(GenerationSetup setup)
    {
        ArgumentNullException.ThrowIfNull(setup);
        var s = setup.Settings.Alpaca;
        return new RequestCost(1, s.PerRequest - s.Demonstrations, PromptTokens(setup), AnswerTokens(setup, s.MaxTokens));
    }

    public IReadOnlyList<TeacherRequest> Plan(RoundContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        return [.. Enumerable.Range(0, context.Requests).Select(number => Ask(context, number))];
    }

    public string? Problem(TeacherRequest request, string text) =>
        AnswerLimits.IsTooLong(text) ? AnswerLimits.TooLong
        : AlpacaAnswer.Parse(text).OfType<AlpacaRecord>().Any() ? null
        : "it holds no task with the numbered fields Instruction, Input and Output";

    public void Take(AnsweredRequest answered, RoundDraft draft)
    {
        ArgumentNullException.ThrowIfNull(answered);
        ArgumentNullException.ThrowIfNull(draft);
        var records = AlpacaAnswer.Parse(answered.Text);
        if (records.Count == 0)
        {
            draft.Note(answered, CandidateOutcome.Malformed, "the answer holds no task with numbered fields");
        }

        foreach (var (index, record) in records.Index())
        {
            if (answered.IsCut && index == records.Count - 1)
            {
                draft.Drop(answered, Reasons.CutRecord);
            }
            else if (record is null)
            {
                draft.Drop(answered, Reasons.FieldCount);
            }
            else
            {
                Offer(answered, draft, record);
            }
        }
    }

    private static void Offer(AnsweredRequest answered, RoundDraft draft, AlpacaRecord record)
    {
        var shown = answered.Request.Shown;
        var example = InstructionConverter.Convert(record.Instruction, record.Input, record.Output, SelfInstructPrompt.SharedSystem(shown));
        if ((record.Output.Length == 0 ? Reasons.EmptyOutput : InstructionFilters.Check(record.Instruction, shown, alpaca: true)) is { } reason)
        {
            draft.Drop(answered, reason, example);
        }
        else if (draft.Join(answered, record.Instruction, example: example) is { } task)
        {
            draft.Keep(answered, task, example);
        }
    }

    private static TeacherRequest Ask(RoundContext context, int number)
    {
        var s = context.Setup.Settings.Alpaca;
        var teacher = context.Setup.Teacher(number);
        var shown = context.Setup.Fit(DemonstrationSampler.Sample(context.Pool.Seeds, s.Demonstrations, context.Setup.Settings.Seed, context.Round, number), teacher);
        var values = new Dictionary<string, string>
        {
            ["tasks"] = Tasks(shown),
            ["count"] = Text(Math.Max(s.PerRequest, shown.Count + 1)),
            ["first"] = Text(shown.Count + 1),
            ["last"] = Text(Math.Max(s.PerRequest, shown.Count + 1)),
            ["language"] = Language(context.Pool.Seeds),
        };
        var parameters = new CallParameters
        {
            Temperature = Temperature(teacher, s.Temperature),
            TopP = (float)s.TopP,
            MaxOutputTokens = MaxTokens(teacher, s.MaxTokens),
            Stop = [$"\n{Text(s.PerRequest + 1)}. Instruction"],
        };
        return context.Ask(number, "tasks", teacher, Prompt, values, parameters, shown);
    }

    /// <summary>A row of the drop has its input in its instruction already.</summary>
    private static string Tasks(IReadOnlyList<Demonstration> shown)
    {
        var text = new StringBuilder();
        foreach (var (index, demo) in shown.Index())
        {
            var n = Text(index + 1);
            text.Append(CultureInfo.InvariantCulture, $"###\n{n}. Instruction: {SelfInstructPrompt.Quote(demo.Instruction)}\n{n}. Input:\n<noinput>\n{n}. Output:\n{SelfInstructPrompt.Quote(demo.Response)}\n");
        }

        return text.Append("###").ToString();
    }

    private static string Language(IReadOnlyList<Demonstration> seeds) =>
        seeds.Select(seed => LanguageGuess.Of(seed.Instruction)).OfType<string>().CountBy(language => language).OrderByDescending(count => count.Value)
            .ThenBy(count => count.Key, StringComparer.Ordinal).Select(count => count.Key).FirstOrDefault() ?? "the language of the tasks below";

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
