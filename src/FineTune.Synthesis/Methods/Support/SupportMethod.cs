using System.Globalization;
using System.Text;
using System.Text.Json;
using FineTune.Core.Examples;
using FineTune.Core.Lineages.Generation;
using FineTune.Synthesis.Candidates;
using FineTune.Synthesis.Rounds;
using FineTune.Synthesis.Teachers;
using static FineTune.Synthesis.Methods.MethodNeeds;

namespace FineTune.Synthesis.Methods.Support;

/// <summary>New conversations for the Customer/Agent template, each with its summary and specific information, checked for what the agent may state.</summary>
public sealed class SupportMethod : IGenerationMethod
{
    private const string Summary = "Summary:";
    private const string SchemaName = "dialogues";
    private static readonly GenerationPrompt Prompt = GenerationPrompt.Load("support");

    private static readonly JsonElement Schema = JsonElement.Parse(
        """
        {"type":"object","properties":{"dialogues":{"type":"array","items":{"type":"object","properties":{"summary":{"type":"string"},"specificInformation":{"type":"string"},"turns":{"type":"array","items":{"type":"object","properties":{"role":{"type":"string","enum":["customer","agent"]},"text":{"type":"string"}},"required":["role","text"],"additionalProperties":false}}},"required":["summary","specificInformation","turns"],"additionalProperties":false}}},"required":["dialogues"],"additionalProperties":false}
        """);

    public GenerationMethod Kind => GenerationMethod.SupportDialogues;

    public string Name => "support-dialogues";

    public string? Refuse(GenerationSetup setup)
    {
        ArgumentNullException.ThrowIfNull(setup);
        return MethodNeeds.Refuse(
            Name, setup, setup.Seeds.Count(IsSupport), setup.Settings.SupportDialogues.Demonstrations,
            "conversations with Summary and Specific information ($.generation.supportDialogues.demonstrations)");
    }

    public RequestCost Most(GenerationSetup setup)
    {
        ArgumentNullException.ThrowIfNull(setup);
        var s = setup.Settings.SupportDialogues;
        return new RequestCost(1, s.PerRequest, PromptTokens(setup), AnswerTokens(setup, s.MaxTokens));
    }

    public IReadOnlyList<TeacherRequest> Plan(RoundContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        var seeds = context.Pool.Seeds.Where(IsSupport).ToList();
        return seeds.Count == 0 ? [] : [.. Enumerable.Range(0, context.Requests).Select(number => Ask(context, number, seeds))];
    }

    public string? Problem(TeacherRequest request, string text) => SupportAnswer.Parse(text) is { Dialogues.Count: 0 } read ? read.Malformed : null;

    public void Take(AnsweredRequest answered, RoundDraft draft)
    {
        ArgumentNullException.ThrowIfNull(answered);
        ArgumentNullException.ThrowIfNull(draft);
        var system = Standing(answered.Request.Shown);
        var (dialogues, malformed) = SupportAnswer.Parse(answered.Text);
        foreach (var dialogue in dialogues)
        {
            var example = dialogue.ToExample(system);
            if (DialogueRules.Check(dialogue, draft.Setup.Settings.SupportDialogues, system) is { } reason)
            {
                draft.Drop(answered, reason, example);
            }
            else if (draft.Join(answered, GenerationState.UserText(example.Messages), example: example) is { } task)
            {
                draft.Keep(answered, task, example);
            }
        }

        if (answered.IsCut)
        {
            draft.Note(answered, CandidateOutcome.Truncated, "the answer was cut at the token limit");
        }
        else if (malformed is not null)
        {
            draft.Note(answered, CandidateOutcome.Malformed, malformed);
        }
    }

    private static TeacherRequest Ask(RoundContext context, int number, List<Demonstration> seeds)
    {
        var s = context.Setup.Settings.SupportDialogues;
        var teacher = context.Setup.Teacher(number);
        var shown = context.Setup.Fit(DemonstrationSampler.Sample(seeds, s.Demonstrations, context.Setup.Settings.Seed, context.Round, number), teacher, whole: true);
        var text = new StringBuilder();
        foreach (var (index, demo) in shown.Index())
        {
            text.Append(CultureInfo.InvariantCulture, $"### Conversation {index + 1}\n{SelfInstructPrompt.Quote(Text(demo))}\n\n");
        }

        var values = new Dictionary<string, string>
        {
            ["dialogues"] = text.ToString().TrimEnd(),
            ["context"] = Context(Standing(shown)),
            ["count"] = Text(s.PerRequest),
            ["min"] = Text(s.MinTurns),
            ["max"] = Text(s.MaxTurns),
        };
        var parameters = new CallParameters { Temperature = Temperature(teacher, s.Temperature), MaxOutputTokens = MaxTokens(teacher, s.MaxTokens), Schema = SchemaName };
        return context.Ask(number, "dialogues", teacher, Prompt, values, parameters, shown, Schema);
    }

    private static bool IsSupport(Demonstration seed) => seed.System?.Contains(Summary, StringComparison.Ordinal) == true;

    /// <summary>What all conversations have before their summaries.</summary>
    private static string? Standing(IReadOnlyList<Demonstration> shown)
    {
        var before = shown.Select(demo => demo.System![..demo.System!.IndexOf(Summary, StringComparison.Ordinal)].Trim()).Distinct().ToList();
        return before is [{ Length: > 0 } one] ? one : null;
    }

    private static string Text(Demonstration demo)
    {
        var context = demo.System![demo.System!.IndexOf(Summary, StringComparison.Ordinal)..].Trim();
        IEnumerable<ChatTurn> turns = demo.Turns ?? [new("user", demo.Instruction), new("assistant", demo.Response)];
        var said = turns.Where(turn => turn.Role is "user" or "assistant").Select(turn => $"{(turn.Role == "user" ? "Customer" : "Agent")}: {turn.Content?.Trim()}");
        return $"{context}\n\n{string.Join('\n', said)}";
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
