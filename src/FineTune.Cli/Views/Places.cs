using FineTune.Cli.Data;
using FineTune.Core.Storage;

namespace FineTune.Cli.Views;

/// <summary>Where every file of a lineage is.</summary>
internal static class Places
{
    public static IEnumerable<string> Of(DataFolder data, StorageChoice storage, EngineKind engine, string lineage)
    {
        (string What, string Container)[] containers =
        [
            ("Drops", BlobPaths.Datasets),
            ("Increments, reports", BlobPaths.Increments),
            ("Runs", BlobPaths.Runs),
            ("Registry", BlobPaths.Registry),
            ("Money", BlobPaths.Accounts),
        ];
        foreach (var (what, container) in containers)
        {
            var place = storage.IsFolder ? data.Blob(new BlobRef(container, lineage)) : $"{storage.Display}: container {container}, {lineage}/";
            yield return $"  {what,-20} {place}";
        }

        yield return $"  {"Engine's history",-20} {Engine(data, storage, engine)}";
        yield return $"  {"Local provider",-20} {data.Provider}";
        yield return $"  {"Log",-20} {data.LogFile}";
    }

    /// <summary>Where orchestrations are kept.</summary>
    public static string Engine(DataFolder data, StorageChoice storage, EngineKind engine) =>
        engine == EngineKind.AzureStorage ? $"queues and tables in {storage.Display}" : data.EngineDatabase;
}
