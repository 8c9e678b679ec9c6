using System.Text;
using FineTune.Core.Examples;
using FineTune.Datasets.Conversion;
using FineTune.Datasets.Rows;
using FineTune.Datasets.Rules;
using FineTune.Testing;
using FsCheck.Xunit;

namespace FineTune.Datasets.Tests.Conversion;

public sealed class RoundTripTests
{
    private static readonly InputShape[] Texts = [InputShape.Instruction, InputShape.PromptCompletion, InputShape.SelfInstruct];

    /// <summary>Texts that separators, templates and stop sequences are made of, so that every clash comes up.</summary>
    private static readonly string[] Words =
        ["a", "b c", "\n", "\n\n", " ", "###", "\n###", " END", " ->", "Customer:", "Agent:", "\nAgent:", "Summary: x", "Specific information: y", "---", "é😀", "\"", "\\", ".", "User: z"];

    [Property(MaxTest = 2000)]
    public bool Convert_AnyConversation_WithoutALossReadsBackTheSame(byte[] words, byte shape, byte kind)
    {
        var example = Conversation(words, kind);
        var line = ExampleJson.ToTrainingLine(example);
        var converted = LineConverter.Convert(line, 1, Texts[shape % Texts.Length]);
        if (!converted.IsConverted)
        {
            return converted.Refusal is not null || converted.Findings.Any(finding => finding.Severity == Severity.Error);
        }

        var back = LineConverter.Convert(converted.Lines[0], 1, InputShape.Chat);
        return back.IsConverted && (converted.Losses.Count > 0 || Encoding.UTF8.GetString(back.Lines[0]) == Encoding.UTF8.GetString(line));
    }

    [Property(MaxTest = 1000)]
    public bool Convert_AnInstruction_ThroughATaskAndBackIsTheSame(byte[] words, byte[] more, byte[] answer)
    {
        var line = JsonLine(Text(words), Text(more), Text(answer));
        var there = LineConverter.Convert(line, 1, InputShape.SelfInstruct);
        if (!there.IsConverted)
        {
            return string.IsNullOrWhiteSpace(Text(words)) || string.IsNullOrWhiteSpace(Text(answer));
        }

        var back = LineConverter.Convert(there.Lines[0], 1, InputShape.Instruction);
        return there.Losses.Count == 0 && back.Losses.Count == 0 && Encoding.UTF8.GetString(back.Lines[0]) == Encoding.UTF8.GetString(line);
    }

    [Property(MaxTest = 1000)]
    public bool Convert_AnySupportConversation_IsLosslessAsPrompt(byte turns, ushort seed)
    {
        var messages = new List<ChatTurn> { new("system", $"Summary: case {seed}\nstill open\n\nSpecific information: order {seed % 97}") };
        for (var i = 0; i < 1 + (turns % 5); i++)
        {
            messages.Add(new ChatTurn("user", $"Question {seed + i}?\nOn two lines."));
            messages.Add(new ChatTurn("assistant", $"Answer {seed * i}.", Weight: 0));
        }

        messages[^1] = messages[^1] with { Weight = null };
        var line = ExampleJson.ToTrainingLine(new ChatExample(messages));
        var prompt = LineConverter.Convert(line, 1, InputShape.PromptCompletion);
        var back = LineConverter.Convert(prompt.Lines[0], 1, InputShape.Chat);
        return prompt.Losses.Count == 0 && Encoding.UTF8.GetString(back.Lines[0]) == Encoding.UTF8.GetString(line);
    }

    [Theory]
    [InlineData("gsm8k-chat/train.jsonl", OracleData.Foundry)]
    [InlineData("tool-calling/stock_train.jsonl", OracleData.Foundry)]
    [InlineData("preferences/orca_dpo_pairs.jsonl", OracleData.Foundry)]
    [InlineData("self-instruct/seed_tasks.jsonl", OracleData.SelfInstruct)]
    [InlineData("t0-prompt-completion/cnn_dailymail_3_0_0_tldr_summary.jsonl", OracleData.T0)]
    [InlineData("t0-prompt-completion/quoref_Answer_Test.jsonl", OracleData.T0)]
    public void Convert_RealFiles_EveryLossIsNamed(string file, string source)
    {
        var lines = File.ReadLines(OracleData.File(file, source)).Where(line => line.Length > 0).ToList();
        foreach (var target in Enum.GetValues<InputShape>())
        {
            var all = lines.Select(line => LineConverter.Convert(Encoding.UTF8.GetBytes(line), 1, target)).ToList();
            var losses = all.SelectMany(line => line.Losses).GroupBy(loss => loss).Select(group => $"{group.Count()} {group.Key}");
            TestContext.Current.TestOutputHelper?.WriteLine($"{file} to {target}: {all.Count(line => line.IsConverted)} of {all.Count} ({string.Join(", ", losses)})");
            foreach (var (line, converted) in lines.Zip(all).Where(pair => pair.Second is { IsConverted: true, Losses.Count: 0 }))
            {
                Assert.Equal(Drops.Validate(line).Row!.Id, Drops.Validate(converted.Lines[0]).Row!.Id);
            }

            Assert.All(all.Where(line => !line.IsConverted), line => Assert.NotNull(line.Refusal));
        }
    }

    [Fact]
    public void Convert_RealFiles_AreLosslessWhereTheyCanBe()
    {
        AssertLossless("gsm8k-chat/train.jsonl", OracleData.Foundry, InputShape.Instruction, 449);
        AssertLossless("gsm8k-chat/train.jsonl", OracleData.Foundry, InputShape.Chat, 449);
        AssertLossless("preferences/orca_dpo_pairs.jsonl", OracleData.Foundry, InputShape.Preference, 284);
        AssertLossless("self-instruct/seed_tasks.jsonl", OracleData.SelfInstruct, InputShape.SelfInstruct, 175);
        AssertLossless("t0-prompt-completion/quoref_Answer_Test.jsonl", OracleData.T0, InputShape.Chat, 200);
    }

    private static void AssertLossless(string file, string source, InputShape target, int lines) =>
        Assert.Equal(lines, File.ReadLines(OracleData.File(file, source)).Where(line => line.Length > 0)
            .Count(line => LineConverter.Convert(Encoding.UTF8.GetBytes(line), 1, target) is { IsConverted: true, Losses.Count: 0 }));

    private static ChatExample Conversation(byte[] words, byte kind)
    {
        var texts = words.Chunk(3).Select(Text).ToList();
        var turns = new List<ChatTurn>();
        if ((kind & 1) == 1)
        {
            turns.Add(new ChatTurn((kind & 2) == 2 ? "developer" : "system", texts.Count > 0 ? texts[0] : "s"));
        }

        foreach (var (index, text) in texts.Skip(1).Index())
        {
            turns.Add(index % 2 == 0 ? new ChatTurn("user", text) : new ChatTurn("assistant", text, Weight: (kind & 4) == 4 ? 0 : null));
        }

        turns.Add(new ChatTurn("assistant", "End" + Text([.. words.Take(2)])));
        return new ChatExample(turns);
    }

    private static string Text(byte[] words) => string.Concat(words.Select(word => Words[word % Words.Length]));

    private static byte[] JsonLine(string instruction, string input, string output) => Encoding.UTF8.GetBytes(
        $"{{\"instruction\":{Quote(instruction)},\"input\":{Quote(input)},\"output\":{Quote(output)}}}");

    private static string Quote(string text) =>
        "\"" + System.Text.Json.JsonEncodedText.Encode(text, System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping) + "\"";
}
