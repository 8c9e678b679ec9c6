using FineTune.Core.Lineages.Generation;
using FineTune.Synthesis.Candidates;
using FineTune.Synthesis.Filters;
using FineTune.Synthesis.Rounds;
using FineTune.Synthesis.Teachers;
using static FineTune.Synthesis.Methods.MethodNeeds;

namespace FineTune.Synthesis.Methods.Pairs;

/// <summary>Self-instruct in one call: instructions with their responses, as structured output.</summary>
public sealed class PairsMethod : IGenerationMethod
{
    /// <summary>Upper bound of an answer, in tokens per example asked for.</summary>
    public const int TokensPerExample = 600;
    private const double DefaultTemperature = 0.8;

    private static readonly GenerationPrompt Prompt = GenerationPrompt.Load("self-instruct");

    public GenerationMethod Kind => GenerationMethod.Pairs;

    public string Name => "pairs";

    public string? Refuse(GenerationSetup setup)
    {
        ArgumentNullException.ThrowIfNull(setup);
        return MethodNeeds.Refuse(Name, setup, setup.Seeds.Count, 1);
    }

    public RequestCost Most(GenerationSetup setup)
    {
        ArgumentNullException.ThrowIfNull(setup);
        var asked = setup.Settings.PerCall;
        return new RequestCost(1, asked, PromptTokens(setup), AnswerTokens(setup, asked * TokensPerExample));
    }

    public IReadOnlyList<TeacherRequest> Plan(RoundContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        return [.. Enumerable.Range(0, context.Requests).Select(number => Ask(context, number))];
    }

    public string? Problem(TeacherRequest request, string text) => SelfInstructAnswer.Parse(text) is { Pairs.Count: 0 } read ? read.Malformed : null;

    public void Take(AnsweredRequest answered, RoundDraft draft)
    {
        ArgumentNullException.ThrowIfNull(answered);
        ArgumentNullException.ThrowIfNull(draft);
        var (pairs, malformed) = SelfInstructAnswer.Parse(answered.Text);
        foreach (var pair in pairs)
        {
            var example = GeneratedExample.Make(pair, answered.Request.Shown);
            if (CandidateFilters.Check(pair, answered.Request.Shown) is { } reason)
            {
                draft.Drop(answered, reason, example);
            }
            else if (draft.Join(answered, pair.Instruction, example: example) is { } task)
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

    private static TeacherRequest Ask(RoundContext context, int number)
    {
        var s = context.Setup.Settings;
        var teacher = context.Setup.Teacher(number);
        var shown = context.Setup.Fit(DemonstrationSampler.Sample(context.Pool.Seeds, s.Demonstrations, s.Seed, context.Round, number), teacher);
        var parameters = new CallParameters
        {
            Temperature = Temperature(teacher, DefaultTemperature),
            MaxOutputTokens = MaxTokens(teacher, s.PerCall * TokensPerExample),
            Schema = SelfInstructPrompt.SchemaName,
        };
        return context.Ask(number, "pairs", teacher, Prompt, SelfInstructPrompt.Values(shown, s.PerCall), parameters, shown, SelfInstructPrompt.Schema);
    }
}
