using FineTune.Cli.Data;
using FineTune.Core.Datasets;
using FineTune.Core.Datasets.Sets;
using FineTune.Core.Lineages;
using FineTune.Core.Models;
using FineTune.Providers.Models;
using FineTune.Providers.Pricing;

namespace FineTune.Cli.Validating;

/// <summary>Checks files as drops would be checked, with the pipeline's own rules and merge: no head, no network, nothing kept.</summary>
/// <param name="model">Base model whose token encoding and limit apply.</param>
/// <param name="safety">A lineage's policy; the defaults where it is null.</param>
/// <param name="countTokens">False: no counts, and none of the rules that need them.</param>
internal sealed class OfflineValidation(string model, SafetySettings? safety = null, bool countTokens = true)
{
    private readonly TokenCounter _tokens = new();

    /// <summary>Both take a while: they begin while the command line is still at other things.</summary>
    private readonly Task _vocabulary = countTokens ? Task.Run(() => TokenCounter.Load(model)) : Task.CompletedTask;
    private readonly Task<int> _limit = countTokens ? Task.Run(() => LimitOf(model)) : Task.FromResult(0);

    /// <summary>Everything the rules say about a file, in the order of its lines.</summary>
    /// <param name="progress">Told the number of bytes that are done.</param>
    /// <exception cref="CommandException">The file cannot be opened.</exception>
    public async Task<ValidatedFile> RunAsync(string path, CancellationToken cancellationToken, IProgress<long>? progress = null)
    {
        await _vocabulary;
        var validator = new LineValidator(_tokens, model, await _limit, safety, countTokens ? LineChecks.All : LineChecks.All & ~LineChecks.Tokens);
        var validation = new FileValidation(validator, new DropMerge(new SetAnalysis(new HashSet<string>())));
        var result = await validation.RunAsync(_ => Task.FromResult(Open(path)), progress, cancellationToken);
        return new ValidatedFile(
            path, result.DatasetId, result.Bytes, result.Summary.Totals, DropPolicy.Refuse(result.Summary.Totals), result.Findings, result.LeftOut, countTokens);
    }

    /// <summary>The file's lines as bytes. Whatever is not JSON Lines by itself becomes so here.</summary>
    private static Stream Open(string path) => DropSource.Open(path);

    private static int LimitOf(string model) =>
        new JsonPriceBook().Find(EndpointKind.Local, model)?.MaxExampleTokens ?? LineValidator.DefaultMaxExampleTokens;
}
