using FineTune.Cli.Errors;
using FineTune.Cli.Files;
using FineTune.Core.Lineages;
using FineTune.Core.Models.Endpoints;
using FineTune.Datasets.Analysis;
using FineTune.Datasets.Profiles;
using FineTune.Datasets.Validation;
using FineTune.Providers.Prices;
using FineTune.Providers.Tokens;
using FineTune.Storage.Folders;

namespace FineTune.Cli.Validating;

/// <summary>Checks files as drops would be checked, with the pipeline's own rules and merge: no host, no network, nothing kept.</summary>
/// <param name="model">Base model whose token encoding and limit apply.</param>
/// <param name="safety">A lineage's policy; the defaults where it is null.</param>
/// <param name="countTokens">False: no counts, and none of the rules that need them.</param>
internal sealed class OfflineValidation(string model, SafetySettings? safety = null, bool countTokens = true)
{
    private static readonly ValidationTotals Nothing = new(0, 0, 0, 0, 0, []);
    private readonly TokenCounter _tokens = new();

    /// <summary>Both take a while: they begin while the command line is still at other things.</summary>
    private readonly Task _vocabulary = countTokens ? Task.Run(() => TokenCounter.Load(model)) : Task.CompletedTask;
    private readonly Task<JsonPriceBook?> _prices = countTokens ? Task.Run(() => (JsonPriceBook?)new JsonPriceBook()) : Task.FromResult<JsonPriceBook?>(null);

    /// <summary>The evaluation sets that rows must not repeat.</summary>
    public EvaluationFiles Against { get; init; } = EvaluationFiles.None;

    /// <summary>Tokens that an example may have.</summary>
    public static int LimitOf(JsonPriceBook prices, string model) =>
        prices.Find(EndpointKind.Local, model)?.MaxExampleTokens ?? LineValidator.DefaultMaxExampleTokens;

    /// <summary>Everything the rules say about a file, in the order of its lines.</summary>
    /// <param name="progress">Told the number of bytes that are done.</param>
    /// <exception cref="CommandException">The file cannot be opened.</exception>
    public async Task<ValidatedFile> RunAsync(string path, CancellationToken cancellationToken, IProgress<long>? progress = null)
    {
        using var drop = await UnpackedDrop.OpenAsync(path, cancellationToken);
        if (drop.Refusal is { } refusal)
        {
            return new ValidatedFile(path, drop.DatasetId!, new FileInfo(path).Length, Nothing, refusal, [], TokensCounted: countTokens) { Model = model };
        }

        var prices = await _prices;
        await _vocabulary;
        var limit = prices is null ? 0 : LimitOf(prices, model);
        var validator = new LineValidator(_tokens, model, limit, safety, countTokens ? LineChecks.All : LineChecks.All & ~LineChecks.Tokens);
        using var evaluation = await Against.OpenAsync(cancellationToken);
        using var set = new SetAnalysis(new TempFileScratch(), evaluation: evaluation);
        var probes = prices is null ? null : TokenProbes.For(_tokens, prices, model, DateOnly.FromDateTime(TimeProvider.System.GetUtcNow().UtcDateTime));
        var validation = new FileValidation(validator, new DropMerge(set, new DatasetProfiler(probes)));
        var result = await validation.RunAsync(_ => Task.FromResult(drop.Open()), progress, cancellationToken);
        var totals = result.Summary.Totals;
        return new ValidatedFile(
            path, drop.DatasetId ?? result.DatasetId, result.Bytes, totals, DropPolicy.Refuse(totals), result.Findings, result.LeftOut, countTokens)
        {
            Profile = result.Summary.Profile,
            Model = model,
            Note = drop.Note,
        };
    }
}
