using System.Text.Json;
using FineTune.Core.Datasets.Legacy;

namespace FineTune.Core.Datasets;

/// <summary>Finds out which shape a line has and reads it.</summary>
internal static class ShapeReader
{
    private static readonly string[] InstructionKeys = ["instruction", "input", "output", "system"];
    private static readonly string[] PromptKeys = ["prompt", "completion"];

    public static (InputShape Shape, ChatExample Example)? Read(JsonElement line, LineFindings findings)
    {
        if (line.TryGetProperty("messages"u8, out _))
        {
            return With(InputShape.Chat, ChatReader.Read(line, findings));
        }

        if (line.TryGetProperty("instruction"u8, out _))
        {
            return With(InputShape.Instruction, Instruction(line, findings));
        }

        if (line.TryGetProperty("prompt"u8, out _) || line.TryGetProperty("completion"u8, out _))
        {
            return With(InputShape.PromptCompletion, PromptCompletion(line, findings));
        }

        findings.Add(RuleIds.UnknownShape, Guess(line));
        return null;
    }

    private static (InputShape, ChatExample)? With(InputShape shape, ChatExample? example) => example is null ? null : (shape, example);

    private static ChatExample? Instruction(JsonElement line, LineFindings findings)
    {
        UnknownKeys(line, InstructionKeys, findings);
        var instruction = Text(line, "instruction", required: true, findings);
        var input = Text(line, "input", required: false, findings);
        var output = Text(line, "output", required: true, findings);
        var system = Text(line, "system", required: false, findings);
        Require(instruction, RuleIds.EmptyInstruction, "$.instruction", findings);
        Require(output, RuleIds.EmptyAnswer, "$.output", findings);
        return findings.HasError ? null : InstructionConverter.Convert(instruction!, input, output!, system);
    }

    private static ChatExample? PromptCompletion(JsonElement line, LineFindings findings)
    {
        UnknownKeys(line, PromptKeys, findings);
        var prompt = Text(line, "prompt", required: true, findings);
        var completion = Text(line, "completion", required: true, findings);
        if (findings.HasError)
        {
            return null;
        }

        var example = PromptCompletionConverter.Convert(prompt!, completion!);
        Require(ExampleText.Response(example), RuleIds.EmptyAnswer, "$.completion", findings);
        Require(ExampleText.Instruction(example), RuleIds.EmptyInstruction, "$.prompt", findings);
        if (LegacyMarks.HasStopTrap(completion!))
        {
            findings.Add(RuleIds.StopTrap, "$.completion has several lines and ends with a line end as its only stop sequence.", "$.completion");
        }

        return example;
    }

    private static string? Text(JsonElement line, string name, bool required, LineFindings findings)
    {
        var path = JsonPaths.Key("$", name);
        if (!line.TryGetProperty(name, out var value) || (value.ValueKind == JsonValueKind.Null && !required))
        {
            if (required)
            {
                findings.Add(RuleIds.MissingField, $"'{name}' is missing.", path);
            }

            return null;
        }

        if (value.ValueKind != JsonValueKind.String)
        {
            findings.WrongType(path, "text", value);
            return null;
        }

        return value.GetString();
    }

    private static void Require(string? text, string rule, string path, LineFindings findings)
    {
        if (text is not null && string.IsNullOrWhiteSpace(text))
        {
            findings.Add(rule, $"{path} is empty.", path);
        }
    }

    private static void UnknownKeys(JsonElement line, string[] known, LineFindings findings)
    {
        foreach (var property in line.EnumerateObject())
        {
            if (!property.IsOneOf(known))
            {
                var path = JsonPaths.Key("$", property.Name);
                findings.Add(RuleIds.UnknownKey, $"{path} is not known and is left out.", path);
            }
        }
    }

    private static string Guess(JsonElement line)
    {
        const string Wanted = "The line has neither 'messages' nor 'instruction' nor 'prompt'";
        if (line.TryGetProperty("preferred_output"u8, out _) || line.TryGetProperty("chosen"u8, out _))
        {
            return Wanted + ": it looks like a preference pair, which supervised training does not take.";
        }

        return line.TryGetProperty("conversations"u8, out _)
            ? Wanted + ": rename 'conversations' to 'messages', 'from' to 'role' and 'value' to 'content'."
            : line.EnumerateObject().Any() ? Wanted + "." : "The line is an empty object.";
    }
}
