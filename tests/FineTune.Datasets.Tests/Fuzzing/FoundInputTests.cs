using System.Text.Json;
using FineTune.Core;
using FineTune.Core.Examples;
using FineTune.Datasets.Rows;
using FineTune.Testing;

namespace FineTune.Datasets.Tests.Fuzzing;

/// <summary>What mutated lines have brought to light.</summary>
public sealed class FoundInputTests
{
    /// <summary>The patterns for text aimed at judges tried every one of the letters.</summary>
    [Fact]
    public void Validate_SixtyThousandTimesTheSameLetter_NoPatternIsTried()
    {
        var result = Drops.Validate(Drops.Chat(assistant: new string('a', 60_000)));
        Assert.NotNull(result.Row);
        Assert.Empty(result.Findings);
    }

    /// <summary>Rows wrap what a line holds: a line of 64 levels could be checked but not be stored.</summary>
    [Fact]
    public void Validate_ToolsAsDeepAsALineMayBe_RowCanBeStored()
    {
        const int Levels = JsonLevels - 5;
        var parameters = string.Concat(Enumerable.Repeat("{\"a\":", Levels)) + "1" + new string('}', Levels);
        var tools = """{"type":"function","function":{"name":"f","parameters":{"b":""" + parameters + "}}}";
        var row = Drops.Validate(Drops.Chat(inLine: $",\"tools\":[{tools}]")).Row!;

        var stored = JsonSerializer.SerializeToUtf8Bytes(new Stored(new Stored(null, row), null), FineTuneJson.Options);
        Assert.Equal(row.Id, ExampleId.Of(JsonSerializer.Deserialize<Stored>(stored, FineTuneJson.Options)!.Inner!.Row!.Example));
    }

    private const int JsonLevels = 64;

    private sealed record Stored(Stored? Inner, ValidatedRow? Row);
}
