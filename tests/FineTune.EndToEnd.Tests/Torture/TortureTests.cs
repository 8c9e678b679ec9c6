using System.Globalization;
using FineTune.Testing;

namespace FineTune.EndToEnd.Tests.Torture;

/// <summary>The short form; <c>eng/torture.sh</c> runs the long one.</summary>
public sealed class TortureTests
{
    private const int ShortForm = 20;

    [Fact]
    public async Task Kill_AtRandomMoments_EndsAsIfUndisturbed()
    {
        var kills = Number("FINETUNE_TORTURE_KILLS") ?? ShortForm;
        var seed = Number("FINETUNE_TORTURE_SEED") ?? Random.Shared.Next();

        await new Campaign(kills, seed, () => new SqliteTarget(), Say).RunAsync();
    }

    [Fact]
    public async Task Kill_OnAzureStorageAtRandomMoments_EndsAsIfUndisturbedOnSqlite()
    {
        var azurite = await AzuriteServer.SharedAsync();
        var kills = Number("FINETUNE_TORTURE_KILLS") ?? 1;
        var seed = Number("FINETUNE_TORTURE_SEED") ?? Random.Shared.Next();

        await new Campaign(kills, seed, () => new AzureStorageTarget(azurite.NewAccount()), Say).RunAsync();
    }

    private static void Say(string line)
    {
        TestContext.Current.SendDiagnosticMessage(line);
        if (Environment.GetEnvironmentVariable("FINETUNE_TORTURE_LOG") is { Length: > 0 } log)
        {
            File.AppendAllText(log, line + "\n");
        }
    }

    private static int? Number(string variable) =>
        int.TryParse(Environment.GetEnvironmentVariable(variable), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
}
