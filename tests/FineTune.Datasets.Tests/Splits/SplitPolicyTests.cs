using FineTune.Core.Examples;
using FineTune.Core.Lineages;
using FineTune.Datasets.Rows;
using FineTune.Datasets.Splits;
using FsCheck.Xunit;

namespace FineTune.Datasets.Tests.Splits;

public sealed class SplitPolicyTests
{
    [Theory]
    [InlineData(0, 0, 0)]
    [InlineData(10, 0, 0)]
    [InlineData(11, 1, 0)]
    [InlineData(20, 4, 2)]
    [InlineData(40, 5, 3)]
    [InlineData(100, 10, 5)]
    [InlineData(10_000, 200, 100)]
    public void Assign_OwnersRows_SharesWithBounds(int rows, int validation, int retention)
    {
        var parts = SplitPolicy.Assign(Rows(rows, 0), new SplitSettings(), "salt");
        Assert.Equal((validation, retention), (Count(parts, SplitKind.Validation), Count(parts, SplitKind.Retention)));
        Assert.Equal(rows, parts.Count);
    }

    [Fact]
    public void Assign_OnlyTenTrainRowsLeft_ValidationBeforeRetention()
    {
        var parts = SplitPolicy.Assign(Rows(13, 0), new SplitSettings { Validation = 0.2, Retention = 0.5 }, "salt");
        Assert.Equal((3, 0), (Count(parts, SplitKind.Validation), Count(parts, SplitKind.Retention)));
    }

    [Fact]
    public void Assign_ShareOfZero_HoldsNothingOut() =>
        Assert.All(SplitPolicy.Assign(Rows(50, 0), new SplitSettings { Validation = 0, Retention = 0 }, "s").Values, part => Assert.Equal(SplitKind.Train, part));

    [Fact]
    public void Assign_SameIdTwice_CountsOnceAndStaysTheOwners()
    {
        SplitCandidate[] rows = [.. Rows(30, 0), new("d0", ExampleOrigin.Generated)];
        Assert.Equal(SplitPolicy.Assign(Rows(30, 0), new SplitSettings(), "s"), SplitPolicy.Assign(rows, new SplitSettings(), "s"));
    }

    [Fact]
    public void Assign_OtherSalt_OtherRows() =>
        Assert.NotEqual(SplitPolicy.Assign(Rows(200, 0), new SplitSettings(), "a"), SplitPolicy.Assign(Rows(200, 0), new SplitSettings(), "b"));

    [Property]
    public bool Assign_AnyRows_OnlyOwnersHeldOutTenTrainAndOrderIndependent(byte owned, byte generated, byte share, bool reverse)
    {
        var rows = Rows(owned, generated);
        var settings = new SplitSettings { Validation = share / 255.0, Retention = 1 - (share / 255.0) };
        var parts = SplitPolicy.Assign(rows, settings, "salt");
        var other = SplitPolicy.Assign(reverse ? [.. rows.AsEnumerable().Reverse()] : rows, settings, "salt");
        return parts.Where(part => part.Key[0] == 'g').All(part => part.Value == SplitKind.Train)
            && Count(parts, SplitKind.Train) >= Math.Min(rows.Count, SplitPolicy.MinimumTrain)
            && parts.All(part => other[part.Key] == part.Value)
            && (share == 0 || owned == 0 || rows.Count <= 10 || Count(parts, SplitKind.Validation) >= 1);
    }

    [Property(MaxTest = 300)]
    public bool Assign_Groups_NoneIsDividedThatFitsAndTheBoundsHold(byte owned, byte[] sizes, bool reverse)
    {
        var rows = Rows(owned, 5);
        var at = 0;
        foreach (var (group, size) in sizes.Index())
        {
            for (var end = Math.Min(rows.Count, at + (size % 9)); at < end; at++)
            {
                rows[at] = rows[at] with { Group = group };
            }
        }

        var settings = new SplitSettings();
        var parts = SplitPolicy.Assign(rows, settings, "salt");
        var other = SplitPolicy.Assign(reverse ? [.. rows.AsEnumerable().Reverse()] : rows, settings, "salt");
        var trained = rows.Where(row => row.Origin == ExampleOrigin.Generated).Select(row => row.Group).OfType<long>().ToHashSet();
        var units = rows.Where(row => row.Origin == ExampleOrigin.Drop && !(row.Group is { } group && trained.Contains(group))).GroupBy(row => row.Group?.ToString() ?? row.Id).Select(unit => unit.Count()).ToList();
        var spare = Math.Clamp(rows.Count - SplitPolicy.MinimumTrain, 0, (int)owned);
        var fits = units.Count > 0 && units.Min() <= Math.Min(spare, settings.MaxValidation);
        return (SplitCheck.Of(rows, parts).Overlap == 0 || !fits)
            && parts.Where(part => part.Key[0] == 'g').All(part => part.Value == SplitKind.Train)
            && Count(parts, SplitKind.Train) >= Math.Min(rows.Count, SplitPolicy.MinimumTrain)
            && parts.All(part => other[part.Key] == part.Value);
    }

    [Fact]
    public void Assign_OneGroupOfAll_IsDividedAndCounted()
    {
        List<SplitCandidate> rows = [.. Rows(500, 0).Select(row => row with { Group = 1 })];
        var parts = SplitPolicy.Assign(rows, new SplitSettings(), "salt");
        Assert.Equal((425, 50, 25), (Count(parts, SplitKind.Train), Count(parts, SplitKind.Validation), Count(parts, SplitKind.Retention)));
        Assert.Equal(1, SplitCheck.Of(rows, parts).Overlap);
    }

    [Fact]
    public void Assign_OnlyLargeGroups_TheSmallestProves()
    {
        var rows = Rows(60, 0).Select((row, i) => row with { Group = i < 25 ? 1 : i < 45 ? 2 : 3 }).ToList();
        var parts = SplitPolicy.Assign(rows, new SplitSettings(), "salt");
        Assert.Equal((45, 15), (Count(parts, SplitKind.Train), Count(parts, SplitKind.Validation)));
    }

    [Fact]
    public void Of_DividedGroup_IsCounted()
    {
        SplitCandidate[] rows = [new("a", ExampleOrigin.Drop, 1), new("b", ExampleOrigin.Drop, 1), new("c", ExampleOrigin.Drop, 2), new("d", ExampleOrigin.Drop)];
        var parts = new Dictionary<string, SplitKind> { ["a"] = SplitKind.Train, ["b"] = SplitKind.Validation, ["c"] = SplitKind.Train, ["d"] = SplitKind.Train };
        Assert.Equal(new SplitCheck(1, 2, 1), SplitCheck.Of(rows, parts));
    }

    private static List<SplitCandidate> Rows(int owned, int generated) =>
    [
        .. Enumerable.Range(0, owned).Select(i => new SplitCandidate($"d{i}", ExampleOrigin.Drop)),
        .. Enumerable.Range(0, generated).Select(i => new SplitCandidate($"g{i}", ExampleOrigin.Generated)),
    ];

    private static int Count(IReadOnlyDictionary<string, SplitKind> parts, SplitKind kind) => parts.Values.Count(part => part == kind);
}
