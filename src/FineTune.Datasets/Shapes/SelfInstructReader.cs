using System.Text.Json;
using FineTune.Core;
using FineTune.Datasets.Conversations;
using FineTune.Datasets.Json;
using FineTune.Datasets.Rules;

namespace FineTune.Datasets.Shapes;

/// <summary>Reads a self-instruct task: one instruction, and an example for each of its instances.</summary>
internal static class SelfInstructReader
{
    /// <summary>What a task says about itself beyond its examples.</summary>
    public static readonly IReadOnlyList<string> TaskKeys = ["id", "name", "is_classification"];

    private static readonly string[] Keys = ["instruction", "instances", .. TaskKeys];
    private static readonly string[] InstanceKeys = ["input", "output"];

    public static IReadOnlyList<ReadExample>? Read(JsonElement line, LineFindings findings)
    {
        LineFields.UnknownKeys(line, "$", Keys, findings);
        var instruction = LineFields.Text(line, "$", "instruction", required: true, findings);
        LineFields.Require(instruction, RuleIds.EmptyInstruction, "$.instruction", findings);
        if (LineFields.Array(line, "$", "instances", findings) is not { } instances)
        {
            return null;
        }

        if (instances.GetArrayLength() == 0)
        {
            findings.Add(RuleIds.MissingField, "$.instances has no instance.", "$.instances");
        }

        var examples = new List<ReadExample>(instances.GetArrayLength());
        foreach (var (index, instance) in instances.EnumerateArray().Index())
        {
            if (Instance(instance, index, instruction, findings) is { } example)
            {
                examples.Add(example);
            }
        }

        return findings.HasError ? null : examples;
    }

    private static ReadExample? Instance(JsonElement instance, int index, string? instruction, LineFindings findings)
    {
        var path = JsonPaths.Item("$.instances", index);
        if (instance.ValueKind != JsonValueKind.Object)
        {
            findings.WrongType(path, "an object", instance);
            return null;
        }

        LineFields.UnknownKeys(instance, path, InstanceKeys, findings);
        var input = LineFields.Text(instance, path, "input", required: false, findings);
        var output = LineFields.Text(instance, path, "output", required: true, findings);
        LineFields.Require(output, RuleIds.EmptyAnswer, path + ".output", findings);
        return instruction is null || output is null
            ? null
            : new ReadExample(
                InstructionConverter.Convert(instruction, input, output), TurnPaths.Instance(index, !string.IsNullOrWhiteSpace(input)), instruction, input);
    }
}
