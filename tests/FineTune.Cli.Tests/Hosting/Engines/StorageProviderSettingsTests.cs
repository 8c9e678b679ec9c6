using FineTune.Cli.Hosting.Engines;
using FunctionsHost.Local;

namespace FineTune.Cli.Tests.Hosting.Engines;

public sealed class StorageProviderSettingsTests
{
    [Fact]
    public void Read_GivenOrNot_GivesValueOrFallback()
    {
        var settings = new StorageProviderSettings(new Dictionary<string, string> { ["a"] = "00:01:00", ["b"] = "4", ["c"] = "true" });

        Assert.Equal(TimeSpan.FromMinutes(1), settings.Time("a", TimeSpan.Zero));
        Assert.Equal(4, settings.Count("b", 1));
        Assert.True(settings.Flag("c", false));
        Assert.Equal(7, settings.Count("d", 7));
        settings.ThrowIfWrong();
    }

    [Fact]
    public void ThrowIfWrong_WrongValues_NamesAllOfThem()
    {
        var settings = new StorageProviderSettings(new Dictionary<string, string> { ["a"] = "soon", ["b"] = "0", ["c"] = "perhaps" });
        settings.Time("a", TimeSpan.Zero);
        settings.Count("b", 1);
        settings.Flag("c", false);

        var error = Assert.Throws<FunctionConfigurationException>(settings.ThrowIfWrong);

        Assert.Equal(3, error.Problems.Count);
        Assert.Contains("storageProvider.a is 'soon'; give a time span above zero", error.Problems[0], StringComparison.Ordinal);
    }
}
