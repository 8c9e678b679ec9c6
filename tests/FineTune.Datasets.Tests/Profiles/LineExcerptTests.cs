using FineTune.Datasets.Profiles;

namespace FineTune.Datasets.Tests.Profiles;

public sealed class LineExcerptTests
{
    [Theory]
    [InlineData("Write to jane.doe@corp.io or not", "jane")]
    [InlineData("Call me at +49 30 901820 today", "901820")]
    [InlineData("Pay to DE89 3704 0044 0532 0130 00 please", "0532")]
    [InlineData("Card 4111 1111 1111 1111, thanks", "4111")]
    [InlineData("The server is 52.95.110.17 now", "95.110")]
    [InlineData("key AKIAIOSFODNN7EXAMPLE here", "IOSFODNN7")]
    [InlineData("password: hunter2Zx91Qw7pLm04 ok", "hunter2")]
    [InlineData("token ghp_abcdefghijklmnopqrstuvwxyz0123456789 end", "abcdefghijk")]
    public void Of_SecretOrPersonalData_IsNotShown(string text, string hidden)
    {
        var excerpt = LineExcerpt.Of(text);

        Assert.DoesNotContain(hidden, excerpt, StringComparison.Ordinal);
        Assert.True(excerpt.Contains(LineExcerpt.Mask, StringComparison.Ordinal) || excerpt == LineExcerpt.Hidden, excerpt);
    }

    [Fact]
    public void Of_SecretCutByTheEnd_IsNotShownInPart()
    {
        var excerpt = LineExcerpt.Of(new string('a', 180) + " ghp_abcdefghijklmnopqrstuvwxyz0123456789");

        Assert.DoesNotContain("abcdef", excerpt, StringComparison.Ordinal);
    }

    [Fact]
    public void Of_OrdinaryText_IsShownAsItIs() =>
        Assert.Equal("How do I change my plan in 3 steps?", LineExcerpt.Of("How do I change my plan in 3 steps?"));

    [Fact]
    public void Of_LongText_IsCutWithoutSplittingACharacter()
    {
        var excerpt = LineExcerpt.Of(string.Concat(Enumerable.Repeat("\U0001F600", 300)));

        Assert.InRange(excerpt.Length, LineExcerpt.MaxCharacters - 2, LineExcerpt.MaxCharacters);
        Assert.EndsWith("\U0001F600\u2026", excerpt, StringComparison.Ordinal);
    }

    [Fact]
    public void Of_ControlCharacters_AreWrittenOut() =>
        Assert.Equal("a\u21B5b\u2400c<U+202E>d\u21E5", LineExcerpt.Of("a\nb\0c\u202Ed\t"));
}
