using System.IO.Compression;
using System.Text;
using FineTune.Datasets.Formats;
using FineTune.Datasets.Formats.Normalizing;
using FineTune.Datasets.Lines;
using FineTune.Datasets.Rows;
using FineTune.Datasets.Validation;
using FineTune.Testing;

namespace FineTune.Datasets.Tests.Formats;

/// <summary>A file after the normaliser, with the lines as they are checked.</summary>
internal sealed record Normalized(FormatResult Result, string Jsonl)
{
    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false);

    public IReadOnlyList<string> Lines => Jsonl.Length == 0 ? [] : (Jsonl[^1] == '\n' ? Jsonl[..^1] : Jsonl).Split('\n');

    /// <summary>The lines that are no unreadable records.</summary>
    public IEnumerable<string> Readable => Lines.Where(line => !line.StartsWith("{\"$unreadable\"", StringComparison.Ordinal));

    public static Task<Normalized> OfAsync(string name, string content, FormatLimits? limits = null) => OfAsync(name, Utf8.GetBytes(content), limits);

    public static async Task<Normalized> OfAsync(string name, byte[] content, FormatLimits? limits = null)
    {
        // Seven bytes at a time: what is found must not depend on where reads end.
        using var source = new ChunkedStream(content);
        using var target = new MemoryStream();
        var result = await FormatNormalizer.NormalizeAsync(source, name, target, limits ?? new FormatLimits(), default);
        return new Normalized(result, Utf8.GetString(target.ToArray()));
    }

    public static byte[] Gzip(byte[] content)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Optimal))
        {
            gzip.Write(content);
        }

        return packed.ToArray();
    }

    public static byte[] Gzip(string content) => Gzip(Utf8.GetBytes(content));

    /// <summary>Each line through the rules, in order; null for blank lines.</summary>
    public async Task<List<(LineResult Result, RejectedRow? Rejected)?>> ValidateAsync()
    {
        var (lines, _, _) = await Drops.ReadAsync(Utf8.GetBytes(Jsonl), 1 << 20, JsonlRangeReader.DefaultMaxLineBytes);
        var validator = new LineValidator(new WordTokenCounter(), Drops.Model, 0);
        return [.. lines.Select(line =>
        {
            if (line.IsBlank)
            {
                return default((LineResult, RejectedRow?)?);
            }

            var result = validator.Validate(line, line.Number);
            return (result, result.Row is null ? LineValidator.ToRejected(line, line.Number, result.Findings) : null);
        })];
    }

    /// <summary>Line, rule and kept bytes of the records that could not be read.</summary>
    public async Task<List<(long Line, string Rule, string? Raw)>> UnreadableAsync() =>
        [.. (await ValidateAsync()).OfType<(LineResult Result, RejectedRow? Rejected)>().Where(row => row.Rejected is not null)
            .Select(row => (row.Rejected!.Line!.Value, Assert.Single(row.Result.Findings).Rule, row.Rejected.Raw))];
}
