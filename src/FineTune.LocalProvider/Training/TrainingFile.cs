using FineTune.LocalProvider.Text;

namespace FineTune.LocalProvider.Training;

/// <summary>Reads a whole training file, line by line, split on <c>\n</c> only.</summary>
internal static class TrainingFile
{
    public const int FewestExamples = 10;

    /// <summary>The examples, and the tokens one epoch trains: each line counts up to the limit.</summary>
    public static (List<TrainingExample> Examples, long Tokens) Read(string path, string method)
    {
        var examples = new List<TrainingExample>();
        long tokens = 0;
        var number = 0;
        foreach (var line in Lines(path))
        {
            var (example, count) = TrainingLine.Read(line, ++number, method);
            examples.Add(example);
            tokens += Math.Min(TokenCounter.TrainingLimit, count);
        }

        return (examples, tokens);
    }

    /// <summary>The lines that are not blank, without their ends and without a byte order mark.</summary>
    public static IEnumerable<byte[]> Lines(string path)
    {
        using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, 1);
        var buffer = new byte[256 * 1024];
        var line = new MemoryStream();
        var first = true;
        for (int read; (read = stream.Read(buffer)) > 0;)
        {
            var from = first && read >= 3 && buffer[0] == 0xEF && buffer[1] == 0xBB && buffer[2] == 0xBF ? 3 : 0;
            first = false;
            for (int end; (end = Array.IndexOf(buffer, (byte)'\n', from, read - from)) >= 0; from = end + 1)
            {
                line.Write(buffer, from, end - from);
                if (Taken(line) is { } whole)
                    yield return whole;
            }

            line.Write(buffer, from, read - from);
        }

        if (Taken(line) is { } last)
            yield return last;
    }

    private static byte[]? Taken(MemoryStream line)
    {
        var bytes = line.ToArray();
        line.SetLength(0);
        return bytes.AsSpan().IndexOfAnyExcept((byte)' ', (byte)'\t', (byte)'\r') < 0 ? null : bytes;
    }
}
