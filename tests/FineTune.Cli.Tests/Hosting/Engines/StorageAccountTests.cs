using FineTune.Cli.Data;
using FineTune.Cli.Errors;
using FineTune.Cli.Hosting.Engines;

namespace FineTune.Cli.Tests.Hosting.Engines;

public sealed class StorageAccountTests
{
    [Fact]
    public void Open_AccountUrl_FindsQueuesAndTables()
    {
        var account = StorageAccount.Open(StorageChoice.Parse("https://shopdata.blob.core.windows.net"), () => new Azure.Identity.AzureCliCredential());

        Assert.Equal("https://shopdata.queue.core.windows.net/", account.Queues.Uri.ToString());
        Assert.Equal("https://shopdata.table.core.windows.net/", account.Tables.Uri.ToString());
    }

    [Theory]
    [InlineData("https://shopdata.blob.core.windows.net/?sv=1&sig=secret")]
    [InlineData("https://files.example.org/")]
    public void Open_UrlThatDoesNotLeadToQueuesAndTables_IsRefused(string url)
    {
        var error = Assert.Throws<CommandException>(() => StorageAccount.Open(
            StorageChoice.Parse(url), () => throw new InvalidOperationException("Not asked for.")));

        Assert.DoesNotContain("secret", error.Message, StringComparison.Ordinal);
        Assert.Contains("connection string", error.Next, StringComparison.Ordinal);
        Assert.Equal(ExitCodes.Usage, error.ExitCode);
    }

    [Theory]
    [InlineData("DefaultEndpointsProtocol=https;AccountName=shopdata;AccountKey=***;EndpointSuffix=core.windows.net")]
    [InlineData("BlobEndpoint=http://127.0.0.1:10000/a")]
    public void Open_BrokenConnectionString_SaysWhatToDo(string connection)
    {
        var error = Assert.Throws<CommandException>(() => StorageAccount.Open(
            StorageChoice.Parse(connection), () => throw new InvalidOperationException("Not asked for.")));

        Assert.Contains("connection string", error.Message, StringComparison.Ordinal);
        Assert.Contains("Access keys", error.Next, StringComparison.Ordinal);
    }
}
