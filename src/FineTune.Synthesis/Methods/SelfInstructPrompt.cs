using System.Globalization;
using System.Text;
using System.Text.Json;
using FineTune.Synthesis.Candidates;
using FineTune.Synthesis.Prompts;
using Microsoft.Extensions.AI;

namespace FineTune.Synthesis.Methods;

/// <summary>How a teacher is asked for new examples.</summary>
public static class SelfInstructPrompt
{
    public const string Version = "self-instruct/v1";

    public const string SchemaName = "examples";

    private static readonly PromptTemplate Template = PromptTemplate.Load("self-instruct.md");

    /// <summary>Content id of the template.</summary>
    public static string Hash => Template.Hash;

    /// <summary>JSON schema of the answer, in the strict form that providers take.</summary>
    public static JsonElement Schema { get; } = JsonElement.Parse(
        """
        {"type":"object","properties":{"examples":{"type":"array","items":{"type":"object","properties":{"instruction":{"type":"string"},"response":{"type":"string"}},"required":["instruction","response"],"additionalProperties":false}}},"required":["examples"],"additionalProperties":false}
        """);

    /// <param name="ask">Examples asked for.</param>
    public static IReadOnlyList<ChatMessage> Build(IReadOnlyList<Demonstration> demos, int ask) => Template.Render(Values(demos, ask));

    internal static IReadOnlyDictionary<string, string> Values(IReadOnlyList<Demonstration> demos, int ask)
    {
        ArgumentNullException.ThrowIfNull(demos);
        var shown = new StringBuilder();
        foreach (var (index, demo) in demos.Index())
        {
            shown.Append(CultureInfo.InvariantCulture, $"### Example {index + 1}\nInstruction: {Quote(demo.Instruction)}\nResponse: {Quote(demo.Response)}\n\n");
        }

        var system = SharedSystem(demos);
        return new Dictionary<string, string>
        {
            ["demonstrations"] = shown.ToString().TrimEnd(),
            ["count"] = ask.ToString(CultureInfo.InvariantCulture),
            ["context"] = system is null ? "" : $"\nThe assistant of these examples has this standing instruction:\n\"\"\"\n{Quote(system)}\n\"\"\"",
        };
    }

    /// <summary>The system message that all demonstrations share; null where they differ or have none.</summary>
    internal static string? SharedSystem(IReadOnlyList<Demonstration> demos) =>
        demos.Count > 0 && demos.All(demo => demo.System == demos[0].System) && !string.IsNullOrWhiteSpace(demos[0].System) ? demos[0].System : null;

    /// <summary>Row text that starts a line like one of our headings is moved by one space, so that it never opens a section.</summary>
    internal static string Quote(string text) =>
        text.ReplaceLineEndings("\n").Replace("\n###", "\n ###", StringComparison.Ordinal) is var quoted && quoted.StartsWith("###", StringComparison.Ordinal)
            ? " " + quoted
            : quoted;
}
