using FineTune.Cli.Data;
using FineTune.Cli.Errors;

namespace FineTune.Cli.Tests.Data;

public sealed class EngineChoiceTests : IDisposable
{
    private static readonly StorageChoice _azurite = StorageChoice.Parse("azurite");
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Resolve_NothingGivenOrStored_IsSqlite() =>
        Assert.Equal(EngineKind.Sqlite, EngineChoice.Resolve(_folder.Data, option: null, _azurite));

    [Fact]
    public void Resolve_Stored_IsUsedUntilAnotherIsGiven()
    {
        StorageFile.Write(_folder.Data, _azurite, EngineKind.AzureStorage);

        Assert.Equal(EngineKind.AzureStorage, EngineChoice.Resolve(_folder.Data, option: null, _azurite));
        Assert.Equal(EngineKind.Sqlite, EngineChoice.Resolve(_folder.Data, "sqlite", _azurite));
    }

    [Fact]
    public void Resolve_StoredByAVersionThatKnewOneEngine_IsSqlite()
    {
        _folder.File("storage.json", """{ "storage": "azurite" }""");

        Assert.Equal(EngineKind.Sqlite, EngineChoice.Resolve(_folder.Data, option: null, _azurite));
    }

    [Fact]
    public void Resolve_AzureStorageOnAFolder_IsRefusedWithTheNextStep()
    {
        var error = Assert.Throws<CommandException>(() => EngineChoice.Resolve(_folder.Data, "azurestorage", StorageChoice.Folder));

        Assert.Contains("--storage azurite", error.Next, StringComparison.Ordinal);
        Assert.Equal(ExitCodes.Usage, error.ExitCode);
    }

    [Fact]
    public void Parse_AnythingElse_SaysWhatIsAllowed() =>
        Assert.Contains("--engine azurestorage", Assert.Throws<CommandException>(() => EngineChoice.Parse("redis")).Next, StringComparison.Ordinal);
}
