namespace FineTune.Durable.Tests.Model;

public sealed class PageableTests
{
    [Fact]
    public async Task GetAsyncEnumerator_SeveralPages_YieldsAllInOrder()
    {
        AsyncPageable<int> pageable = Pageable.Create((token, _) => Task.FromResult(token switch
        {
            null => new Page<int>([1, 2], "second"),
            "second" => new Page<int>([], "third"),
            _ => new Page<int>([3]),
        }));

        int[] values = await pageable.ToArrayAsync();

        Assert.Equal([1, 2, 3], values);
    }

    [Fact]
    public async Task AsPages_WithTokenAndSize_PassesBothOn()
    {
        List<(string?, int?)> asked = [];
        AsyncPageable<int> pageable = Pageable.Create<int>((token, size, _) =>
        {
            asked.Add((token, size));
            return Task.FromResult(new Page<int>([1], token == "a" ? "b" : null));
        });

        Page<int>[] pages = await pageable.AsPages("a", 7).ToArrayAsync();

        Assert.Equal([("a", 7), ("b", 7)], asked);
        Assert.Equal(["b", null], pages.Select(page => page.ContinuationToken));
    }

    [Fact]
    public async Task GetAsyncEnumerator_StoppedEarly_FetchesNoFurtherPage()
    {
        int fetched = 0;
        AsyncPageable<int> pageable = Pageable.Create((token, _) => Task.FromResult(new Page<int>([++fetched], "more")));

        await foreach (int value in pageable)
        {
            if (value == 2)
            {
                break;
            }
        }

        Assert.Equal(2, fetched);
    }

    [Fact]
    public async Task GetAsyncEnumerator_Token_ReachesThePageFunction()
    {
        using CancellationTokenSource cancellation = new();
        CancellationToken seen = default;
        AsyncPageable<int> pageable = Pageable.Create((_, token) =>
        {
            seen = token;
            return Task.FromResult(new Page<int>([1]));
        });

        await foreach (int _ in pageable.WithCancellation(cancellation.Token))
        {
            Assert.Equal(cancellation.Token, seen);
        }
    }
}
