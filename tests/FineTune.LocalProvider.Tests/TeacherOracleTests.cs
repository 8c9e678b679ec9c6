using System.Text.Json;
using FineTune.LocalProvider.Chat.Judging;
using FineTune.LocalProvider.Chat.Requests;
using FineTune.LocalProvider.Chat.Teaching;
using FineTune.LocalProvider.Text;

namespace FineTune.LocalProvider.Tests;

public sealed class TeacherOracleTests(ITestOutputHelper output)
{
    [Theory]
    [InlineData("gsm8k")]
    [InlineData("seeds")]
    [InlineData("quoref_Answer_Test")]
    [InlineData("cnn_dailymail_3_0_0_tldr_summary")]
    public void Answer_RealDemonstrations_AreNovelAndMostlyUsable(string set)
    {
        var rows = set switch { "gsm8k" => OracleData.Gsm8k(), "seeds" => OracleData.Seeds(), _ => OracleData.T0(set) };
        var random = new SeededRandom(7);
        int total = 0, novel = 0, usable = 0, distinct = 0;
        var spent = TimeSpan.Zero;
        for (var call = 0; call < 40; call++)
        {
            var demonstrations = Enumerable.Range(0, 6).Select(_ => random.Pick(rows)).ToList();
            var started = TimeProvider.System.GetTimestamp();
            var made = Teach(demonstrations, 5, call);
            spent += TimeProvider.System.GetElapsedTime(started);
            distinct += made.Select(m => m.Instruction).Distinct().Count();
            foreach (var (instruction, response) in made)
            {
                total++;
                var near = demonstrations.Max(d => Rouge.L(d.Prompt, instruction));
                novel += near < 0.7 ? 1 : 0;
                usable += JudgeRules.Score(new JudgeSections(instruction, response, null), 0, SeededRandom.From(instruction)).Score >= 6 ? 1 : 0;
                if (call < 2 && instruction.Length < 600)
                    output.WriteLine($"[{near:0.00}] {instruction}\n   => {response}");
            }
        }

        output.WriteLine($"{set}: novel {(double)novel / total:P1}, usable {(double)usable / total:P1}, distinct {(double)distinct / total:P1}, {spent.TotalMilliseconds / 40:0.0} ms a call");
        Assert.True(novel > total * 0.8);
        Assert.InRange((double)usable / total, 0.6, 0.95);
    }

    private static List<(string Instruction, string Response)> Teach(List<(string Prompt, string Answer)> demonstrations, int count, int seed)
    {
        var prompt = string.Concat(demonstrations.Select((d, i) => $"### Example {i + 1}\nInstruction: {d.Prompt}\nResponse: {d.Answer}\n\n")) + $"### Task\nWrite {count} new examples in the same style.";
        using var schema = JsonDocument.Parse("""
            {"type":"object","properties":{"examples":{"type":"array","items":{"type":"object","properties":{"instruction":{"type":"string"},"response":{"type":"string"}},"required":["instruction","response"],"additionalProperties":false}}},"required":["examples"],"additionalProperties":false}
            """);
        var request = new ChatRequest("local-teacher", [new ChatMessage("user", prompt)]) { Format = AnswerFormat.JsonSchema, Schema = schema.RootElement };
        var value = TeacherModel.Answer(request, new SeededRandom((ulong)seed), 0.12).Value!;
        return [.. value["examples"]!.AsArray().Select(e => (e!["instruction"]!.GetValue<string>(), e["response"]!.GetValue<string>()))];
    }
}
