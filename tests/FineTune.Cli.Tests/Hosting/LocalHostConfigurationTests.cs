using FineTune.Cli.Errors;
using FineTune.Cli.Hosting;
using Microsoft.Extensions.Configuration;

namespace FineTune.Cli.Tests.Hosting;

public sealed class LocalHostConfigurationTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void ReadSettingsFile_Values_HaveSections()
    {
        var path = _folder.File("local.settings.json", """
            {
              // a comment
              "IsEncrypted": false,
              "Values": { "Endpoints__openai__Kind": "openai", "Endpoints__openai__RequestsPerMinute": 60, "Empty": null, },
            }
            """);
        var settings = new ConfigurationBuilder().AddInMemoryCollection(LocalHostConfiguration.ReadSettingsFile(path)).Build();
        Assert.Equal("openai", settings["Endpoints:openai:Kind"]);
        Assert.Equal("60", settings["Endpoints:openai:RequestsPerMinute"]);
    }

    [Theory]
    [InlineData("{")]
    [InlineData("[]")]
    [InlineData("""{ "values": {} }""")]
    [InlineData("""{ "Values": { "A": { "B": "c" } } }""")]
    public void ReadSettingsFile_Broken_NamesTheFile(string content)
    {
        var path = _folder.File("local.settings.json", content);
        var error = Assert.Throws<CommandException>(() => LocalHostConfiguration.ReadSettingsFile(path));
        Assert.Contains(path, error.Message, StringComparison.Ordinal);
        Assert.Equal(ExitCodes.Usage, error.ExitCode);
    }

    [Fact]
    public void ReadSettingsFile_Absent_IsEmpty() =>
        Assert.Empty(LocalHostConfiguration.ReadSettingsFile(Path.Combine(_folder.Path, "local.settings.json")));
}
