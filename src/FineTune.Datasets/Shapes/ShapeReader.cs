using System.Text.Json;
using FineTune.Core.Examples;
using FineTune.Datasets.Conversations;
using FineTune.Datasets.Json;
using FineTune.Datasets.Legacy;
using FineTune.Datasets.Rows;
using FineTune.Datasets.Rules;

namespace FineTune.Datasets.Shapes;

/// <summary>Finds out which shape a line has and reads it.</summary>
internal static class ShapeReader
{
    private static readonly string[] InstructionKeys = ["instruction", "input", "output", "system"];
    private static readonly string[] PromptKeys = ["prompt", "completion"];

    /// <summary>The shape by the line's keys; null where they fit none. The first that fits counts.</summary>
    public static InputShape? ShapeOf(JsonElement line) =>
        line.TryGetProperty("messages"u8, out _) ? InputShape.Chat
        : line.TryGetProperty("preferred_output"u8, out _) || line.TryGetProperty("non_preferred_output"u8, out _) ? InputShape.Preference
        : line.TryGetProperty("instances"u8, out _) ? InputShape.SelfInstruct
        : line.TryGetProperty("instruction"u8, out _) ? InputShape.Instruction
        : line.TryGetProperty("prompt"u8, out _) || line.TryGetProperty("completion"u8, out _) ? InputShape.PromptCompletion
        : null;

    /// <summary>What the line says; null when an error keeps it from being read.</summary>
    public static ReadLine? Read(JsonElement line, LineFindings findings)
    {
        if (ShapeOf(line) is not { } shape)
        {
            findings.Add(RuleIds.UnknownShape, Guess(line));
            return null;
        }

        return shape switch
        {
            InputShape.Chat => One(shape, Chat(line, findings)),
            InputShape.Preference => One(shape, PreferenceReader.Read(line, findings)),
            InputShape.SelfInstruct => SelfInstructReader.Read(line, findings) is { } tasks ? new ReadLine(shape, tasks) : null,
            InputShape.Instruction => One(shape, Instruction(line, findings)),
            _ => One(shape, PromptCompletion(line, findings)),
        };
    }

    private static ReadLine? One(InputShape shape, ReadExample? example) => example is null ? null : new ReadLine(shape, [example]);

    private static ReadExample? Chat(JsonElement line, LineFindings findings) =>
        ChatReader.Read(line, findings) is { } example ? new ReadExample(example, TurnPaths.Chat) : null;

    private static ReadExample? Instruction(JsonElement line, LineFindings findings)
    {
        LineFields.UnknownKeys(line, "$", InstructionKeys, findings);
        var instruction = LineFields.Text(line, "$", "instruction", required: true, findings);
        var input = LineFields.Text(line, "$", "input", required: false, findings);
        var output = LineFields.Text(line, "$", "output", required: true, findings);
        var system = LineFields.Text(line, "$", "system", required: false, findings);
        LineFields.Require(instruction, RuleIds.EmptyInstruction, "$.instruction", findings);
        LineFields.Require(output, RuleIds.EmptyAnswer, "$.output", findings);
        if (findings.HasError)
        {
            return null;
        }

        var example = InstructionConverter.Convert(instruction!, input, output!, system);
        return new ReadExample(example, TurnPaths.Instruction(example), instruction, input);
    }

    private static ReadExample? PromptCompletion(JsonElement line, LineFindings findings)
    {
        LineFields.UnknownKeys(line, "$", PromptKeys, findings);
        var prompt = LineFields.Text(line, "$", "prompt", required: true, findings);
        var completion = LineFields.Text(line, "$", "completion", required: true, findings);
        if (findings.HasError)
        {
            return null;
        }

        var example = PromptCompletionConverter.Convert(prompt!, completion!);
        LineFields.Require(ExampleText.Response(example), RuleIds.EmptyAnswer, "$.completion", findings);
        LineFields.Require(ExampleText.Instruction(example), RuleIds.EmptyInstruction, "$.prompt", findings);
        if (LegacyMarks.HasStopTrap(completion!))
        {
            findings.Add(RuleIds.StopTrap, "$.completion has several lines and ends with a line end as its only stop sequence.", "$.completion");
        }

        return new ReadExample(example, TurnPaths.PromptCompletion(example));
    }

    private static string Guess(JsonElement line)
    {
        const string Wanted = "The line has neither 'messages' nor 'instruction' nor 'prompt' nor 'preferred_output'";
        if (line.TryGetProperty("chosen"u8, out _))
        {
            return Wanted + ": a preference pair is {\"input\": {\"messages\": [...]}, \"preferred_output\": [...], \"non_preferred_output\": [...]}.";
        }

        return line.TryGetProperty("conversations"u8, out _)
            ? Wanted + ": rename 'conversations' to 'messages', 'from' to 'role' and 'value' to 'content'."
            : line.EnumerateObject().Any() ? Wanted + "." : "The line is an empty object.";
    }
}
