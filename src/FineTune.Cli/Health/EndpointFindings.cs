using FineTune.Core.Lineages;
using FineTune.Core.Lineages.Reading;
using FineTune.Core.Models;
using FineTune.Core.Models.Endpoints;
using FineTune.Core.Storage;
using Microsoft.Extensions.Configuration;

namespace FineTune.Cli.Health;

/// <summary>Settings of endpoints and lineages that would be refused when they are needed.</summary>
internal sealed class EndpointFindings(IModelEndpoints endpoints)
{
    private const string Next = "Correct the setting that it names (environment or local.settings.json).";
    private static readonly string[] _roles = ["Teacher", "Judge", "Trainer", "Embedder"];

    /// <summary>Every endpoint described, and every endpoint a default role names.</summary>
    public IEnumerable<Finding> OfTheApp(IConfiguration settings)
    {
        var named = _roles.Select(role => settings[$"DefaultLineage:{role}Endpoint"]).OfType<string>().Where(name => name.Length > 0);
        var described = settings.GetSection("Endpoints").GetChildren().Select(section => section.Key);
        return described.Concat(named).Distinct(StringComparer.OrdinalIgnoreCase).Select(Problem).OfType<string>().Distinct()
            .Select(problem => new Finding(problem, Next));
    }

    public async Task<IReadOnlyList<Finding>> OfTheLineagesAsync(IBlobStore store, CancellationToken cancellationToken)
    {
        var findings = new List<Finding>();
        await foreach (var item in store.ListAsync(BlobPaths.Lineages, "", cancellationToken))
        {
            if (!BlobPaths.IsSettings(item.Blob))
            {
                continue;
            }

            await using var download = await store.OpenReadAsync(item.Blob, cancellationToken: cancellationToken);
            if (download is not null)
            {
                using var bytes = new MemoryStream();
                await download.Content.CopyToAsync(bytes, cancellationToken);
                findings.AddRange(OfALineage(item.Blob, bytes.ToArray()));
            }
        }

        return findings;
    }

    private IEnumerable<Finding> OfALineage(BlobRef blob, byte[] json)
    {
        var (settings, error) = LineageSettingsReader.Parse(json);
        if (settings is null)
        {
            return [new Finding($"{blob}: {error}", "Correct that file. The lineage cannot work with it.")];
        }

        ModelChoice?[] choices = [settings.Models.Teacher, .. settings.Models.Teachers, .. settings.Models.Judges, settings.Models.Trainer, settings.Models.Embedder];
        return choices.OfType<ModelChoice>().Select(choice => choice.Endpoint).Where(name => !string.IsNullOrEmpty(name)).Distinct()
            .Select(Problem).OfType<string>().Select(problem => new Finding($"{blob}: {problem}", Next));
    }

    private string? Problem(string endpoint)
    {
        try
        {
            endpoints.Describe(endpoint);
            return null;
        }
        catch (EndpointNotConfiguredException e)
        {
            return e.Message;
        }
    }
}
