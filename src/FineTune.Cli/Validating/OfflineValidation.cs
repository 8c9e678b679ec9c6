using FineTune.Core;
using FineTune.Core.Datasets;
using FineTune.Core.Datasets.Profile;
using FineTune.Core.Lineages;
using FineTune.Core.Models;
using FineTune.Core.Money;
using FineTune.Core.Storage;
using FineTune.Functions.Activities;
using FineTune.Providers.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace FineTune.Cli.Validating;

/// <summary>
/// Checks a file as a drop would be checked, with the pipeline's own activities over a temporary folder: no head, no network,
/// nothing kept.
/// </summary>
internal sealed class OfflineValidation : IDisposable
{
    private const string Lineage = "validate";
    private const string Endpoint = "local";

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("finetune-validate-");
    private readonly IHost _host;
    private readonly IBlobStore _store;
    private readonly ModelChoice _model;

    public OfflineValidation(string model)
    {
        _model = new ModelChoice(Endpoint, model);
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["DataStorage"] = _folder.FullName,
            [$"Endpoints:{Endpoint}:Kind"] = "local",
            [$"Endpoints:{Endpoint}:Url"] = "http://127.0.0.1/v1/",
        });
        builder.AddFineTunePipeline();
        _host = builder.Build();
        _store = _host.Services.GetRequiredService<IBlobStore>();
    }

    /// <summary>Everything the rules say about a file, in the order of its lines.</summary>
    public async Task<ValidatedFile> RunAsync(string path, CancellationToken cancellationToken)
    {
        await using var content = File.OpenRead(path);
        var id = await ContentId.OfAsync(content, cancellationToken);
        content.Position = 0;
        await _store.WriteAsync(BlobPaths.Source(Lineage, id), content, cancellationToken: cancellationToken);

        var services = _host.Services;
        var validate = new ValidateRange(
            _store, services.GetRequiredService<ITokenCounter>(), services.GetRequiredService<IModelEndpoints>(), services.GetRequiredService<IPriceBook>());
        var parts = new List<RangeResult>();
        foreach (var range in ByteRanges.Plan(content.Length))
        {
            parts.Add(await validate.RunAsync(new RangeInput(Lineage, id, range, _model, new SafetySettings()), cancellationToken));
        }

        var settings = new LineageSettings();
        var result = await new MergeValidation(
            _store, services.GetRequiredService<ITokenCounter>(), services.GetRequiredService<IPriceBook>(), services.GetRequiredService<TimeProvider>(), services.GetRequiredService<IScratch>())
            .RunAsync(new MergeInput(Lineage, id, parts, settings.Generation.Seed, _model), cancellationToken);
        return await ReadAsync(path, id, content.Length, result.Reason, cancellationToken);
    }

    public void Dispose()
    {
        _host.Dispose();
        _folder.Delete(recursive: true);
    }

    private async Task<ValidatedFile> ReadAsync(string path, string id, long bytes, string? refusal, CancellationToken cancellationToken)
    {
        var summary = await _store.ReadJsonAsync<ValidationSummary>(BlobPaths.Increment(Lineage, id, "windows/validation.json"), cancellationToken)
            ?? throw new InvalidOperationException("The validation left no summary.");
        var findings = summary.FirstFindings.Where(finding => finding.Line == 0).ToList();
        await foreach (var row in _store.ReadRowsAsync<RejectedRow>(BlobPaths.Rejected(Lineage, id), cancellationToken))
        {
            findings.AddRange(row.Findings);
        }

        await foreach (var row in _store.ReadRowsAsync<SourceRow>(BlobPaths.Validated(Lineage, id), cancellationToken))
        {
            findings.AddRange(row.Findings);
        }

        return new ValidatedFile(path, id, bytes, summary.Totals, refusal, [.. findings.OrderBy(finding => finding.Line)]) { Profile = summary.Profile, Model = _model.Model };
    }
}

/// <summary>What the rules say about one file.</summary>
/// <param name="Refusal">Why the file would be refused as a drop; null when it would not.</param>
internal sealed record ValidatedFile(
    string Path, string DatasetId, long Bytes, ValidationTotals Totals, string? Refusal, IReadOnlyList<Finding> Findings)
{
    /// <summary>What the lines are like.</summary>
    public DatasetProfile? Profile { get; init; }

    /// <summary>The base model that it was checked for.</summary>
    public string Model { get; init; } = "";

    /// <summary>A line is rejected, or the whole file would be refused.</summary>
    public bool HasErrors => Refusal is not null || Totals.Rejected > 0;
}
