using FineTune.Core.Lineages.Generation;
using static FineTune.Core.Lineages.Reading.SettingsRanges;

namespace FineTune.Core.Lineages.Reading;

/// <summary>What the settings of generation may be, and which of them contradict each other.</summary>
internal static class GenerationRanges
{
    public static IEnumerable<string?> Problems(GenerationSettings g) =>
        General(g).Concat(Methods(g.Methods)).Concat(SelfInstruct(g.SelfInstruct)).Concat(Alpaca(g.Alpaca)).Concat(Evolve(g.EvolInstruct))
            .Concat(Answers(g.Answers)).Concat(Support(g.SupportDialogues));

    private static IEnumerable<string?> General(GenerationSettings g) =>
    [
        Between("$.generation.perExample", g.PerExample, 0, 100),
        Between("$.generation.maxCandidates", g.MaxCandidates, 0, 100_000),
        Between("$.generation.demonstrations", g.Demonstrations, 1, 32),
        Between("$.generation.perCall", g.PerCall, 1, 50),
        Between("$.generation.noveltyThreshold", g.NoveltyThreshold, 0, 1),
        Between("$.generation.roundRequests", g.RoundRequests, 1, 50),
    ];

    private static IEnumerable<string?> Methods(IReadOnlyList<MethodShare> methods) =>
    [
        methods.Count == 0 ? "$.generation.methods is empty. Name a method, leave it out for the default, or set $.generation.enabled to false." : null,
        .. methods.Index().Select(method => Between($"$.generation.methods[{method.Index}].share", method.Item.Share, 0, 1_000_000)),
        methods.Count > 0 && methods.All(method => method.Share == 0) ? "$.generation.methods has no share above 0. Give one method a share, or set $.generation.enabled to false." : null,
        methods.Select(method => method.Method).Distinct().Count() < methods.Count ? "$.generation.methods names a method twice. Combine the two shares." : null,
    ];

    private static IEnumerable<string?> SelfInstruct(SelfInstructSettings s) =>
    [
        Between("$.generation.selfInstruct.humanDemonstrations", s.HumanDemonstrations, 0, 32),
        Between("$.generation.selfInstruct.machineDemonstrations", s.MachineDemonstrations, 0, 32),
        s.HumanDemonstrations + s.MachineDemonstrations == 0
            ? "$.generation.selfInstruct.humanDemonstrations and machineDemonstrations must not both be 0." : null,
        Between("$.generation.selfInstruct.perRequest", s.PerRequest, 1, 50),
        Between("$.generation.selfInstruct.temperature", s.Temperature, 0, 2),
        Between("$.generation.selfInstruct.topP", s.TopP, 0, 1),
        Between("$.generation.selfInstruct.presencePenalty", s.PresencePenalty, -2, 2),
        Between("$.generation.selfInstruct.maxInstances", s.MaxInstances, 1, 20),
        Between("$.generation.selfInstruct.maxInstanceTokens", s.MaxInstanceTokens, 50, 131_072),
        Between("$.generation.selfInstruct.instancePresencePenalty", s.InstancePresencePenalty, -2, 2),
    ];

    private static IEnumerable<string?> Alpaca(AlpacaSettings s) =>
    [
        Between("$.generation.alpaca.demonstrations", s.Demonstrations, 1, 32),
        Between("$.generation.alpaca.perRequest", s.PerRequest, 2, 64),
        s.PerRequest <= s.Demonstrations ? "$.generation.alpaca.perRequest includes the demonstrations, so it must be greater than $.generation.alpaca.demonstrations." : null,
        Between("$.generation.alpaca.temperature", s.Temperature, 0, 2),
        Between("$.generation.alpaca.topP", s.TopP, 0, 1),
        Between("$.generation.alpaca.maxTokens", s.MaxTokens, 50, 131_072),
    ];

    private static IEnumerable<string?> Evolve(EvolInstructSettings s) =>
    [
        Between("$.generation.evolInstruct.rounds", s.Rounds, 1, 10),
        Between("$.generation.evolInstruct.minAddedWords", s.MinAddedWords, 1, 200),
        Between("$.generation.evolInstruct.maxAddedWords", s.MaxAddedWords, 1, 200),
        s.MinAddedWords > s.MaxAddedWords ? "$.generation.evolInstruct.minAddedWords must not be more than $.generation.evolInstruct.maxAddedWords." : null,
        Between("$.generation.evolInstruct.temperature", s.Temperature, 0, 2),
        Between("$.generation.evolInstruct.maxTokens", s.MaxTokens, 50, 131_072),
    ];

    private static IEnumerable<string?> Answers(AnswersSettings s) =>
    [
        Between("$.generation.answers.teachers", s.Teachers, 1, 16),
        Between("$.generation.answers.temperature", s.Temperature, 0, 2),
        Between("$.generation.answers.maxTokens", s.MaxTokens, 1, 131_072),
    ];

    private static IEnumerable<string?> Support(SupportDialoguesSettings s) =>
    [
        Between("$.generation.supportDialogues.demonstrations", s.Demonstrations, 1, 16),
        Between("$.generation.supportDialogues.perRequest", s.PerRequest, 1, 20),
        Between("$.generation.supportDialogues.minTurns", s.MinTurns, 2, 100),
        Between("$.generation.supportDialogues.maxTurns", s.MaxTurns, 2, 100),
        s.MinTurns > s.MaxTurns ? "$.generation.supportDialogues.minTurns must not be more than $.generation.supportDialogues.maxTurns." : null,
        Between("$.generation.supportDialogues.temperature", s.Temperature, 0, 2),
        Between("$.generation.supportDialogues.maxTokens", s.MaxTokens, 50, 131_072),
    ];
}
