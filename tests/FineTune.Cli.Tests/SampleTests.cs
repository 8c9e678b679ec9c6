using System.Text.Json;
using System.Text.Json.Serialization;
using FineTune.Core;
using FineTune.Core.Lineages;

namespace FineTune.Cli.Tests;

/// <summary>What samples/README.md promises.</summary>
public sealed class SampleTests
{
    private static readonly string Folder = Path.Combine(AppContext.BaseDirectory, "samples");

    private static readonly JsonSerializerOptions Strict = new(FineTuneJson.Options) { UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow };

    [Theory]
    [InlineData("support-1.jsonl", 41, 1)]
    [InlineData("support-2.jsonl", 21, 0)]
    [InlineData("instructions.jsonl", 16, 0)]
    [InlineData("legacy-support.jsonl", 14, 0)]
    public void Lines_OfEachSample_AreAsTold(string file, int lines, int broken)
    {
        var rows = File.ReadAllLines(Path.Combine(Folder, file));
        Assert.Equal(lines, rows.Length);
        Assert.Equal(broken, rows.Count(row => !IsJson(row)));
    }

    [Fact]
    public void Legacy_EachRow_FollowsTheTemplate()
    {
        foreach (var row in File.ReadLines(Path.Combine(Folder, "legacy-support.jsonl")))
        {
            using var document = JsonDocument.Parse(row);
            var prompt = document.RootElement.GetProperty("prompt").GetString();
            Assert.Matches(@"\ASummary: .+\n\nSpecific information: .+\n\n###\n\n(Customer: .+\nAgent: .+\n)*Customer: .+\nAgent:\z", prompt);
            Assert.Matches(@"\A .+\n\z", document.RootElement.GetProperty("completion").GetString());
        }
    }

    [Theory]
    [InlineData("support.json")]
    [InlineData("careful.json")]
    public void Settings_EachSample_HasOnlyKnownKeys(string file)
    {
        Assert.NotNull(JsonSerializer.Deserialize<LineageSettings>(File.ReadAllText(Path.Combine(Folder, "lineages", file)), Strict));
    }

    private static bool IsJson(string row)
    {
        try
        {
            JsonDocument.Parse(row).Dispose();
            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }
}
