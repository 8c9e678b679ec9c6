using System.Text.Json;
using FineTune.Core.Lineages;
using FineTune.Synthesis.Candidates;
using FineTune.Synthesis.Teachers;

namespace FineTune.Synthesis.Rounds;

/// <summary>What a method sees when it plans a round.</summary>
/// <param name="Round">0-based over all rounds of the data set.</param>
/// <param name="Turn">Rounds that the method had before.</param>
/// <param name="Requests">Questions of the first stage at most.</param>
/// <param name="Pool">As it is at the round's start.</param>
public sealed record RoundContext(GenerationSetup Setup, int Round, int Turn, int Requests, TaskPool Pool)
{
    /// <summary>A question of the first stage.</summary>
    /// <param name="schema">The one that the parameters name.</param>
    internal TeacherRequest Ask(
        int number, string step, ModelChoice teacher, GenerationPrompt prompt, IReadOnlyDictionary<string, string> values, CallParameters parameters,
        IReadOnlyList<Demonstration> shown, JsonElement? schema = null) =>
        new(Round, number, step, teacher, prompt, prompt.Template.Render(values), parameters, shown) { Schema = schema, Seed = SeedOf(Setup, Round, number) };

    internal static long SeedOf(GenerationSetup setup, int round, int number) =>
        ((setup.Settings.Seed * 1_000_003L) + (round * 10_007L) + number) & int.MaxValue;
}
