using FineTune.Core.Text;
using FsCheck.Xunit;

namespace FineTune.Core.Tests.Text;

public sealed class RougeLTests
{
    private static readonly string[] Words = ["a", "b", "c", "the", "Sort", "42", "é", "-", "猫", "мир"];

    [Theory]
    [InlineData("", "", 0)]
    [InlineData("...", "a", 0)]
    [InlineData("the cat sat", "The CAT, sat!", 1)]
    [InlineData("a b c d", "a c", 2.0 * 2 / 6)]
    [InlineData("a b", "b a", 0.5)]
    [InlineData("café", "caf", 1)]
    [InlineData("用Python写代码", "请Python翻译", 2.0 / 9)]
    [InlineData("Напиши письмо", "Напиши стихи", 0.5)]
    public void F1_KnownPairs(string a, string b, double expected) => Assert.Equal(expected, RougeL.F1(a, b), 12);

    [Property(MaxTest = 300)]
    public bool F1_AnyTexts_IsThePlainAlgorithm(byte[] left, byte[] right)
    {
        var (a, b) = (Text(left), Text(right));
        return Math.Abs(RougeL.F1(a, b) - Plain(a, b)) < 1e-12;
    }

    [Fact]
    public void F1_LongerThanOneWordOfBits_IsThePlainAlgorithm()
    {
        var a = string.Join(' ', Enumerable.Range(0, 300).Select(i => Words[(i * i) % 6]));
        var b = string.Join(' ', Enumerable.Range(0, 257).Select(i => Words[(i * 7 + (i / 3)) % 6]));
        Assert.Equal(Plain(a, b), RougeL.F1(a, b), 12);
    }

    private static string Text(byte[] choices) => string.Join(' ', choices.Select(choice => Words[choice % Words.Length]));

    private static double Plain(string a, string b)
    {
        var (x, y) = (Tokens(a), Tokens(b));
        var table = new int[x.Length + 1, y.Length + 1];
        for (var i = 1; i <= x.Length; i++)
        {
            for (var j = 1; j <= y.Length; j++)
            {
                table[i, j] = x[i - 1] == y[j - 1] ? table[i - 1, j - 1] + 1 : Math.Max(table[i - 1, j], table[i, j - 1]);
            }
        }

        return x.Length == 0 || y.Length == 0 ? 0 : 2.0 * table[x.Length, y.Length] / (x.Length + y.Length);
    }

    private static string[] Tokens(string text) => [.. text.ToLowerInvariant().Split(' ').Where(word => word is not ("é" or "-" or ""))];
}
