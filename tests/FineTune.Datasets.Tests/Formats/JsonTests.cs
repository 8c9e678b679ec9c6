using System.Text;
using FineTune.Datasets.Formats;
using FineTune.Datasets.Rules;
using FsCheck.Xunit;

namespace FineTune.Datasets.Tests.Formats;

public sealed class JsonTests
{
    private const string A = """{"prompt":"a","completion":"b [1,2] {x}"}""";
    private const string B = """{"prompt":"c \"q\" \\","completion":"d"}""";
    private const string C = """{"prompt":"e","completion":"f\n]"}""";

    [Theory]
    [InlineData($"[{A},{B},{C}]")]
    [InlineData($"[{A},{B},{C}]\n")]
    [InlineData($"\uFEFF [\n{A},\r\n  {B}\n,\n{C}\n]\n\n")]
    [InlineData($"[{A} {B} {C}]")]
    [InlineData($"[,{A},,{B},{C},]")]
    [InlineData($"[\n{A},\n{B},\n{C},\n]")]
    public async Task Array_Elements_BecomeLines(string json)
    {
        foreach (var name in new[] { "x.json", "x.jsonl" })
        {
            var file = await Normalized.OfAsync(name, json);
            Assert.Equal((FormatKind.Json, 3L, 0L, null), (file.Result.Kind, file.Result.Records, file.Result.Unreadable, file.Result.Refusal));
            Assert.Equal([A, B, C], file.Lines);
        }
    }

    [Fact]
    public async Task Array_PrettyPrinted_KeepsTextsAndNumbers()
    {
        var file = await Normalized.OfAsync("x.json", "[\n  {\n    \"a\": \"x \\n  y\",\r\n    \"n\": 1e999,\n    \"l\": [\n      1,\n      {\n        \"b\": true\n      }\n    ]\n  },\n  {}\n]");
        Assert.Equal(["{\"a\": \"x \\n  y\",\"n\": 1e999,\"l\": [1,{\"b\": true}]}", "{}"], file.Lines);
    }

    [Theory]
    [InlineData($"{A}\n{B}\n{C}\n")]
    [InlineData($"{A}\r\n{B}\r\n{C}")]
    [InlineData($"\uFEFF{A}\n\n{B}\nbroken\n")]
    [InlineData(A)]
    [InlineData($"{A}\n")]
    [InlineData($"[1,2]\n{A}\n{B}\n")]
    [InlineData("{\"a\":1,}\n{\"a\":2}\n")]
    [InlineData("")]
    [InlineData("broken\n")]
    public async Task Lines_UnderEitherName_PassByteForByte(string lines)
    {
        foreach (var name in new[] { "x.json", "x.jsonl" })
        {
            var file = await Normalized.OfAsync(name, lines);
            Assert.Equal((FormatKind.JsonLines, lines, null), (file.Result.Kind, file.Jsonl, file.Result.Refusal));
            Assert.Equal(lines.Split('\n').Count(line => line.Trim('\r', '\uFEFF').Length > 0), file.Result.Records);
        }
    }

    [Fact]
    public async Task Objects_SpreadOverLines_AreRecordsOfAJsonFileOnly()
    {
        const string Spread = "{\n  \"a\": 1\n}\n{\n  \"a\": 2\n}\n";
        Assert.Equal(["{\"a\": 1}", "{\"a\": 2}"], (await Normalized.OfAsync("x.json", Spread)).Lines);
        Assert.Equal(Spread, (await Normalized.OfAsync("x.jsonl", Spread)).Jsonl);
    }

    [Theory]
    [InlineData("{\"prompt\":\"x\",\"completion\":\"y\",}")]
    [InlineData("{'prompt':'x'}")]
    [InlineData("{\"prompt\":\"x\" \"completion\":\"y\"}")]
    [InlineData("{\"prompt\":\"he said \"hi\" to me\"}")]
    [InlineData("{\"prompt\":[1,2}")]
    [InlineData("{\"prompt\":\"x\"")]
    [InlineData("{\"prompt\":\"x}")]
    [InlineData("{\"prompt\":\"two\nlines\"}")]
    [InlineData("oops")]
    public async Task Array_BrokenElement_IsRejectedAloneWithItsBytes(string broken)
    {
        foreach (var json in new[] { $"[{A},{broken},{B},{C}]", $"[\n  {A},\n  {broken},\n  {B},\n  {C}\n]\n" })
        {
            var file = await Normalized.OfAsync("x.json", json);
            Assert.Equal((4L, 1L), (file.Result.Records, file.Result.Unreadable));
            Assert.Equal([(2L, RuleIds.ElementNotJson, (string?)broken)], await file.UnreadableAsync());
            Assert.Equal([A, B, C], file.Readable);
        }
    }

    [Fact]
    public async Task Array_BrokenFirstElement_IsRejectedAlone()
    {
        var file = await Normalized.OfAsync("x.json", $"[{{\"prompt\":\"x\",\n{A},\n{B}]");
        Assert.Equal([(1L, RuleIds.ElementNotJson, (string?)"{\"prompt\":\"x\"")], await file.UnreadableAsync());
        Assert.Equal([A, B], file.Readable);
    }

    [Theory]
    [InlineData($"[{A},{B}", "")]
    [InlineData($"[{A},{B},\n", "")]
    [InlineData($"[{A},{B},{{\"prompt\":\"c", "{\"prompt\":\"c")]
    [InlineData($"[{A},{B},{{\"prompt\":[1,", "{\"prompt\":[1")]
    public async Task Array_CutOff_KeepsWhatIsWholeAndSaysSo(string json, string rest)
    {
        var file = await Normalized.OfAsync("x.json", json);
        Assert.Equal([A, B], file.Readable);
        var (line, rule, raw) = Assert.Single(await file.UnreadableAsync());
        Assert.Equal((3L, RuleIds.ArrayCutOff, rest), (line, rule, raw ?? ""));
    }

    [Theory]
    [InlineData($"[{A}]\n[{B}]\n", $"[{B}]\n")]
    [InlineData($"[{A}] x", "x")]
    public async Task Array_TextBehindIt_IsKeptAsOneRecord(string json, string rest)
    {
        var file = await Normalized.OfAsync("x.json", $"[{A},\n{json[1..]}");
        Assert.Equal([(3L, RuleIds.TextAfterArray, (string?)rest)], await file.UnreadableAsync());
    }

    [Fact]
    public async Task Array_ElementsOfOtherTypes_AreLeftToTheRules()
    {
        var file = await Normalized.OfAsync("x.json", "[1, \"a, ] b\", null, [2,\n3], {}]");
        Assert.Equal(["1", "\"a, ] b\"", "null", "[2,3]", "{}"], file.Lines);
        Assert.Equal([RuleIds.NotAnObject, RuleIds.NotAnObject, RuleIds.NotAnObject, RuleIds.NotAnObject, RuleIds.UnknownShape],
            (await file.ValidateAsync()).Select(row => row!.Value.Result.Findings[0].Rule));
    }

    [Fact]
    public async Task Array_ElementAboveTheLimit_IsPassedOver()
    {
        var big = $"{{\"prompt\":\"{new string('x', 300_000)}\",\"completion\":\"y\"}}";
        var file = await Normalized.OfAsync("x.json", $"[{A},{big},{B}]", new FormatLimits { MaxRecordBytes = 50_000 });
        Assert.Equal([A, B], file.Readable);
        var finding = (await file.ValidateAsync())[1]!.Value.Result.Findings[0];
        Assert.Equal(RuleIds.RecordTooLong, finding.Rule);
        Assert.Contains($"{big.Length} bytes at byte {A.Length + 2}", finding.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("[", "]")]
    [InlineData("{\"a\":", "}")]
    public async Task Array_DeepNesting_IsLeftToTheRules(string open, string close)
    {
        var deep = string.Concat(Enumerable.Repeat(open, 10_000)) + "1" + string.Concat(Enumerable.Repeat(close, 10_000));
        var file = await Normalized.OfAsync("x.json", $"[{deep},{A}]");
        Assert.Equal([deep, A], file.Lines);
        Assert.Equal(RuleIds.TooDeep, (await file.ValidateAsync())[0]!.Value.Result.Findings[0].Rule);
    }

    [Fact]
    public async Task Array_EndlessBrackets_EndAsOneRecord()
    {
        var file = await Normalized.OfAsync("x.json", new string('[', 5_000_000), new FormatLimits { MaxRecordBytes = 1_000_000 });
        Assert.Equal((1L, 1L), (file.Result.Records, file.Result.Unreadable));
    }

    [Fact]
    public async Task Array_MadeToBeReadAgain_StaysLinear()
    {
        var json = "[" + string.Concat(Enumerable.Repeat("{\"a\":[\n", 300_000));
        var clock = System.Diagnostics.Stopwatch.StartNew();
        var file = await Normalized.OfAsync("x.json", json, new FormatLimits { MaxRecordBytes = 64 * 1024 });
        Assert.True(clock.Elapsed < TimeSpan.FromSeconds(20), $"{clock.Elapsed}");
        Assert.Equal(file.Result.Records, file.Lines.Count);
        Assert.Equal(file.Result.Records, file.Result.Unreadable);
    }

    [Fact]
    public async Task Unreadable_WrittenByHandIntoADrop_IsRejectedAndQuotesNothing()
    {
        var file = await Normalized.OfAsync("x.jsonl", "{\"$unreadable\":\"FT131\",\"offset\":1,\"length\":2,\"raw\":\"\\ud800\"}\n{\"$unreadable\":\"FT131\",\"offset\":1,\"length\":2,\"raw\":\"text\",\"message\":\"text\"}\n{\"$unreadable\":\"FT13\",\"text\":1}\n");
        var rows = await file.ValidateAsync();
        Assert.All(rows, row => Assert.Null(row!.Value.Result.Row));
        Assert.All(rows, row => Assert.DoesNotContain("text", row!.Value.Result.Findings[0].Message, StringComparison.Ordinal));
    }

    [Property(MaxTest = 1000)]
    public async Task Array_Mutated_NothingIsLostAndCountsAddUp(int[] places, byte[] with)
    {
        var json = Encoding.UTF8.GetBytes($"[{A},\n {B},\n {C}, {{\"prompt\":[[\"x\"]]}}]");
        var marks = "{}[]\",\n\\:x"u8;
        for (var i = 0; i < places.Length; i++)
        {
            json[(int)((uint)places[i] % json.Length)] = with.Length > 0 ? marks[with[i % with.Length] % marks.Length] : (byte)'}';
        }

        var file = await Normalized.OfAsync("x.json", json);
        Assert.Null(file.Result.Refusal);
        Assert.Equal(file.Result.Records, file.Lines.Count(line => line.Trim().Length > 0));
        Assert.Equal(file.Lines.Count, (await file.ValidateAsync()).Count);
    }
}
