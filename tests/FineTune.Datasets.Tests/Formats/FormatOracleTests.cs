using System.Text;
using System.Text.Json;
using FineTune.Testing;

namespace FineTune.Datasets.Tests.Formats;

public sealed class FormatOracleTests
{
    private const string File = "alpaca/alpaca_en_demo.json";
    private static readonly string[] Columns = ["instruction", "input", "output"];

    [Fact]
    public async Task Alpaca_EveryFormat_GivesTheSameExamples()
    {
        var json = await System.IO.File.ReadAllBytesAsync(OracleData.File(File, OracleData.Alpaca));
        var expected = await IdsAsync("alpaca.json", json);
        Assert.Equal(999, expected.Count);

        var rows = OracleData.Array(File, OracleData.Alpaca);
        var lines = Encoding.UTF8.GetBytes(string.Concat(rows.Select(row => JsonSerializer.Serialize(row) + "\n")));
        Assert.Equal(expected, await IdsAsync("alpaca.jsonl", lines));
        Assert.Equal(expected, await IdsAsync("alpaca.jsonl", json));
        Assert.Equal(expected, await IdsAsync("alpaca.json", lines));
        Assert.Equal(expected, await IdsAsync("alpaca.csv", Table(rows, ",", "\r\n", quoteAll: false)));
        Assert.Equal(expected, await IdsAsync("alpaca.csv", Table(rows, ";", "\n", quoteAll: true)));
        Assert.Equal(expected, await IdsAsync("alpaca.tsv", Table(rows, "\t", "\n", quoteAll: false)));
        Assert.Equal(expected, await IdsAsync("alpaca.json.gz", Normalized.Gzip(json)));
        Assert.Equal(expected, await IdsAsync("alpaca.csv.gz", Normalized.Gzip(Table(rows, ",", "\n", quoteAll: false))));
    }

    /// <summary>The id of each record's example; the first finding's rule of a rejected one.</summary>
    private static async Task<List<string>> IdsAsync(string name, byte[] content)
    {
        var file = await Normalized.OfAsync(name, content);
        Assert.Equal((999L, 0L, null), (file.Result.Records, file.Result.Unreadable, file.Result.Refusal));
        return [.. (await file.ValidateAsync()).Select(row => row!.Value.Result.Row?.Id ?? row.Value.Result.Findings[0].Rule)];
    }

    private static byte[] Table(List<JsonElement> rows, string delimiter, string end, bool quoteAll)
    {
        var text = new StringBuilder("\uFEFF").AppendJoin(delimiter, Columns).Append(end);
        foreach (var row in rows)
        {
            text.AppendJoin(delimiter, Columns.Select(column => Cell(row.GetProperty(column).GetString()!))).Append(end);
        }

        return Encoding.UTF8.GetBytes(text.ToString());

        string Cell(string value) => quoteAll || value.AsSpan().IndexOfAny("\"\r\n") >= 0 || value.Contains(delimiter, StringComparison.Ordinal)
            ? $"\"{value.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : value;
    }
}
