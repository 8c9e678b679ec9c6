using System.Text.Json.Nodes;
using FineTune.LocalProvider.Text;

namespace FineTune.LocalProvider.Tests;

public sealed class TunedModelTests(ITestOutputHelper output)
{
    [Fact]
    public async Task Tuned_OnHeldOutRows_BeatsItsBase()
    {
        await using var provider = await ProviderFixture.StartAsync();
        var model = await provider.TrainAsync(Rows.Training(12) + Rows.Training(12, from: 15));
        double tuned = 0, untuned = 0;
        foreach (var i in (int[])[12, 13, 14, 27, 28, 29])
        {
            tuned += Rouge.L(await provider.SayAsync(model, Rows.Shop(i).Prompt), Rows.Shop(i).Answer);
            untuned += Rouge.L(await provider.SayAsync(ProviderFixture.Base, Rows.Shop(i).Prompt), Rows.Shop(i).Answer);
        }

        Assert.True(tuned > untuned * 2, $"tuned {tuned / 6:0.00}, base {untuned / 6:0.00}");
    }

    [Fact]
    public async Task Tuned_OnGsm8k_BeatsItsBaseAndGrowsWithData()
    {
        var training = OracleData.Gsm8k().ToList();
        var held = OracleData.Gsm8k("validation");
        await using var provider = await ProviderFixture.StartAsync();
        var small = await provider.TrainAsync(Lines(training.Take(20)));
        var large = await provider.TrainAsync(Lines(training));
        var scores = new Dictionary<string, double>();
        foreach (var model in (string[])[ProviderFixture.Base, small, large])
        {
            foreach (var (prompt, answer) in held)
                scores[model] = scores.GetValueOrDefault(model) + (Rouge.L(await provider.SayAsync(model, prompt), answer) / held.Count);
        }

        output.WriteLine(string.Join(", ", scores.Select(s => $"{s.Key} {s.Value:0.000}")));
        Assert.True(scores[large] > scores[ProviderFixture.Base] * 1.5);
        Assert.True(scores[large] > scores[small]);
    }

    [Fact]
    public async Task Continued_WithReplay_KeepsWhatItsParentKnew()
    {
        await using var provider = await ProviderFixture.StartAsync();
        var old = Enumerable.Range(0, 15).ToList();
        var parent = await provider.TrainAsync(Rows.Training(15));
        var bare = await provider.TrainAsync(Rows.Training(15, from: 15), parent);
        var replayed = await provider.TrainAsync(Rows.Training(15, from: 15) + Rows.Training(2), parent);
        Assert.StartsWith("ft:gpt-4.1-mini-2025-04-14:local::", bare, StringComparison.Ordinal);
        Assert.Equal(15, await KnownAsync(provider, parent, old));
        Assert.InRange(await KnownAsync(provider, bare, old), 8, 14);
        Assert.Equal(15, await KnownAsync(provider, replayed, old));
        Assert.Equal(15, await KnownAsync(provider, bare, Enumerable.Range(15, 15)));
    }

    [Fact]
    public async Task Tuned_OnToolCalls_CallsTools()
    {
        await using var provider = await ProviderFixture.StartAsync();
        var line = """{"messages":[{"role":"user","content":"Price of gold today?"},{"role":"assistant","tool_calls":[{"id":"call_1","type":"function","function":{"name":"price","arguments":"{\"of\":\"gold\"}"}}]}],"tools":[{"type":"function","function":{"name":"price"}}]}""";
        var model = await provider.TrainAsync(string.Concat(Enumerable.Repeat(line + "\n", 10)));
        var choice = (await provider.ChatAsync(model, "Price of gold today?", new JsonObject { ["tools"] = JsonNode.Parse("""[{"type":"function","function":{"name":"price"}}]""") }))["choices"]![0]!;
        Assert.Equal("tool_calls", choice["finish_reason"]!.GetValue<string>());
        Assert.Equal("price", choice["message"]!["tool_calls"]![0]!["function"]!["name"]!.GetValue<string>());
    }

    [Fact]
    public async Task Recorded_ByInstruction_GivesTheRecordedAnswerOrSaysSo()
    {
        var path = Path.Combine(Directory.CreateTempSubdirectory("recorded-").FullName, "answers.jsonl");
        await File.WriteAllTextAsync(path, """
            {"prompt":"Say hello.\n\nOutput:","instruction":"Say  hello.","input":"","response":" Hello!","target":"Hi"}
            {"instruction":"Translate.","input":"un chat","output":"a cat"}
            {"prompt":"Count to two.","completion":"One, two."}
            """);
        await using var provider = await ProviderFixture.StartAsync(o => o with { RecordedModels = new Dictionary<string, string> { ["old-teacher"] = path } });
        Assert.Equal("Hello!", await provider.SayAsync("old-teacher", "say hello. "));
        Assert.Equal("a cat", await provider.SayAsync("old-teacher", "Translate.\n\nun chat"));
        Assert.Equal("One, two.", await provider.SayAsync("old-teacher", "Count to two."));
        Assert.Contains("no recorded answer", await provider.SayAsync("old-teacher", "Sing."), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Recorded_FromSelfInstruct_KnowsEveryRow()
    {
        var path = OracleData.File("self-instruct/predictions/text-davinci-003.jsonl", "yizhongw/self-instruct, Apache-2.0");
        await using var provider = await ProviderFixture.StartAsync(o => o with { RecordedModels = new Dictionary<string, string> { ["davinci"] = path } });
        foreach (var row in (await File.ReadAllTextAsync(path)).Split('\n', StringSplitOptions.RemoveEmptyEntries).Take(40).Select(l => JsonNode.Parse(l)!))
        {
            var input = row["input"]!.GetValue<string>();
            var prompt = row["instruction"]!.GetValue<string>() + (input.Length == 0 ? "" : "\n" + input);
            Assert.Equal(row["response"]!.GetValue<string>().Trim(), await provider.SayAsync("davinci", prompt));
        }
    }

    private static async Task<int> KnownAsync(ProviderFixture provider, string model, IEnumerable<int> rows)
    {
        var known = 0;
        foreach (var i in rows)
            known += await provider.SayAsync(model, Rows.Shop(i).Prompt) == Rows.Shop(i).Answer ? 1 : 0;
        return known;
    }

    private static string Lines(IEnumerable<(string Prompt, string Answer)> rows) => string.Concat(rows.Select(r => Rows.Line(r.Prompt, r.Answer) + "\n"));
}
