using FineTune.Core.Examples;
using FineTune.Core.Lineages;
using FineTune.Datasets.Rows;
using FineTune.Datasets.Splits;
using FineTune.Datasets.Validation;

namespace FineTune.Cli.Files;

/// <summary>Reads a file twice: once to know its examples, once to give each its part.</summary>
internal sealed class SplitFile(string path, LineValidator validator)
{
    private readonly List<SplitCandidate> _rows = [];
    private readonly HashSet<string> _ids = new(StringComparer.Ordinal);

    public long Lines { get; private set; }

    public long Expanded { get; private set; }

    public long Rejected { get; private set; }

    /// <summary>Examples that are different from each other.</summary>
    public long Valid => _rows.Count;

    public async Task<IReadOnlyDictionary<string, SplitKind>> AssignAsync(SplitSettings settings, string salt, CancellationToken cancellationToken)
    {
        await foreach (var line in LineFile.ReadUnpackedAsync(path, cancellationToken))
        {
            if (line.IsBlank)
            {
                continue;
            }

            var rows = validator.Validate(line, line.Number).Rows;
            Lines++;
            Expanded += Math.Max(0, rows.Count - 1);
            Rejected += rows.Count == 0 ? 1 : 0;
            foreach (var row in rows)
            {
                if (_ids.Add(row.Id))
                {
                    _rows.Add(new SplitCandidate(row.Id, ExampleOrigin.Drop));
                }
                else
                {
                    Rejected++;
                }
            }
        }

        return SplitPolicy.Assign(_rows, settings, salt);
    }

    /// <summary>The examples in the order of their lines, as chat; those that occur again are left out.</summary>
    public async IAsyncEnumerable<ValidatedRow> RowsAsync([System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        _ids.Clear();
        await foreach (var line in LineFile.ReadUnpackedAsync(path, cancellationToken))
        {
            foreach (var row in line.IsBlank ? [] : validator.Validate(line, line.Number).Rows)
            {
                if (_ids.Add(row.Id))
                {
                    yield return row;
                }
            }
        }
    }
}
