using FineTune.Cli.Data;
using FineTune.Cli.Errors;
using FineTune.Core.Lineages;

namespace FineTune.Cli.Tests.Data;

public sealed class NameTests
{
    [Theory]
    [InlineData("/tmp/Orders 2024.jsonl", "orders-2024", "orders-2024.jsonl")]
    [InlineData("/tmp/a.b_c-d.jsonl", null, "a.b_c-d.jsonl")]
    [InlineData("/tmp/x.jsonl", "named.jsonl", "named.jsonl")]
    [InlineData("/tmp/x.JSON", null, "x.JSON")]
    [InlineData("/tmp/x.csv.gz", "week", "week.csv.gz")]
    [InlineData("/tmp/x.txt", "named.tsv", "named.tsv")]
    [InlineData("/tmp/x.csv", "v1.2", "v1.2.csv")]
    [InlineData("/tmp/noextension", "rows.jsonl", "rows.jsonl")]
    public void Choose_Valid_IsTaken(string file, string? given, string expected) => Assert.Equal(expected, DropName.Choose(file, given));

    [Theory]
    [InlineData("../evil")]
    [InlineData("a/b")]
    [InlineData(".hidden")]
    [InlineData("")]
    [InlineData("two words")]
    [InlineData("a..b")]
    [InlineData("end.")]
    public void Choose_Invalid_SuggestsAValidName(string given)
    {
        var error = Assert.Throws<CommandException>(() => DropName.Choose("x.jsonl", given));
        Assert.Equal(ExitCodes.Usage, error.ExitCode);
        var suggested = error.Next[(error.Next.LastIndexOf(' ') + 1)..].TrimEnd('.');
        Assert.Equal(suggested + ".jsonl", DropName.Choose("x.jsonl", suggested));
    }

    [Theory]
    [InlineData("x.txt", null)]
    [InlineData("noextension", null)]
    [InlineData("x.gz", "rows")]
    public void Choose_UnknownExtension_AsksWhatTheFileHolds(string file, string? given)
    {
        var error = Assert.Throws<CommandException>(() => DropName.Choose(file, given));
        Assert.Contains(".jsonl, .json, .csv, .tsv, .jsonl.gz", error.Message, StringComparison.Ordinal);
        Assert.Contains("--name data.jsonl", error.Next, StringComparison.Ordinal);
    }

    [Fact]
    public void Choose_TooLong_IsRefused() => Assert.Throws<CommandException>(() => DropName.Choose("x.jsonl", new string('a', 101)));

    [Theory]
    [InlineData("Support")]
    [InlineData("../etc")]
    [InlineData("-a")]
    [InlineData("")]
    public void Check_InvalidLineage_SuggestsAValidOne(string name)
    {
        var error = Assert.Throws<CommandException>(() => LineageOption.Check(name));
        Assert.Contains("lower-case", error.Message, StringComparison.Ordinal);
        Assert.True(LineageName.IsValid(LineageOption.Suggest(name)));
    }

    [Theory]
    [InlineData("gsm8k-chat-train", "gsm8k-chat-train")]
    [InlineData("T0 Prompt/Completion!", "t0-prompt-completion")]
    [InlineData("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa-bbbb", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa")]
    public void Suggest_AnyText_IsAValidLineage(string text, string expected) => Assert.Equal(expected, LineageOption.Suggest(text));
}
