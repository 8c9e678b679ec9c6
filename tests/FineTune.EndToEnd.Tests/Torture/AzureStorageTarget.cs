using DurableTask.Core;
using FineTune.Cli.Data;
using FineTune.Cli.Health;
using FineTune.Cli.Hosting;
using FineTune.Core.Storage;

namespace FineTune.EndToEnd.Tests.Torture;

/// <summary>The official backend in an account of its own.</summary>
internal sealed class AzureStorageTarget(string account) : Target
{
    private readonly StorageChoice _storage = StorageChoice.Parse(account);

    public override IReadOnlyList<string> Arguments => ["--engine", "azurestorage", "--storage", account];

    public override IReadOnlyDictionary<string, string> Settings => AzureStorageEngineTests.Settings();

    /// <summary>The pipeline takes longer than on SQLite, and nothing on this machine tells a commit.</summary>
    public override KillMoment Next(Random random) => random.Next(10) < 2
        ? new KillMoment(KillKind.AfterStart, TimeSpan.FromMilliseconds(random.Next(50, 1800)), 0)
        : new KillMoment(KillKind.AfterReady, TimeSpan.FromMilliseconds(random.Next(0, 9000)), 0);

    public override async Task<IReadOnlyList<string>?> OpenAsync(TemporaryData data) =>
        [.. (await ReadAsync(data)).Open.Select(open => open.InstanceId)];

    public override async Task AssertSoundAsync(TemporaryData data) =>
        Assert.DoesNotContain(OrchestrationStatus.Failed, (await ReadAsync(data)).Counts.Keys);

    public override async Task CollectAsync(TemporaryData data)
    {
        var store = new LocalHostParts().OpenStore(new DataFolder(data.Path), _storage);
        foreach (var container in BlobPaths.Containers)
        {
            await foreach (var item in store.ListAsync(container, ""))
            {
                var path = Path.Combine([data.Path, container, .. item.Blob.Name.Split('/')]);
                Directory.CreateDirectory(Path.GetDirectoryName(path)!);
                await using var download = await store.OpenReadAsync(item.Blob);
                await using var file = File.Create(path);
                await download!.Content.CopyToAsync(file);
            }
        }
    }

    private async Task<HubInstances> ReadAsync(TemporaryData data)
    {
        var installation = HostBlueprint.Of(new DataFolder(data.Path), _storage) with { Engine = EngineKind.AzureStorage };
        using var host = HostBlueprint.Build(installation);
        return await HubInstances.OfAzureStorageAsync(host.Services, TestContext.Current.CancellationToken);
    }
}
