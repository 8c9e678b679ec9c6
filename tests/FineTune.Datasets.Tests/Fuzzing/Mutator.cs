using System.Text;

namespace FineTune.Datasets.Tests.Fuzzing;

/// <summary>Makes bad lines and bad files of good ones. The same seed and number give the same bytes.</summary>
internal sealed class Mutator(IReadOnlyList<byte[]> lines, int seed)
{
    private const int MaxMutations = 4;
    private const int MaxLine = 300_000;
    private const int MaxLines = 24;

    private static readonly byte[][] LineEnds = [.. new[] { "\n", "\n", "\n", "\r\n", "\n\n", "\n \t\r\n", "\r", "\r\r\n", "\u2028", "\u0085", "\v", "\0\n" }.Select(Encoding.UTF8.GetBytes)];
    private static readonly byte[][] Starts = [[], [], "\uFEFF"u8.ToArray(), "\uFEFF\uFEFF"u8.ToArray(), "\uFEFF\n"u8.ToArray(), [0xFF, 0xFE], [0xEF], [0xEF, 0xBB], "\n"u8.ToArray()];

    /// <summary>A line after one to four changes.</summary>
    public byte[] Line(int number)
    {
        var random = new Random(unchecked((seed * 31) + number));
        return Line(random);
    }

    /// <summary>A file of up to 24 lines, most of them bad, with line ends of every kind.</summary>
    public byte[] File(int number)
    {
        var random = new Random(unchecked((~seed * 31) + number));
        using var file = new MemoryStream();
        file.Write(Starts[random.Next(Starts.Length)]);
        for (var rest = random.Next(MaxLines); rest > 0; rest--)
        {
            file.Write(random.Next(3) == 0 ? lines[random.Next(lines.Count)] : Line(random));
            file.Write(rest == 1 && random.Next(2) == 0 ? [] : LineEnds[random.Next(LineEnds.Length)]);
        }

        return file.ToArray();
    }

    private byte[] Line(Random random)
    {
        var line = lines[random.Next(lines.Count)];
        for (var changes = 1 + random.Next(MaxMutations); changes > 0 && line.Length <= MaxLine; changes--)
        {
            line = Change(line, random);
        }

        return line;
    }

    private byte[] Change(byte[] line, Random random)
    {
        var at = random.Next(line.Length + 1);
        var to = at + random.Next(line.Length - at + 1);
        switch (random.Next(12))
        {
            case 0 when at < line.Length:
                byte[] flipped = [.. line];
                flipped[at] ^= (byte)(1 << random.Next(8));
                return flipped;
            case 1 when at < line.Length:
                byte[] other = [.. line];
                other[at] = (byte)random.Next(256);
                return other;
            case 2:
                return line[..at];
            case 3:
                return [.. line[..to], .. line[at..]];
            case 4:
                return [.. line[..at], .. line[to..]];
            case 5:
                var second = lines[random.Next(lines.Count)];
                return [.. line[..at], .. second[random.Next(second.Length + 1)..]];
            case 6:
                return JsonMutations.RepeatKey(line, random);
            case 7:
                return JsonMutations.RenameKey(line, random);
            case 8:
                return JsonMutations.CopyValue(line, random);
            default:
                return JsonMutations.ReplaceValue(line, random);
        }
    }
}
