using System.Text;
using System.Text.Json;
using FineTune.Datasets.Formats;
using FineTune.Datasets.Rules;
using FsCheck.Xunit;

namespace FineTune.Datasets.Tests.Formats;

public sealed class CsvTests
{
    [Theory]
    [InlineData("instruction,input,output\na,b,c\n")]
    [InlineData("instruction,input,output\r\na,b,c\r\n")]
    [InlineData("instruction,input,output\ra,b,c\r")]
    [InlineData("instruction,input,output\na,b,c")]
    [InlineData("\uFEFFinstruction,input,output\na,b,c\n")]
    [InlineData("\n\r\ninstruction,input,output\na,b,c\n")]
    [InlineData("instruction;input;output\na;b;c\n")]
    [InlineData("instruction\tinput\toutput\na\tb\tc\n")]
    [InlineData("instruction|input|output\na|b|c\n")]
    [InlineData("sep=;\r\ninstruction;input;output\r\na;b;c\r\n")]
    [InlineData("sep=:\ninstruction:input:output\na:b:c\n")]
    [InlineData("\"instruction\",\"input\",\"output\"\n\"a\",\"b\",\"c\"\n")]
    [InlineData(" Instruction , INPUT,output \na,b,c\n")]
    [InlineData("instruction,input,output\na,b,c,,\n")]
    [InlineData(",instruction,input,output\n0,a,b,c\n")]
    public async Task Csv_OneRow_IsOneLine(string csv)
    {
        var file = await Normalized.OfAsync("x.csv", csv);
        Assert.Equal((FormatKind.Csv, 1L, null, 0L), (file.Result.Kind, file.Result.Records, file.Result.Refusal, file.Result.Unreadable));
        Assert.Equal("{\"instruction\":\"a\",\"input\":\"b\",\"output\":\"c\"}\n", file.Jsonl);
    }

    [Theory]
    [InlineData("\"a,b\",c", "a,b", "c")]
    [InlineData("\"a\nb\",c", "a\nb", "c")]
    [InlineData("\"a\r\nb\",c", "a\r\nb", "c")]
    [InlineData("\"say \"\"hi\"\"\",c", "say \"hi\"", "c")]
    [InlineData("\"\"\"\",c", "\"", "c")]
    [InlineData("5\" pipe,c", "5\" pipe", "c")]
    [InlineData("\u00e9\u20ac\ud83d\ude00,\"\\back\\\"", "\u00e9\u20ac\ud83d\ude00", "\\back\\")]
    [InlineData(" a ,\" c \"", " a ", " c ")]
    [InlineData("\"a\" ,\"c\"  ", "a", "c")]
    [InlineData("a,", "a", "")]
    [InlineData("a,\"\"", "a", "")]
    public async Task Csv_Cells_KeepTheirText(string row, string prompt, string completion)
    {
        var file = await Normalized.OfAsync("x.csv", $"prompt,completion\n{row}\n");
        var line = JsonElement.Parse(Assert.Single(file.Lines));
        Assert.Equal((prompt, completion), (line.GetProperty("prompt").GetString(), line.GetProperty("completion").GetString()));
    }

    [Fact]
    public async Task Csv_EmptyCells_AreAbsentWhereTheShapeAllows()
    {
        var file = await Normalized.OfAsync("x.csv", "instruction,input,output,note\na,,b,\n,,,\na,x,\nb\n");
        Assert.Equal(["{\"instruction\":\"a\",\"output\":\"b\"}", "", "{\"instruction\":\"a\",\"input\":\"x\",\"output\":\"\"}", "{\"instruction\":\"b\"}"], file.Lines);
        Assert.Equal(3, file.Result.Records);
        Assert.Equal([null, null, RuleIds.EmptyAnswer, RuleIds.MissingField], (await file.ValidateAsync()).Select(row => row?.Result.Findings is [var first, ..] ? first.Rule : null));
    }

    [Fact]
    public async Task Csv_MessagesColumn_IsReadAsJson()
    {
        const string Chat = "[{\"role\":\"user\",\"content\":\"Hi there, \u00e9\"},\n {\"role\":\"assistant\",\"content\":\"line\\nend\"}]";
        var file = await Normalized.OfAsync("x.csv", $"messages,tools\n\"{Chat.Replace("\"", "\"\"", StringComparison.Ordinal)}\",\n,\"[]\"\n");
        Assert.Equal("{\"messages\":" + Chat.Replace("\n ", "", StringComparison.Ordinal) + "}", file.Lines[0]);
        var rows = await file.ValidateAsync();
        Assert.NotNull(rows[0]!.Value.Result.Row);
        Assert.Contains(rows[1]!.Value.Result.Findings, finding => finding.Rule == RuleIds.NoMessages);
    }

    [Fact]
    public async Task Csv_PreferenceColumns_AreReadAsJson()
    {
        var file = await Normalized.OfAsync("x.csv", "input,preferred_output,non_preferred_output\n\"{\"\"messages\"\":[]}\",[],[]\n");
        Assert.Equal("{\"input\":{\"messages\":[]},\"preferred_output\":[],\"non_preferred_output\":[]}\n", file.Jsonl);
    }

    [Theory]
    [InlineData("\"he said \"hi\" to me\",x", RuleIds.TextAfterQuote)]
    [InlineData("\"a\"b,x", RuleIds.TextAfterQuote)]
    [InlineData("\"a\" \"b\",x", RuleIds.TextAfterQuote)]
    [InlineData("\"two\nlines \"quoted\" text\",x", RuleIds.TextAfterQuote)]
    [InlineData("a,b,c", RuleIds.SurplusCells)]
    [InlineData("one, two,x", RuleIds.SurplusCells)]
    public async Task Csv_BadRow_IsRejectedAloneWithItsBytes(string row, string rule)
    {
        var file = await Normalized.OfAsync("x.csv", $"prompt,completion\ngood one,yes indeed\n{row}\n\ngood two,yes indeed\n");
        Assert.Equal((3L, 1L, 4), (file.Result.Records, file.Result.Unreadable, file.Lines.Count));
        Assert.Equal([(2L, rule, (string?)row)], await file.UnreadableAsync());
        Assert.Equal(["good one", "good two"], file.Readable.Where(line => line.Length > 0).Select(line => JsonElement.Parse(line).GetProperty("prompt").GetString()));
    }

    [Fact]
    public async Task Csv_CellNotJson_IsRejectedWithItsBytes()
    {
        var file = await Normalized.OfAsync("x.csv", "messages\n\"[{'role': 'user'}]\"\n[]\n");
        Assert.Equal((1L, RuleIds.CellNotJson, "\"[{'role': 'user'}]\""), (await file.UnreadableAsync())[0]);
        Assert.Equal("{\"messages\":[]}", file.Lines[1]);
    }

    [Fact]
    public async Task Csv_NotUtf8_IsRejectedInBase64()
    {
        byte[] row = [.. "caf"u8, 0xE9, .. ",x"u8];
        var file = await Normalized.OfAsync("x.csv", [.. "prompt,completion\n"u8, .. row, .. "\ngood,yes\n"u8]);
        var rejected = (await file.ValidateAsync())[0]!.Value.Rejected!;
        Assert.Equal((RuleIds.RecordNotUtf8, Convert.ToBase64String(row), null), (rejected.Findings[0].Rule, rejected.RawBase64, rejected.Raw));
        Assert.Equal(2, file.Result.Records);
    }

    [Theory]
    [InlineData("a,x\n\"open,y\nb,x\nc,x\n", 3)]
    [InlineData("\"open,y\na,x\nb,x\nc,x", 3)]
    [InlineData("a,x\nb,x\nc,x\n\"open,y", 3)]
    public async Task Csv_UnclosedQuote_CostsOneLine(string rows, int readable)
    {
        var file = await Normalized.OfAsync("x.csv", "prompt,completion\n" + rows);
        Assert.Equal(readable, file.Readable.Count());
        var (_, rule, raw) = Assert.Single(await file.UnreadableAsync(), row => row.Rule == RuleIds.UnclosedQuote);
        Assert.Equal((RuleIds.UnclosedQuote, "\"open,y"), (rule, raw));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Csv_RecordAboveTheLimit_IsPassedOver(bool quoted)
    {
        var text = new string('x', 300_000);
        var mark = quoted ? "\"" : "";
        var file = await Normalized.OfAsync("x.csv", $"prompt,completion\na,x\n{mark}{text}{mark},y\nb,x\n", new FormatLimits { MaxRecordBytes = 100_000 });
        Assert.Equal((3L, 1L), (file.Result.Records, file.Result.Unreadable));
        var rejected = (await file.ValidateAsync())[1]!.Value.Rejected!;
        Assert.Equal(RuleIds.RecordTooLong, rejected.Findings[0].Rule);
        Assert.Contains(quoted ? "300004 bytes at byte 22" : "300002 bytes at byte 22", rejected.Findings[0].Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Csv_MadeToBeReadAgain_StaysLinear()
    {
        // Every line opens a quote that the next one closes and opens again; without a budget each would be read up to the limit.
        var rows = string.Concat(Enumerable.Repeat("x,\"y\n\",z", 400_000));
        var clock = System.Diagnostics.Stopwatch.StartNew();
        var file = await Normalized.OfAsync("x.csv", "prompt,completion\n" + rows, new FormatLimits { MaxRecordBytes = 64 * 1024 });
        Assert.True(clock.Elapsed < TimeSpan.FromSeconds(20), $"{clock.Elapsed}");
        Assert.True(file.Result.Unreadable > 0);
        Assert.Equal(file.Result.Records, file.Lines.Count(line => line.Length > 0));
    }

    [Theory]
    [InlineData("a,b\nc,d\n", "None of the 2 cells")]
    [InlineData("how do I return a parcel?,at the counter\n", "None of the 2 cells")]
    [InlineData("instruction,output,Output\na,b,c\n", "Columns 2 and 3 have the same name 'output'")]
    [InlineData("prompt,completion,secret text,secret text\na,b,c,d\n", "Columns 3 and 4 have the same name,")]
    [InlineData("\"prompt\"x,completion\na,b\n", "its quotes do not match")]
    [InlineData("\"prompt,completion\na,b\n", "its quotes do not match")]
    [InlineData("PK\u0003\u0004rest", "zip archive or an Excel workbook")]
    [InlineData("PAR1rest", "Parquet")]
    public async Task Csv_NoUsableHeader_IsRefusedWithoutQuotingIt(string csv, string reason)
    {
        var file = await Normalized.OfAsync("x.csv", csv);
        Assert.Contains(reason, file.Result.Refusal, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", file.Result.Refusal, StringComparison.Ordinal);
        Assert.DoesNotContain("parcel", file.Result.Refusal, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Csv_Utf16_IsRefused() => Assert.Contains(
        "UTF-16", (await Normalized.OfAsync("x.csv", [0xFF, 0xFE, .. Encoding.Unicode.GetBytes("prompt,completion\n")])).Result.Refusal, StringComparison.Ordinal);

    [Theory]
    [InlineData("")]
    [InlineData("\uFEFF")]
    [InlineData("prompt,completion\n")]
    [InlineData("prompt,completion\n\n,\n\"\"\n")]
    public async Task Csv_NoRows_HasNoRecords(string csv)
    {
        var file = await Normalized.OfAsync("x.csv", csv);
        Assert.Equal((0L, null), (file.Result.Records, file.Result.Refusal));
        Assert.All(file.Lines, line => Assert.Empty(line));
    }

    [Fact]
    public async Task Tsv_Commas_AreText()
    {
        var file = await Normalized.OfAsync("x.tsv", "prompt\tcompletion\na, b\t\"c\td\"\n");
        Assert.Equal("{\"prompt\":\"a, b\",\"completion\":\"c\\td\"}\n", file.Jsonl);
        Assert.Equal(("Read as TSV.", FormatKind.Tsv), (file.Result.Note, file.Result.Kind));
    }

    [Fact]
    public async Task Csv_Semicolons_AreNoted() =>
        Assert.Equal("Read as CSV; cells separated by semicolons.", (await Normalized.OfAsync("x.csv", "prompt;completion\na, b;c\n")).Result.Note);

    [Property]
    public async Task Csv_AnyRows_ReadBackEqual(string?[][] texts, bool quoteAll, bool carriageReturns, byte separator)
    {
        var delimiter = ",;\t|"[separator % 4];
        var rows = texts.Select(row => (Prompt: Clean(row.FirstOrDefault()), Completion: Clean(row.ElementAtOrDefault(1)))).ToList();
        var end = carriageReturns ? "\r\n" : "\n";
        var csv = $"prompt{delimiter}completion{end}" + string.Concat(rows.Select(row => $"{Cell(row.Prompt)}{delimiter}{Cell(row.Completion)}{end}"));
        var file = await Normalized.OfAsync("x.csv", csv);
        Assert.Equal((0L, null), (file.Result.Unreadable, file.Result.Refusal));
        Assert.Equal(rows.Count, file.Lines.Count);
        Assert.Equal(rows, file.Lines.Select(line => line.Length == 0 ? ("", "") : (Text(line, "prompt"), Text(line, "completion"))));

        string Cell(string text) => quoteAll || text.AsSpan().IndexOfAny("\"\r\n") >= 0 || text.Contains(delimiter, StringComparison.Ordinal)
            ? $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : text;

        static string Text(string line, string name) => JsonElement.Parse(line).GetProperty(name).GetString()!;

        static string Clean(string? text) => Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text ?? ""));
    }

    [Property(MaxTest = 1000)]
    public async Task Csv_AnyText_NothingIsLostAndCountsAddUp(string?[] parts)
    {
        var body = string.Concat(parts.Select((part, i) => part + "\"\n,\r;"[i % 5]));
        var file = await Normalized.OfAsync("x.csv", "prompt,completion\n" + body);
        Assert.Null(file.Result.Refusal);
        Assert.Equal(file.Result.Records, file.Lines.Count(line => line.Length > 0));
        Assert.Equal(file.Result.Unreadable, file.Result.Records - file.Readable.Count(line => line.Length > 0));
        Assert.Equal((await Normalized.OfAsync("x.csv", "prompt,completion\n" + body)).Jsonl, file.Jsonl);
    }
}
