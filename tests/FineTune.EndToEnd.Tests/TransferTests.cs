using System.IO.Compression;
using System.Text;
using FineTune.Core.Billing;
using FineTune.Core.Lineages.Training;
using FineTune.Core.Storage;
using FineTune.Datasets.Increments;
using FineTune.Testing;
using FineTune.Training.Runs;

namespace FineTune.EndToEnd.Tests;

/// <summary>A lineage moves between stores and stays the same, byte by byte.</summary>
public sealed class TransferTests : IDisposable
{
    private const string Lineage = "support";
    private const string Dataset = "0123456789abcdef";
    private readonly TemporaryData _source = new();
    private readonly TemporaryData _target = new();

    private string File => Path.Combine(_source.Path, "moved.zip");

    public void Dispose()
    {
        _source.Dispose();
        _target.Dispose();
    }

    [Fact]
    public async Task ExportImport_FolderToFolder_MovesEveryBlobAndNoOtherLineage()
    {
        await FillAsync();

        await ExportAsync();
        await InProcessCli.RunAsync(0, "import", File, "--data", _target.Path);
        var again = await InProcessCli.RunAsync(0, "import", File, "--data", _target.Path);

        Assert.Equal(await ReadAsync(_source.Store, Lineage), await ReadAsync(_target.Store, Lineage));
        Assert.Empty(await ReadAsync(_target.Store, "support-2"));
        Assert.Contains("Nothing was written", again, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ExportImport_FolderToAzuriteAndBack_MovesEveryBlobAndLogsCanBeAppendedTo()
    {
        var account = (await AzuriteServer.SharedAsync()).NewAccount();
        await FillAsync();
        var back = Path.Combine(_target.Path, "back.zip");

        await ExportAsync();
        await InProcessCli.RunAsync(0, "import", File, "--data", _target.Path, "--storage", account);
        await InProcessCli.RunAsync(0, "export", Lineage, "--to", back, "--data", _target.Path, "--storage", account);
        await InProcessCli.RunAsync(0, "import", back, "--data", _target.Path, "--storage", "folder");

        Assert.Equal(await ReadAsync(_source.Store, Lineage), await ReadAsync(_target.Store, Lineage));
        var log = BlobPaths.Window(Lineage, Dataset, "calls", 0);
        var azure = new FineTune.Cli.Hosting.LocalHostParts().OpenStore(
            new FineTune.Cli.Data.DataFolder(_target.Path), FineTune.Cli.Data.StorageChoice.Parse(account));
        Assert.True(await azure.AppendAsync(log, "{}\n"u8.ToArray(), (await azure.GetPropertiesAsync(log))!.Length));
    }

    [Fact]
    public async Task Import_AnotherLineageOfThatName_IsRefusedAndNothingIsWritten()
    {
        await FillAsync();
        await ExportAsync();
        await WriteAsync(_target.Store, BlobPaths.Version(Lineage, 1), "another");

        var refusal = await InProcessCli.RunAsync(1, "import", File, "--data", _target.Path);

        Assert.Contains("registry/support/versions/0001.json differs", refusal, StringComparison.Ordinal);
        Assert.Single(await ReadAsync(_target.Store, Lineage));
    }

    [Fact]
    public async Task Import_AfterItBrokeOff_GoesOn()
    {
        await FillAsync();
        await ExportAsync();
        await InProcessCli.RunAsync(0, "import", File, "--data", _target.Path);
        await _target.Store.DeleteAsync(BlobPaths.Aliases(Lineage));

        await InProcessCli.RunAsync(0, "import", File, "--data", _target.Path);

        Assert.Equal(await ReadAsync(_source.Store, Lineage), await ReadAsync(_target.Store, Lineage));
    }

    [Fact]
    public async Task Import_ChangedArchive_IsRefusedAndNothingIsWritten()
    {
        await FillAsync();
        await ExportAsync();
        using (var zip = ZipFile.Open(File, ZipArchiveMode.Update))
        {
            zip.GetEntry("registry/support/aliases.json")!.Delete();
            await using var entry = zip.CreateEntry("registry/support/aliases.json").Open();
            await entry.WriteAsync("{}"u8.ToArray());
        }

        var refusal = await InProcessCli.RunAsync(1, "import", File, "--data", _target.Path);

        Assert.Contains("registry/support/aliases.json does not match its manifest", refusal, StringComparison.Ordinal);
        Assert.Empty(await ReadAsync(_target.Store, Lineage));
    }

    [Fact]
    public async Task Export_UnknownLineageOrExistingFile_IsRefused()
    {
        Assert.Contains("no lineage 'support'", await InProcessCli.RunAsync(1, "export", Lineage, "--to", File, "--data", _source.Path), StringComparison.Ordinal);
        Assert.False(System.IO.File.Exists(File));

        await FillAsync();
        await ExportAsync();
        Assert.Contains("is never overwritten", await InProcessCli.RunAsync(2, "export", Lineage, "--to", File, "--data", _source.Path), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Export_WhileInstancesAreUnderWay_IsRefusedAndNamesThem()
    {
        await using var process = FinetuneProcess.Start("try", "--data", _source.Path);
        Assert.True(await new FileAppears(_source.Path, "plan.json").BeforeAsync(process.WaitAsync()), process.Output);
        await process.KillAsync();

        var refusal = await InProcessCli.RunAsync(1, "export", Lineage, "--to", File, "--data", _source.Path);

        Assert.Contains("tune-support (Running)", refusal, StringComparison.Ordinal);
    }

    private Task<string> ExportAsync() => InProcessCli.RunAsync(0, "export", Lineage, "--to", File, "--data", _source.Path);

    /// <summary>One blob of each kind, of two lineages of which one's name begins with the other's.</summary>
    private async Task FillAsync()
    {
        foreach (var lineage in new[] { Lineage, Lineage + "-2" })
        {
            BlobRef[] blobs =
            [
                BlobPaths.Drop(lineage, "first.jsonl"), BlobPaths.Drop(lineage, "second.csv"), BlobPaths.Settings(lineage),
                BlobPaths.Source(lineage, Dataset), BlobPaths.Report(lineage, Dataset), BlobPaths.Manifest(lineage, Dataset), BlobPaths.Train(lineage, Dataset),
                BlobPaths.ValidationPart(lineage, Dataset, 0, "valid"), BlobPaths.RunPlan(lineage, "aa"), BlobPaths.RunTrain(lineage, "aa"),
                BlobPaths.Version(lineage, 1), BlobPaths.Aliases(lineage), BlobPaths.LedgerEntry(lineage, "k"),
            ];
            foreach (var blob in blobs)
            {
                await WriteAsync(_source.Store, blob, $"{blob}: é\n");
            }

            await _source.Store.WriteJsonAsync(BlobPaths.DropIndex(lineage, "first"), new DropIndexEntry("first", "etag", Dataset, 3, DateTimeOffset.UnixEpoch));
            await _source.Store.WriteJsonAsync(BlobPaths.Account(lineage, "2026-01"), new AccountMonth("2026-01", []));
            var summary = new RunSummary("aa", RunState.Registered, "done", TrainingStrategy.Retrain, null, 1, 20, 1.5m, DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch);
            await WriteAsync(_source.Store, BlobPaths.RunMarker(lineage, "aa", summary.StartedAt), "{}", RunSummaryMetadata.ToMetadata(summary));
            foreach (var log in new[] { BlobPaths.Window(lineage, Dataset, "calls", 0), BlobPaths.RunWindow(lineage, "aa", 0) })
            {
                Assert.True(await _source.Store.AppendAsync(log, Encoding.UTF8.GetBytes($"{{\"row\":\"{log}\"}}\n"), 0));
            }
        }
    }

    private static async Task WriteAsync(IBlobStore store, BlobRef blob, string text, IReadOnlyDictionary<string, string>? metadata = null)
    {
        using var content = new MemoryStream(Encoding.UTF8.GetBytes(text));
        await store.WriteAsync(blob, content, metadata: metadata);
    }

    /// <summary>Every blob with its text and metadata, by name.</summary>
    private static async Task<SortedDictionary<string, string>> ReadAsync(IBlobStore store, string lineage)
    {
        var blobs = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var container in BlobPaths.Containers)
        {
            await foreach (var item in store.ListAsync(container, lineage))
            {
                if (item.Blob.Name.StartsWith(lineage + "/", StringComparison.Ordinal) || item.Blob.Name == lineage + ".json")
                {
                    var metadata = string.Join(';', item.Properties.Metadata.OrderBy(m => m.Key, StringComparer.Ordinal).Select(m => $"{m.Key}={m.Value}"));
                    blobs[item.Blob.ToString()] = $"{metadata}|{await store.ReadTextAsync(item.Blob)}";
                }
            }
        }

        return blobs;
    }
}
