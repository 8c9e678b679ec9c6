using System.Security.Cryptography;
using System.Threading.Channels;
using FineTune.Core;
using FineTune.Datasets.Legacy;
using FineTune.Datasets.Lines;
using FineTune.Datasets.Rules;
using FineTune.Datasets.Shapes;

namespace FineTune.Datasets.Validation;

/// <summary>
/// Validates a whole file in one pass: lines are checked on all cores and their results taken in the order of the file, by the same
/// <see cref="LineValidator"/> and <see cref="DropMerge"/> as a drop's. Memory does not grow with the file but for what the merge keeps.
/// </summary>
/// <param name="drop">Empty, and of no use afterwards.</param>
public sealed class FileValidation(LineValidator validator, DropMerge drop)
{
    /// <summary>Findings that are kept; the others are counted.</summary>
    public const int MaxFindings = 10_000;

    private const int BatchBytes = 128 * 1024;

    private readonly KeptFindings _findings = new(MaxFindings);
    private readonly ShapeCensus _shapes = new();
    private long _expanded;

    /// <param name="open">Gives the file from its first byte; called at most three times. The streams are disposed here.</param>
    /// <param name="progress">Told the number of bytes that are done.</param>
    public async Task<FileResult> RunAsync(
        Func<CancellationToken, Task<Stream>> open, IProgress<long>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(open);
        var batches = Channel.CreateBounded<Task<Batch>>(2 * Environment.ProcessorCount);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var reading = Task.Run(() => ReadAsync(open, batches.Writer, stop.Token), CancellationToken.None);
        try
        {
            await foreach (var batch in batches.Reader.ReadAllAsync(cancellationToken))
            {
                var (results, end) = await batch;
                results.ForEach(Take);
                progress?.Report(end);
            }
        }
        finally
        {
            await stop.CancelAsync();
            await ((Task)reading).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        var read = await reading;
        drop.AddLines(read.Lines, read.Blank, _shapes.Counts, _expanded);
        drop.AddFindings(await LegacyFile.AnalyseAsync(open, read.Bytes, cancellationToken) ?? []);
        var summary = drop.Complete();
        var aboutTheSet = new KeptFindings(MaxFindings);
        aboutTheSet.Add(drop.AboutTheSet);
        return new FileResult(
            read.Id, read.Bytes, summary, [.. aboutTheSet.All.Concat(_findings.All).OrderBy(finding => finding.Line)], aboutTheSet.LeftOut + _findings.LeftOut);
    }

    private void Take((JsonlLine Line, LineResult Result) checkedLine)
    {
        var (line, result) = checkedLine;
        _shapes.Add(result.Shape, line.Number);
        if (result.Rows.Count == 0)
        {
            Reject(line, result.Findings);
        }

        _expanded += Math.Max(0, result.Rows.Count - 1);
        foreach (var (index, row) in result.Rows.Index())
        {
            // What is wrong with the line is said once, with its first row.
            if (drop.TryAccept(row, index == 0 ? result.Findings : [], out var findings))
            {
                _findings.Add(findings);
            }
            else
            {
                Reject(line, findings);
            }
        }
    }

    private void Reject(JsonlLine line, IReadOnlyList<Finding> findings)
    {
        drop.Reject(findings, () => LineValidator.ToRejected(line, line.Number, findings).Raw);
        _findings.Add(findings);
    }

    private async Task<FileRead> ReadAsync(Func<CancellationToken, Task<Stream>> open, ChannelWriter<Task<Batch>> batches, CancellationToken cancellationToken)
    {
        try
        {
            using var hash = SHA256.Create();
            await using var content = new CryptoStream(await open(cancellationToken), hash, CryptoStreamMode.Read);
            var reader = new JsonlRangeReader(content, new ByteRange(0, 0, long.MaxValue), firstRange: true);
            var lines = new List<JsonlLine>();
            var (held, bytes) = (0L, 0L);
            await foreach (var line in reader.ReadAsync(cancellationToken))
            {
                lines.Add(line);
                held += line.Bytes.Length;
                bytes = line.Offset + line.Length;
                if (held >= BatchBytes)
                {
                    await SendAsync();
                }
            }

            await SendAsync();
            return new FileRead(ContentId.Shorten(hash.Hash), reader.Position, reader.TotalLines, reader.BlankLines);

            async Task SendAsync()
            {
                var (batch, end) = (lines, bytes);
                (lines, held) = ([], 0);
                await batches.WriteAsync(Task.Run(() => Validate(batch, end), cancellationToken), cancellationToken);
            }
        }
        finally
        {
            batches.Complete();
        }
    }

    private Batch Validate(List<JsonlLine> lines, long end) =>
        new([.. lines.Where(line => !line.IsBlank).Select(line => (line, validator.Validate(line, line.Number)))], end);

    private sealed record Batch(List<(JsonlLine Line, LineResult Result)> Results, long End);

    private sealed record FileRead(string Id, long Bytes, long Lines, long Blank);
}
