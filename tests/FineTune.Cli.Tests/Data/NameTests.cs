using FineTune.Cli.Data;
using FineTune.Core.Lineages;

namespace FineTune.Cli.Tests.Data;

public sealed class NameTests
{
    [Theory]
    [InlineData("/tmp/Orders 2024.jsonl", "orders-2024", "orders-2024")]
    [InlineData("/tmp/a.b_c-d.jsonl", null, "a.b_c-d")]
    [InlineData("/tmp/x.jsonl", "named.jsonl", "named")]
    [InlineData("/tmp/noextension", null, "noextension")]
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
        Assert.Equal(suggested, DropName.Choose("x.jsonl", suggested));
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
        var error = Assert.Throws<CommandException>(() => Lineage.Check(name));
        Assert.Contains("lower-case", error.Message, StringComparison.Ordinal);
        Assert.True(LineageName.IsValid(Lineage.Suggest(name)));
    }

    [Theory]
    [InlineData("gsm8k-chat-train", "gsm8k-chat-train")]
    [InlineData("T0 Prompt/Completion!", "t0-prompt-completion")]
    [InlineData("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa-bbbb", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa")]
    public void Suggest_AnyText_IsAValidLineage(string text, string expected) => Assert.Equal(expected, Lineage.Suggest(text));
}
