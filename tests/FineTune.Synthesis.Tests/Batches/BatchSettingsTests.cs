using FineTune.Core.Lineages;
using FineTune.Core.Lineages.Reading;
using FineTune.Core.Lineages.Training;
using FineTune.Core.Models.Batches;
using FineTune.Synthesis.Batches;
using FineTune.Synthesis.Judging;
using FineTune.Synthesis.Rounds;

namespace FineTune.Synthesis.Tests.Batches;

public sealed class BatchSettingsTests
{
    [Theory]
    [InlineData(BatchMode.Auto, TuneWhen.OnDrop, BatchMode.Never)]
    [InlineData(BatchMode.Auto, TuneWhen.Nightly, BatchMode.Auto)]
    [InlineData(BatchMode.Auto, TuneWhen.Manual, BatchMode.Auto)]
    [InlineData(BatchMode.Always, TuneWhen.OnDrop, BatchMode.Always)]
    [InlineData(BatchMode.Never, TuneWhen.Nightly, BatchMode.Never)]
    public void Of_Lineage_AutoMeansNeverWhereSomebodyWaits(BatchMode asked, TuneWhen tune, BatchMode mode) =>
        Assert.Equal(
            new BatchSettings { Mode = mode, DeadlineHours = 6 },
            BatchSettings.Of(new LineageSettings { Batch = asked, Tune = tune, BatchDeadlineHours = 6 }));

    [Theory]
    [InlineData("""{"batch":"always","batchDeadlineHours":2}""", null)]
    [InlineData("""{"batch":"sometimes"}""", "$.batch")]
    [InlineData("""{"batchDeadlineHours":0}""", "$.batchDeadlineHours must be between")]
    public void Read_Settings_SaysWhatIsWrong(string json, string? problem)
    {
        var result = LineageSettingsReader.Parse(System.Text.Encoding.UTF8.GetBytes(json));

        Assert.Equal(problem is null, result.Error is null);
        Assert.Contains(problem ?? "", result.Error ?? "", StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("12:12/3/again", 12, "12/3/again")]
    [InlineData("0:a:b", 0, "a:b")]
    public void CallId_Text_GoesThereAndBack(string text, int window, string key)
    {
        var id = new BatchCallId(window, key);

        Assert.Equal(text, id.ToString());
        Assert.Equal(id, BatchCallId.Parse(text));
    }

    [Theory]
    [InlineData("")]
    [InlineData(":x")]
    [InlineData("x:y")]
    [InlineData("-1:y")]
    [InlineData("99999999999:y")]
    public void CallId_OtherText_IsNone(string text) => Assert.Null(BatchCallId.Parse(text));

    [Fact]
    public void VerdictKey_RowPlaceAndModel_TellVerdictsApart()
    {
        var judge = new ModelChoice("main", "judge");
        var key = StoredVerdict.KeyOf("a/b", 3, judge);

        Assert.Equal("a/b", StoredVerdict.RowOf(key));
        Assert.Equal(4, new[] { key, StoredVerdict.KeyOf("a/b", 2, judge), StoredVerdict.KeyOf("a/b", 3, judge with { Model = "other" }), StoredVerdict.KeyOf("a/c", 3, judge) }.Distinct().Count());
    }

    [Theory]
    [InlineData("3/7", "3/7")]
    [InlineData("3/7/again", "3/7")]
    public void RequestOf_Key_IsTheRequest(string key, string request) => Assert.Equal(request, CallBook.RequestOf(key));

    [Fact]
    public void Join_KnownRequest_IsNotAskedAgainAndAnswersToItCountAsRepeated()
    {
        var join = new BatchJoin(["a", "b"]);

        join.Known("a");
        join.Known("nobody");

        Assert.Equal(["b"], join.Rest);
        Assert.Null(join.Take(new BatchAnswer("a", null, null)));
        Assert.Equal(1, join.Repeated);
    }
}
