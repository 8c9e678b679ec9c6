using System.Collections;
using System.Globalization;
using FineTune.Core.Examples;
using FineTune.Core.Storage.Scratch;
using FineTune.Datasets.Rules;

namespace FineTune.Datasets.Deduplication;

/// <summary>
/// Groups of rows that say nearly the same: question and answer together are alike. Up to <see cref="MaxExact"/> rows each is compared exactly with the first row of every
/// group; when there are more, all are compared by banded MinHash, and the findings say so.
/// </summary>
internal sealed class NearDuplicates(IScratch scratch, int maxExact = NearDuplicates.MaxExact) : IDisposable
{
    public const int MaxExact = 50_000;

    /// <summary>ROUGE-L F1 above which two rows are near duplicates.</summary>
    public const double Threshold = 0.9;

    private const int MaxCharacters = 1_000;
    private const int ListedLines = 10;

    private NearIndex? _exact = new(scratch, Threshold);
    private BandedIndex? _banded;
    private List<DuplicateGroup> _largest = [];

    /// <summary>The groups. Complete after <see cref="Complete"/>.</summary>
    public RowGroups Groups { get; } = new();

    /// <summary>What of a row is compared.</summary>
    public static ulong[] Tokens(ChatExample example) =>
        TokenHashes.Of(Start(ExampleText.Instruction(example)) + "\n" + Start(ExampleText.Response(example)));

    public void Add(ulong[] tokens)
    {
        var row = Groups.Count;
        Groups.Add();
        if (row == maxExact)
        {
            GoBanded();
        }

        if (_banded is not null)
        {
            _banded.Add(tokens);
        }
        else if (_exact!.Nearest(tokens) is { } near)
        {
            Groups.Join(near.Id, row);
        }
        else
        {
            _exact.Add(row, tokens);
        }
    }

    /// <summary>The groups as findings, at most <paramref name="max"/> of them, in the order of their first rows; and how many there are. To be called once.</summary>
    public (IReadOnlyList<Finding> Findings, long Groups) Complete(RowLines lines, int max)
    {
        _banded?.JoinAlike(Groups);
        _largest = LargestOf(lines);
        var (listed, all) = Listed(lines, max);
        var measure = _banded is null
            ? $"ROUGE-L above {Threshold.ToString(CultureInfo.InvariantCulture)}"
            : $"banded MinHash, estimated Jaccard of word pairs from {BandedIndex.Threshold.ToString(CultureInfo.InvariantCulture)}";
        var findings = listed.Select(group => Finding(lines[group.Key], group.Value, measure)).ToList();
        if (_banded is not null)
        {
            findings.Add(RuleBook.Finding(
                RuleIds.NearDuplicates, 0,
                $"The {Groups.Count} valid rows are more than {maxExact} and were compared by banded MinHash ({MinHash.Hashes} hashes of word pairs, {MinHash.Bands} bands of {MinHash.Rows}): "
                + "a pair is found with a probability of 50 % at a Jaccard of 0.49 and of 95 % at 0.65.", severity: Severity.Info));
        }

        return (findings, all);
    }

    public void Dispose()
    {
        _exact?.Dispose();
        _banded?.Dispose();
    }

    /// <summary>The lines of the first groups, and the number of all.</summary>
    private (SortedDictionary<int, (List<uint> Lines, long Count)> Groups, long All) Listed(RowLines lines, int max)
    {
        var firsts = new BitArray(Groups.Count);
        var all = 0L;
        foreach (var (_, first) in Groups.Members())
        {
            all += firsts[first] ? 0 : 1;
            firsts[first] = true;
        }

        var listed = new SortedDictionary<int, (List<uint> Lines, long Count)>();
        for (var row = 0; row < firsts.Count && listed.Count < max; row++)
        {
            if (firsts[row])
            {
                listed[row] = ([], 0);
            }
        }

        foreach (var (row, first) in Groups.Members())
        {
            if (listed.TryGetValue(first, out var group))
            {
                if (group.Count < ListedLines)
                {
                    group.Lines.Add(lines[row]);
                }

                listed[first] = (group.Lines, group.Count + 1);
            }
        }

        return (listed, all);
    }

    private static Finding Finding(uint first, (List<uint> Lines, long Count) group, string measure)
    {
        var more = group.Count > ListedLines ? $" and {group.Count - ListedLines} more" : "";
        return RuleBook.Finding(RuleIds.NearDuplicates, first, $"Nearly the same as this line: {string.Join(", ", group.Lines)}{more} ({measure}).");
    }

    /// <summary>From here on by signatures. Rows that are in a group already stay there; their first row stands for them.</summary>
    private void GoBanded()
    {
        _banded = new BandedIndex(scratch);
        foreach (var (id, tokens) in _exact!.All())
        {
            while (_banded.Count < id)
            {
                _banded.Add([]);
            }

            _banded.Add(tokens);
        }

        while (_banded.Count < Groups.Count - 1)
        {
            _banded.Add([]);
        }

        _exact.Dispose();
        _exact = null;
    }

    /// <summary>The largest groups, then the first ones. Only after <see cref="Complete"/>.</summary>
    public IReadOnlyList<DuplicateGroup> Largest(int max) => [.. _largest.Take(max)];

    private List<DuplicateGroup> LargestOf(RowLines lines)
    {
        var others = new int[Groups.Count];
        foreach (var (_, first) in Groups.Members())
        {
            others[first]++;
        }

        var chosen = Most(others, DuplicateGroup.MaxListed).ToDictionary(row => row, _ => new List<long>());
        foreach (var (row, first) in Groups.Members())
        {
            if (chosen.TryGetValue(first, out var listed) && listed.Count < ListedLines)
            {
                listed.Add(lines[row]);
            }
        }

        return [.. chosen.Select(group => new DuplicateGroup(lines[group.Key], group.Value, others[group.Key] + 1))];
    }

    /// <summary>The rows with the largest numbers above 0, largest first; among equals the first ones.</summary>
    private static IEnumerable<int> Most(int[] numbers, int max)
    {
        var most = new PriorityQueue<int, (int Number, int Before)>();
        for (var row = 0; row < numbers.Length; row++)
        {
            if (numbers[row] > 0)
            {
                most.Enqueue(row, (numbers[row], -row));
            }

            if (most.Count > max)
            {
                most.Dequeue();
            }
        }

        return most.UnorderedItems.OrderByDescending(row => row.Priority).Select(row => row.Element);
    }

    private static string Start(string text) => text.Length <= MaxCharacters ? text : text[..MaxCharacters];
}
