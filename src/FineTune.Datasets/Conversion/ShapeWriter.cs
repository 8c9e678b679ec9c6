using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using FineTune.Core.Examples;
using FineTune.Datasets.Legacy;
using FineTune.Datasets.Rows;
using FineTune.Datasets.Shapes;

namespace FineTune.Datasets.Conversion;

/// <summary>Writes one example in a shape. What has no place is named as a loss; null, with a reason, when the example has none itself.</summary>
internal static class ShapeWriter
{
    /// <summary>Ends every prompt that is not a support conversation.</summary>
    private const string Separator = "\n\n###\n\n";

    /// <summary>Ends every completion.</summary>
    private const string Stop = " END";

    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, MaxDepth = 2 * 64 };

    public static byte[]? Write(ReadExample read, InputShape target, Losses losses, out string? refusal)
    {
        refusal = null;
        return target switch
        {
            InputShape.Chat => ExampleJson.ToTrainingLine(read.Example),
            InputShape.Preference => Preference(read, out refusal),
            InputShape.PromptCompletion => PromptCompletion(read.Example, losses, out refusal),
            InputShape.Instruction => Instruction(read, losses, out refusal),
            _ => Task(read, losses, out refusal),
        };
    }

    /// <summary>A whole task, its instances kept together.</summary>
    public static byte[] Task(JsonElement source, IReadOnlyList<ReadExample> instances) => Json(json =>
    {
        foreach (var key in SelfInstructReader.TaskKeys.Where(key => source.TryGetProperty(key, out _)))
        {
            json.WritePropertyName(key);
            source.GetProperty(key).WriteTo(json);
        }

        Instances(json, instances[0].Instruction!, [.. instances.Select(instance => (instance.Input, ExampleText.Response(instance.Example)))]);
    });

    private static byte[]? Preference(ReadExample read, out string? refusal)
    {
        refusal = read.NonPreferred is null ? "It has no losing answer, which a preference pair needs." : null;
        if (read.NonPreferred is not { } nonPreferred)
        {
            return null;
        }

        var input = read.Example with { Messages = [.. read.Example.Messages.Take(read.Given)] };
        return Json(json =>
        {
            json.WritePropertyName("input");
            json.WriteRawValue(ExampleJson.ToTrainingLine(input), skipInputValidation: true);
            json.WritePropertyName("preferred_output");
            json.WriteRawValue(ExampleJson.ToTurns([.. read.Example.Messages.Skip(read.Given)]), skipInputValidation: true);
            json.WritePropertyName("non_preferred_output");
            json.WriteRawValue(ExampleJson.ToTurns(nonPreferred), skipInputValidation: true);
        });
    }

    private static byte[]? Instruction(ReadExample read, Losses losses, out string? refusal)
    {
        if (PlainExample.TryMake(read.Example, losses, out refusal) is not { } plain)
        {
            return null;
        }

        return Json(json =>
        {
            json.WriteString("instruction", read.Instruction ?? plain.Question);
            json.WriteString("input", read.Input ?? "");
            json.WriteString("output", plain.Answer);
            if (plain.System is { } system)
            {
                json.WriteString("system", system);
            }
        });
    }

    private static byte[]? Task(ReadExample read, Losses losses, out string? refusal)
    {
        if (PlainExample.TryMake(read.Example, losses, out refusal) is not { } plain)
        {
            return null;
        }

        losses.Add(ConversionLoss.SystemFolded, plain.System is not null);
        var instruction = read.Instruction is { } own ? (plain with { Question = own }).Folded : plain.Folded;
        return Json(json => Instances(json, instruction, [(read.Input, plain.Answer)]));
    }

    private static byte[]? PromptCompletion(ChatExample example, Losses losses, out string? refusal)
    {
        refusal = null;
        if (Conversation(example) is { } prompt)
        {
            var before = example.Messages.SkipLast(1).ToList();
            losses.Add(ConversionLoss.DeveloperAsSystem, before[0].Role == "developer");
            losses.Add(ConversionLoss.WeightsChanged, before.Exists(turn => turn is { Role: "assistant", Weight: not 0 }));
            return Pair(prompt, PlainExample.AnswerOf(example.Messages[^1], losses)!);
        }

        if (PlainExample.TryMake(example, losses, out refusal) is not { } plain)
        {
            return null;
        }

        losses.Add(ConversionLoss.SystemFolded, plain.System is not null);
        return Pair(plain.Folded + Separator, plain.Answer);
    }

    /// <summary>The prompt of an example that is more than one question, as a support conversation; null where it cannot be one.</summary>
    private static string? Conversation(ChatExample example)
    {
        if (PlainExample.HasTools(example) || example.Messages.Any(turn => turn.Name is not null) || example.Messages.Count < 3)
        {
            return null;
        }

        var turns = example.Messages.SkipLast(1).Select(turn => turn.Role == "developer" ? turn with { Role = "system" } : turn);
        return SupportTemplate.TryWrite([.. turns]);
    }

    private static byte[] Pair(string prompt, string answer) => Json(json =>
    {
        json.WriteString("prompt", prompt);
        json.WriteString("completion", $" {answer}{Stop}");
    });

    private static void Instances(Utf8JsonWriter json, string instruction, IReadOnlyList<(string? Input, string Output)> instances)
    {
        json.WriteString("instruction", instruction);
        json.WriteStartArray("instances");
        foreach (var (input, output) in instances)
        {
            json.WriteStartObject();
            json.WriteString("input", input ?? "");
            json.WriteString("output", output);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static byte[] Json(Action<Utf8JsonWriter> write)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer, Options))
        {
            json.WriteStartObject();
            write(json);
            json.WriteEndObject();
        }

        return buffer.WrittenSpan.ToArray();
    }
}
