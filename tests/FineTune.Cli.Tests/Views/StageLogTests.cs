using FineTune.Cli.Views;

namespace FineTune.Cli.Tests.Views;

public sealed class StageLogTests
{
    private readonly StageLog _log = new(TimeSpan.FromSeconds(5));

    [Fact]
    public void Add_NewStage_IsAlwaysALine()
    {
        Assert.True(Add("validate", 0)!.IsNewStage);
        Assert.True(Add("generate", 0.1)!.IsNewStage);
    }

    [Fact]
    public void Add_SameStage_IsALineOnlyAfterAWhileAndWithNews()
    {
        Add("judge", 0, 1);
        Assert.Null(Add("judge", 1, 2));
        Assert.False(Add("judge", 6, 3)!.IsNewStage);
        Assert.Null(Add("judge", 7, 4));
        Assert.Null(Add("judge", 20, 3));
        Assert.NotNull(Add("judge", 21, 5));
    }

    private StageLine? Add(string stage, double seconds, long? done = null) =>
        _log.Add(new StageProgress(stage, done, 10), TimeSpan.FromSeconds(seconds));
}
