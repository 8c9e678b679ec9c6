using System.Text.Json;
using FineTune.Core.Lineages;
using FineTune.Synthesis.Candidates;
using Microsoft.Extensions.AI;

namespace FineTune.Synthesis.Teachers;

/// <summary>One question to one teacher. The same round of the same state asks the same questions, whoever plans it and whenever.</summary>
/// <param name="Number">0-based over all stages of the round; answers are merged in this order.</param>
/// <param name="Step">What the method asks for, for example <c>instructions</c> or <c>evolve.deepen</c>.</param>
/// <param name="Shown">The demonstrations in the prompt, or the row that it is about.</param>
public sealed record TeacherRequest(
    int Round, int Number, string Step, ModelChoice Teacher, GenerationPrompt Prompt, IReadOnlyList<ChatMessage> Messages, CallParameters Parameters,
    IReadOnlyList<Demonstration> Shown)
{
    /// <summary>Unique among the requests of a data set.</summary>
    public string Id => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{Round}/{Number}");

    /// <summary>Of the answer, where it is to be JSON.</summary>
    public JsonElement? Schema { get; init; }

    /// <summary>Sent to the provider; 0 to 2^31 - 1.</summary>
    public long Seed { get; init; }

    /// <summary>The task that the question is about; null for questions that ask for new ones.</summary>
    public GeneratedTask? Task { get; init; }

    /// <summary>How that task came to be, where a teacher wrote it.</summary>
    public Provenance? TaskFrom { get; init; }

    public ChatOptions ToOptions() => Parameters.ToOptions(Seed, Schema);

    /// <summary>The question again, after an answer that could not be read. The old answer is shown back up to 2,000 characters.</summary>
    /// <param name="problem">What <c>IGenerationMethod.Problem</c> said.</param>
    public IReadOnlyList<ChatMessage> AskAgain(string answer, string problem)
    {
        ArgumentNullException.ThrowIfNull(answer);
        var shown = answer.Length <= ShownBack ? answer : answer[..ShownBack];
        return
        [
            .. Messages, new(ChatRole.Assistant, string.IsNullOrWhiteSpace(shown) ? "(nothing)" : shown),
            new(ChatRole.User, $"That could not be read: {problem}. Answer once more, complete and in the form asked for, and with nothing else."),
        ];
    }

    private const int ShownBack = 2_000;
}
