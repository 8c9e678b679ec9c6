using System.Text.Json;
using System.Text.Json.Nodes;
using FineTune.Core;
using FineTune.Core.Billing;
using FineTune.Datasets.Increments;

namespace FineTune.EndToEnd.Tests.Torture;

/// <summary>
/// What a lineage has come to: the same after every torture. Left out are times, the provider's ids and the price of calls that
/// had to be repeated.
/// </summary>
internal sealed record Outcome(IReadOnlyDictionary<string, string> Manifests, IReadOnlyList<string> Registry, string Champion)
{
    private static readonly string[] _volatile = ["registeredAt", "jobId", "model", "costUsd"];

    public static Outcome Of(TemporaryData data) => new(
        data.Texts("increments", "manifest.json"),
        [
            .. data.Texts("registry", "????.json").Select(file =>
            {
                var version = JsonNode.Parse(file.Value)!.AsObject();
                foreach (var key in _volatile)
                {
                    version.Remove(key);
                }

                return version.ToJsonString();
            }),
        ],
        string.Join(' ', data.Texts("registry", "aliases.json").Select(file => Champions(file.Value))));

    public void AssertSame(Outcome other)
    {
        Assert.Equal(Manifests, other.Manifests);
        Assert.Equal(Registry, other.Registry);
        Assert.Equal(Champion, other.Champion);
    }

    /// <summary>One job per intent, rows that add up, and no money left set aside.</summary>
    public static void AssertBooks(TemporaryData data)
    {
        var recorded = data.Texts("ledger", "*.json").Values.Select(text => (string?)JsonNode.Parse(text)!["providerId"]).ToList();
        var jobs = Directory.EnumerateFiles(Path.Combine(data.Path, "provider"), "ftjob-*.json", SearchOption.AllDirectories)
            .Select(path => Path.GetFileNameWithoutExtension(path)).ToList();
        Assert.Equal(recorded.Order(), jobs.Order());
        Assert.Equal(2, jobs.Count);
        foreach (var manifest in data.Texts("increments", "manifest.json").Values)
        {
            Assert.Empty(JsonSerializer.Deserialize<IncrementManifest>(manifest, FineTuneJson.Options)!.Counts.Problems());
        }

        Assert.Empty(OpenReservations(data));
    }

    public static IEnumerable<string> OpenReservations(TemporaryData data) => data.Texts("accounts", "*.json").Values
        .SelectMany(text => JsonSerializer.Deserialize<AccountMonth>(text, FineTuneJson.Options)!.Entries)
        .Where(entry => entry.SpentUsd is null).Select(entry => entry.Id);

    /// <summary>The versions the aliases have pointed at, without times.</summary>
    private static string Champions(string aliases) => string.Join(
        ',', JsonNode.Parse(aliases)!.AsObject().SelectMany(member => member.Value is JsonArray moves
            ? moves.Select(move => $"{move?["alias"]}={move?["version"]}")
            : []));
}
