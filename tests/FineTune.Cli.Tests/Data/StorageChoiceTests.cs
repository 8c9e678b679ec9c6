using FineTune.Cli.Data;
using FineTune.Cli.Errors;

namespace FineTune.Cli.Tests.Data;

public sealed class StorageChoiceTests
{
    private const string Connection = "DefaultEndpointsProtocol=https;AccountName=shopdata;AccountKey=c2VjcmV0;EndpointSuffix=core.windows.net";

    [Theory]
    [InlineData("folder", "Folder")]
    [InlineData(" Azurite ", "Azurite")]
    [InlineData("UseDevelopmentStorage=true", "Azurite")]
    [InlineData("https://shopdata.blob.core.windows.net", "AccountUrl")]
    [InlineData(Connection, "ConnectionString")]
    public void Parse_EachForm_IsRecognised(string text, string kind) => Assert.Equal(kind, StorageChoice.Parse(text).Kind.ToString());

    [Theory]
    [InlineData("")]
    [InlineData("s3")]
    [InlineData("/var/data")]
    public void Parse_AnythingElse_SaysWhatIsAllowed(string text)
    {
        var error = Assert.Throws<CommandException>(() => StorageChoice.Parse(text));
        Assert.Equal(ExitCodes.Usage, error.ExitCode);
        Assert.Contains("--storage folder", error.Next, StringComparison.Ordinal);
    }

    [Fact]
    public void Display_ConnectionString_HoldsNoKey()
    {
        var display = StorageChoice.Parse(Connection).Display;
        Assert.Contains("shopdata", display, StringComparison.Ordinal);
        Assert.DoesNotContain("c2VjcmV0", display, StringComparison.Ordinal);
    }
}
