using FineTune.Core.Lineages;
using FineTune.Synthesis.Candidates;
using FineTune.Synthesis.Rounds;

namespace FineTune.Synthesis.Methods;

/// <summary>What methods need before they can ask anything.</summary>
internal static class MethodNeeds
{
    /// <summary>Why there is too little; null when there is enough.</summary>
    /// <param name="found">Rows of the drop that can be shown.</param>
    public static string? Refuse(string method, GenerationSetup setup, int found, int needed, string rows = "rows with one question and its answer") =>
        setup.Teachers.Count == 0 ? $"The method {method} needs a teacher. Set $.models.teacher."
        : found >= needed ? null
        : $"The method {method} needs at least {needed} {rows} to show to the teacher; the drop has {found}. Drop more rows, or choose another method in $.generation.methods.";

    /// <summary>Tokens of a prompt with demonstrations: one is always shown, however long it is.</summary>
    public static long PromptTokens(GenerationSetup setup) => Math.Max(RequestCost.PromptTokens, AboutOne(setup));

    /// <summary>Tokens of a prompt about one row of the drop.</summary>
    public static long AboutOne(GenerationSetup setup)
    {
        var models = setup.Teachers.Select(teacher => teacher.Model).Distinct(StringComparer.Ordinal);
        return 1_000 + models.SelectMany(model => setup.Seeds.Select(seed => Longest(setup, model, seed))).DefaultIfEmpty(0).Max();
    }

    private static long Longest(GenerationSetup setup, string model, Demonstration seed) =>
        (long)setup.Tokens.Count(model, seed.System ?? "") + setup.Tokens.Count(model, seed.Response)
        + (seed.Turns is { } turns ? turns.Sum(turn => (long)setup.Tokens.Count(model, turn.Content ?? "")) : setup.Tokens.Count(model, seed.Instruction));

    /// <summary>Tokens of an answer at most, whichever teacher gives it.</summary>
    public static long AnswerTokens(GenerationSetup setup, int setting) => setup.Teachers.Select(teacher => MaxTokens(teacher, setting)).DefaultIfEmpty(setting).Max();

    /// <summary>The teacher's own setting, else the method's.</summary>
    public static float Temperature(ModelChoice teacher, double setting) => teacher.Temperature ?? (float)setting;

    public static int MaxTokens(ModelChoice teacher, int setting) => teacher.MaxOutputTokens ?? setting;

    /// <summary>Null where the setting is 0, which is the provider's default: some models take no penalty at all.</summary>
    public static float? Penalty(double setting) => setting == 0 ? null : (float)setting;

    public static string Context(IReadOnlyList<Demonstration> shown) => Context(SelfInstructPrompt.SharedSystem(shown));

    public static string Context(string? system) =>
        string.IsNullOrWhiteSpace(system) ? "" : $"\nThe assistant has this standing instruction:\n\"\"\"\n{SelfInstructPrompt.Quote(system)}\n\"\"\"";
}
