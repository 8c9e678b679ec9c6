using System.Text;
using System.Text.Json;
using FineTune.Cli.Data;
using FineTune.Core.Billing;
using FineTune.Core.Storage;
using FunctionsHost.Local.State;
using FunctionsHost.Local.Triggers.Blobs;
using Microsoft.Data.Sqlite;

namespace FineTune.EndToEnd.Tests;

public sealed class DoctorTests : IDisposable
{
    private readonly TemporaryData _data = new();

    public void Dispose() => _data.Dispose();

    [Fact]
    public async Task Doctor_EmptyFolder_IsHealthy() =>
        Assert.Contains("is healthy", await InProcessCli.RunAsync(0, "doctor", "--data", _data.Path), StringComparison.Ordinal);

    [Fact]
    public async Task Doctor_KilledHostStrandedInstanceAndPoison_NamesThemAll()
    {
        await using (var process = FinetuneProcess.Start("try", "--data", _data.Path))
        {
            Assert.True(await new FileAppears(_data.Path, "plan.json").BeforeAsync(process.WaitAsync()), process.Output);
            await process.KillAsync();
        }

        var killed = await InProcessCli.RunAsync(1, "doctor", "--data", _data.Path);
        Assert.Contains("which no longer runs", killed, StringComparison.Ordinal);
        Assert.Contains("1 problem in", killed, StringComparison.Ordinal);

        Change(
            """
            UPDATE instances SET name = 'GoneOrchestrator' WHERE id = 'tune-support';
            UPDATE instances SET version = '9.0' WHERE id LIKE 'dataset-support-%';
            """);
        var poison = new PoisonMessage("DropTrigger", "datasets", "support/bad.jsonl", "e", 5, "IOException: it broke", DateTimeOffset.UnixEpoch);
        await new FolderHostStateStore(new DataFolder(_data.Path).TriggerState)
            .PutAsync("poison/datasets/1", JsonSerializer.Serialize(poison), CancellationToken.None);
        var answer = await InProcessCli.RunAsync(1, "doctor", "--data", _data.Path);
        Assert.Contains("tune-support (Running", answer, StringComparison.Ordinal);
        Assert.Contains("'GoneOrchestrator' does not exist", answer, StringComparison.Ordinal);
        Assert.Contains("started by version 9.0; this is version 1.0", answer, StringComparison.Ordinal);
        Assert.Contains("datasets/support/bad.jsonl was given up by DropTrigger after 5 attempts", answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Doctor_ReservationOlderThanADay_IsNamedAndAFreshOneIsNot()
    {
        var source = BlobPaths.Source("support", "0123456789abcdef");
        await WriteAsync(source, "{}");
        await _data.Store.WriteJsonAsync(BlobPaths.Account("support", "2026-01"), new AccountMonth(
            "2026-01", [new AccountEntry("w", "0123456789abcdef", "teacher", 2, null), new AccountEntry("v", "0123456789abcdef", "judge", 3, 1)]));
        await InProcessCli.RunAsync(0, "doctor", "--data", _data.Path);

        File.SetLastWriteTimeUtc(new DataFolder(_data.Path).Blob(source), DateTime.UtcNow.AddDays(-2));

        var answer = await InProcessCli.RunAsync(1, "doctor", "--data", _data.Path);
        Assert.Contains("accounts/support/2026-01.json: 1 reservations of $2", answer, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{ "models": { "teacher": { "endpoint": "nowhere", "model": "m" } } }""", "nowhere")]
    [InlineData("""{ "modles": {} }""", "modles")]
    public async Task Doctor_LineageSettingsThatWouldBeRefused_NamesTheFile(string settings, string word)
    {
        await WriteAsync(BlobPaths.Settings("support"), settings);

        var answer = await InProcessCli.RunAsync(1, "doctor", "--data", _data.Path);

        Assert.Contains("lineages/support.json", answer, StringComparison.Ordinal);
        Assert.Contains(word, answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Doctor_FileThatIsNoDatabase_IsNamedAndLeftAlone()
    {
        var database = Path.Combine(_data.Path, "engine.db");
        await File.WriteAllTextAsync(database, new string('x', 8192));

        Assert.Contains("engine.db is not a SQLite database", await InProcessCli.RunAsync(1, "doctor", "--data", _data.Path), StringComparison.Ordinal);
        Assert.Equal(new string('x', 8192), await File.ReadAllTextAsync(database));
    }

    private void Change(string sql)
    {
        using var connection = new SqliteConnection($"Data Source={Path.Combine(_data.Path, "engine.db")};Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
#pragma warning disable CA2100 // Constants of this file.
        command.CommandText = sql;
#pragma warning restore CA2100
        command.ExecuteNonQuery();
    }

    private async Task WriteAsync(BlobRef blob, string text)
    {
        using var content = new MemoryStream(Encoding.UTF8.GetBytes(text));
        await _data.Store.WriteAsync(blob, content);
    }
}
