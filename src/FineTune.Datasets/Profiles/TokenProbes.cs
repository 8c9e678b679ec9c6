using FineTune.Core.Billing.Prices;
using FineTune.Core.Models;
using FineTune.Datasets.Rows;

namespace FineTune.Datasets.Profiles;

/// <summary>
/// Sums the tokens of a drop as the models of a price list would count and cut them. In the base model's encoding every row is counted already;
/// in another one the first <see cref="CountedRows"/> rows are counted, then every <see cref="Stride"/>th, and the rest is scaled.
/// </summary>
/// <param name="baseModel">The model whose counts the rows carry.</param>
/// <param name="models">Models to sum for; those of one encoding and limit share a sum.</param>
public sealed class TokenProbes(ITokenCounter counter, string baseModel, IEnumerable<ModelPrice> models)
{
    public const int CountedRows = 2_000;
    public const int Stride = 16;

    private readonly string _baseEncoding = counter.Encoding(baseModel);

    private readonly List<Probe> _probes =
    [
        .. models.GroupBy(model => counter.Encoding(model.Model), StringComparer.Ordinal)
            .Select(group => new Probe(group.Key, group.First().Model, [.. group.Select(model => model.MaxExampleTokens).Distinct().Order()])),
    ];

    private long _rows;

    /// <summary>For every model of a price list that shares the base's encoding or can still be trained.</summary>
    public static TokenProbes For(ITokenCounter counter, IPriceBook prices, string baseModel, DateOnly today)
    {
        ArgumentNullException.ThrowIfNull(counter);
        ArgumentNullException.ThrowIfNull(prices);
        var encoding = counter.Encoding(baseModel);
        return new TokenProbes(counter, baseModel, prices.Trainable().Where(
            model => counter.Encoding(model.Model) == encoding || ((model.TrainableUntil ?? model.ShutdownDate ?? today) >= today)));
    }

    public void Add(ValidatedRow row)
    {
        ArgumentNullException.ThrowIfNull(row);
        var isHead = _rows < CountedRows;
        foreach (var probe in _probes)
        {
            if (probe.Encoding == _baseEncoding)
            {
                probe.Head.Add(row.Tokens, row.Tokens);
            }
            else if (isHead || _rows % Stride == 0)
            {
                (isHead ? probe.Head : probe.Tail).Add(counter.Count(probe.Model, row.Example), row.Tokens);
            }
            else
            {
                probe.Tail.Skip(row.Tokens);
            }
        }

        _rows++;
    }

    public IReadOnlyList<TokenTotal> Complete() => [.. _probes.SelectMany(probe => probe.Complete())];

    private sealed record Probe(string Encoding, string Model, int[] Limits)
    {
        public Sums Head { get; } = new(Limits);

        public Sums Tail { get; } = new(Limits);

        public IEnumerable<TokenTotal> Complete() => Limits.Select((limit, i) => new TokenTotal(
            Encoding, limit, Head.Tokens(i) + Tail.Tokens(i), Head.Cut(i) + Tail.Cut(i), Exact: Tail.IsComplete));
    }

    private sealed class Sums(int[] limits)
    {
        private readonly long[] _tokens = new long[limits.Length];
        private readonly long[] _cut = new long[limits.Length];
        private long _counted;
        private long _skipped;

        public bool IsComplete => _skipped == 0;

        public void Add(int tokens, int baseTokens)
        {
            _counted += baseTokens;
            for (var i = 0; i < limits.Length; i++)
            {
                _tokens[i] += Math.Min(tokens, limits[i]);
                _cut[i] += tokens > limits[i] ? 1 : 0;
            }
        }

        public void Skip(int baseTokens) => _skipped += baseTokens;

        public long Tokens(int limit) => Scale(_tokens[limit]);

        public long Cut(int limit) => Scale(_cut[limit]);

        /// <summary>By base tokens: rows that were skipped are as those that were counted, as far as their length goes.</summary>
        private long Scale(long sum) => _counted == 0 ? sum + _skipped : (long)Math.Round(sum * ((double)(_counted + _skipped) / _counted));
    }
}
