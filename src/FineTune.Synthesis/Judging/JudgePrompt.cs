using System.Text.Json;
using System.Text.RegularExpressions;
using FineTune.Core.Examples;
using FineTune.Synthesis.Prompts;
using Microsoft.Extensions.AI;

namespace FineTune.Synthesis.Judging;

/// <summary>How a judge is asked for a score.</summary>
public static partial class JudgePrompt
{
    public const string Version = "judge/v1";

    public const string SchemaName = "verdict";

    private static readonly PromptTemplate Template = PromptTemplate.Load("judge.md");

    /// <summary>Content id of the template.</summary>
    public static string Hash => Template.Hash;

    /// <summary>JSON schema of the answer, in the strict form that providers take. Reasons come before the score.</summary>
    public static JsonElement Schema { get; } = JsonElement.Parse(
        """
        {"type":"object","properties":{"rationale":{"type":"string"},"score":{"type":"integer"}},"required":["rationale","score"],"additionalProperties":false}
        """);

    /// <param name="answerInstead">The answer to judge in place of the example's own.</param>
    /// <param name="reference">A right answer to compare with.</param>
    public static IReadOnlyList<ChatMessage> Build(ChatExample example, string? answerInstead = null, string? reference = null)
    {
        ArgumentNullException.ThrowIfNull(example);
        return Template.Render(new Dictionary<string, string>
        {
            ["instruction"] = Neutral(ConversationText.Of(example)),
            ["response"] = Neutral(answerInstead ?? ExampleText.Response(example)),
            ["reference"] = reference is null ? "" : $"\n\n[Reference]\n{Neutral(reference)}\n[End of reference]",
        });
    }

    /// <summary>Row text never closes or opens a section: its marks get round brackets.</summary>
    private static string Neutral(string text) => Marks().Replace(text, "($1)");

    [GeneratedRegex(@"\[\s*((?:end\s+of\s+)?(?:instruction|response|reference))\s*\]", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Marks();
}
