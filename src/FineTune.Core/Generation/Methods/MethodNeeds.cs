using FineTune.Core.Generation.Rounds;
using FineTune.Core.Lineages;

namespace FineTune.Core.Generation.Methods;

/// <summary>What methods need before they can ask anything.</summary>
internal static class MethodNeeds
{
    /// <summary>Why there is too little; null when there is enough.</summary>
    /// <param name="found">Rows of the drop that can be shown.</param>
    public static string? Refuse(string method, GenerationSetup setup, int found, int needed, string rows = "rows with one question and its answer") =>
        setup.Teachers.Count == 0 ? $"The method {method} needs a teacher. Set $.models.teacher."
        : found >= needed ? null
        : $"The method {method} needs at least {needed} {rows} to show to the teacher; the drop has {found}. Drop more rows, or take another method in $.generation.methods.";

    /// <summary>The teacher's own setting, else the method's.</summary>
    public static float Temperature(ModelChoice teacher, double setting) => teacher.Temperature ?? (float)setting;

    public static int MaxTokens(ModelChoice teacher, int setting) => teacher.MaxOutputTokens ?? setting;

    /// <summary>Null where the setting is 0, which is the provider's default: some models take no penalty at all.</summary>
    public static float? Penalty(double setting) => setting == 0 ? null : (float)setting;

    public static string Context(IReadOnlyList<Demonstration> shown) => Context(SelfInstructPrompt.SharedSystem(shown));

    public static string Context(string? system) =>
        string.IsNullOrWhiteSpace(system) ? "" : $"\nThe assistant has this standing instruction:\n\"\"\"\n{SelfInstructPrompt.Quote(system)}\n\"\"\"";
}
