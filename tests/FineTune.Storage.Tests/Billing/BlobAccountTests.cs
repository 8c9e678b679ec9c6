using FineTune.Core.Billing;
using FineTune.Core.Storage;
using FineTune.Storage.Billing;
using FineTune.Storage.Folders;
using FineTune.Testing;

namespace FineTune.Storage.Tests.Billing;

public sealed class BlobAccountTests
{
    private const string Month = "2026-11";
    private readonly BlobAccount _account = new(new InMemoryBlobStore());

    [Fact]
    public async Task Reserve_WithinTheCaps_IsGrantedAndHeld()
    {
        var answer = await ReserveAsync("w1", 4, scopeCap: 5, monthCap: 10);

        Assert.Equal(new Reservation(true, null), answer);
        var month = await _account.GetAsync("support", Month);
        Assert.Equal(4, month.ReservedUsd);
        Assert.Equal(0, month.SpentUsd);
        Assert.Equal([new AccountEntry("w1", "dataset-1", "teacher", 4, null)], month.Entries);
    }

    [Fact]
    public async Task Reserve_PastTheScopeCap_IsRefusedWithTheNumbers()
    {
        await ReserveAsync("w1", 4, scopeCap: 5);

        var answer = await ReserveAsync("w2", 1.5m, scopeCap: 5);

        Assert.False(answer.Granted);
        Assert.Contains("1.50 USD more would exceed the cap of dataset-1: 4.00 of 5.00 USD", answer.Reason, StringComparison.Ordinal);
        Assert.Equal(4, (await _account.GetAsync("support", Month)).ReservedUsd);
    }

    [Fact]
    public async Task Reserve_PastTheMonthCap_CountsAllScopesSpentAndHeld()
    {
        await ReserveAsync("w1", 4, monthCap: 10);
        await _account.SettleAsync("support", Month, "w1", 3);
        await ReserveAsync("w2", 6, monthCap: 10, scope: "run-1");

        Assert.False((await ReserveAsync("w3", 1.01m, monthCap: 10, scope: "run-2")).Granted);
        Assert.True((await ReserveAsync("w4", 1, monthCap: 10, scope: "run-2")).Granted);
    }

    [Fact]
    public async Task Reserve_ExactlyTheCap_IsGranted() => Assert.True((await ReserveAsync("w1", 5, scopeCap: 5)).Granted);

    [Fact]
    public async Task Reserve_Again_ChangesNothing()
    {
        await ReserveAsync("w1", 4, scopeCap: 5);
        Assert.True((await ReserveAsync("w1", 4, scopeCap: 5)).Granted);
        await _account.SettleAsync("support", Month, "w1", 1);
        Assert.True((await ReserveAsync("w1", 4, scopeCap: 5)).Granted);

        var month = await _account.GetAsync("support", Month);
        Assert.Equal(0, month.ReservedUsd);
        Assert.Equal(1, month.SpentUsd);
    }

    [Fact]
    public async Task Reserve_AfterARefusalAndARaisedCap_IsGranted()
    {
        Assert.False((await ReserveAsync("w1", 6, scopeCap: 5)).Granted);
        Assert.True((await ReserveAsync("w1", 6, scopeCap: 7)).Granted);
    }

    [Fact]
    public async Task Settle_ReturnsTheRest_OnceOnly()
    {
        await ReserveAsync("w1", 4, scopeCap: 5);
        await _account.SettleAsync("support", Month, "w1", 1.25m);
        await _account.SettleAsync("support", Month, "w1", 3);

        Assert.Equal(1.25m, (await _account.GetAsync("support", Month)).SpentUsd);
        Assert.True((await ReserveAsync("w2", 3.75m, scopeCap: 5)).Granted);
    }

    [Fact]
    public async Task Settle_WithoutAReservation_DoesNothing()
    {
        await _account.SettleAsync("support", Month, "unknown", 3);

        Assert.Empty((await _account.GetAsync("support", Month)).Entries);
    }

    [Fact]
    public async Task Reserve_FiftyAtOnceInFourProcesses_NeverPassTheCap()
    {
        using var folder = new TempFolder();
        BlobAccount[] accounts = [.. Enumerable.Range(0, 4).Select(_ => new BlobAccount(new FolderBlobStore(folder.Path)))];

        var answers = await Task.WhenAll(Enumerable.Range(0, 50).Select(i => Task.Run(
            () => accounts[i % 4].ReserveAsync(new ReservationRequest("support", Month, $"w{i}", $"scope{i % 5}", "judge", 1, 8, 30)))));

        var month = await accounts[0].GetAsync("support", Month);
        Assert.Equal(30, answers.Count(a => a.Granted));
        Assert.Equal(30, month.ReservedUsd);
        Assert.All(month.Entries.GroupBy(e => e.Scope), scope => Assert.True(scope.Sum(e => e.ReservedUsd) <= 8));
    }

    [Fact]
    public async Task Reserve_BlobDamagedByHand_SaysWhichAndWritesNothing()
    {
        var blob = new BlobRef("accounts", "support/2026-11.json");
        var store = new InMemoryBlobStore().With(blob, "{ \"month\": ");

        var error = await Assert.ThrowsAsync<InvalidDataException>(
            () => new BlobAccount(store).ReserveAsync(new ReservationRequest("support", Month, "a", "b", "judge", 1, null, null)));

        Assert.Contains("accounts/support/2026-11.json", error.Message, StringComparison.Ordinal);
        Assert.Equal("{ \"month\": ", store.Text(blob));
    }

    [Theory]
    [InlineData("support", "2026-13")]
    [InlineData("support", "../x")]
    [InlineData("Support", "2026-11")]
    public async Task Get_NameThatIsNone_IsRefused(string lineage, string month) =>
        await Assert.ThrowsAsync<ArgumentException>(() => _account.GetAsync(lineage, month));

    private Task<Reservation> ReserveAsync(string id, decimal amount, decimal? scopeCap = null, decimal? monthCap = null, string scope = "dataset-1") =>
        _account.ReserveAsync(new ReservationRequest("support", Month, id, scope, "teacher", amount, scopeCap, monthCap));
}
