using FineTune.Cli.Data;
using FineTune.Cli.Errors;

namespace FineTune.Cli.Tests.Commands;

public sealed class CommandLineTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly TestCli _cli = new();

    public void Dispose()
    {
        _cli.Dispose();
        _folder.Dispose();
    }

    [Theory]
    [InlineData("drop")]
    [InlineData("drop x.jsonl")]
    [InlineData("promote two --lineage support")]
    [InlineData("watch --unknown")]
    [InlineData("up --port 70000")]
    [InlineData("runs --take 0")]
    [InlineData("nonsense")]
    public async Task Run_WrongCommandLine_ExitsTwoAndNamesTheHelp(string line)
    {
        Assert.Equal(ExitCodes.Usage, await _cli.RunAsync(line.Split(' ')));
        Assert.StartsWith("error: ", _cli.Error, StringComparison.Ordinal);
        Assert.Contains("--help", _cli.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("models", "--lineage", "Support")]
    [InlineData("drop", "x.jsonl", "--lineage", "../up")]
    [InlineData("try", "--lineage", "a--")]
    public async Task Run_InvalidLineage_ExitsTwoAndSuggestsOne(params string[] args)
    {
        Assert.Equal(ExitCodes.Usage, await _cli.RunAsync([.. args, "--data", _folder.Path]));
        Assert.Contains("is not a lineage name", _cli.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("runs")]
    [InlineData("watch")]
    [InlineData("models --lineage support")]
    [InlineData("approve 12 --lineage support")]
    public async Task Run_NoHead_ExitsThreeAndSaysHowToStartOne(string line)
    {
        Assert.Equal(ExitCodes.Unavailable, await _cli.RunAsync([.. line.Split(' '), "--data", _folder.Path]));
        Assert.Contains("finetune up", _cli.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Drop_NoHead_WritesTheFileAndSaysWhenItIsTaken()
    {
        Assert.Equal(ExitCodes.Ok, await _cli.RunAsync("drop", _folder.File("in.jsonl", "{}"), "-l", "support", "--name", "march", "--data", _folder.Path));
        Assert.Equal("{}", File.ReadAllText(Path.Combine(_folder.Data.Drops("support"), "march.jsonl")));
        Assert.Contains("finetune up", _cli.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Help_EachCommand_ExitsZero()
    {
        foreach (var command in CommandLine.Build(_cli.Context).Subcommands)
        {
            Assert.Equal(ExitCodes.Ok, await _cli.RunAsync(command.Name, "--help"));
        }
    }

    [Fact]
    public void Resolve_DataFolder_OptionWinsOverVariableWinsOverDefault()
    {
        Assert.Equal("/a", DataFolder.Resolve("/a", _ => "/b").Path);
        Assert.Equal("/b", DataFolder.Resolve(null, _ => "/b").Path);
        Assert.Equal(Path.GetFullPath("finetune-data"), DataFolder.Resolve(null, _ => " ").Path);
    }
}
