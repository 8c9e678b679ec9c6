using FineTune.Core.Models.Batches;
using FineTune.Core.Models.Endpoints;
using FineTune.Core.Storage;
using FineTune.Functions.Activities.Batches;
using FineTune.Functions.Tests.Support;
using FineTune.Synthesis.Batches;
using Microsoft.Extensions.AI;

namespace FineTune.Functions.Tests.Activities;

public sealed class BatchFilesTests
{
    private readonly World _world = new();

    private FakeBatches Provider => _world.Endpoints.Batches;

    [Fact]
    public async Task WriteAsync_MoreThanOneFileTakes_SplitsInOrder_AndAgainTheSame()
    {
        var written = await WriteAsync(Requests(7), new BatchOffer(3, 10_000, 0.5m));

        Assert.Equal([3, 3, 1], written.Files.Select(file => file.Requests));
        Assert.Equal("r0 r1 r2 | r3 r4 r5 | r6", string.Join(" | ", written.Files.Select(file => string.Join(' ', Ids(Text(file))))));
        Assert.All(written.Files, file => Assert.Equal((Text(file).Length, Samples.IdOf(Text(file))), (file.Bytes, file.ContentId)));
        Assert.Equal(written.Files, (await WriteAsync(Requests(7), new BatchOffer(3, 10_000, 0.5m))).Files);
    }

    [Fact]
    public async Task WriteAsync_OverlongRequest_IsRefusedAlone()
    {
        List<BatchRequest> requests = [.. Requests(2), Request("long", new string('x', 500)), .. Requests(1, from: 5)];

        var written = await WriteAsync(requests, new BatchOffer(100, 400, 0.5m));

        Assert.Equal(["long"], written.TooLong);
        Assert.Equal(["r0", "r1", "r5"], Ids(Text(Assert.Single(written.Files))));
    }

    [Fact]
    public async Task WriteAsync_NoRequests_WritesNoFile()
    {
        Assert.Empty((await WriteAsync([], new BatchOffer(3, 10_000, 0.5m))).Files);
        Assert.Null(await _world.Store.GetPropertiesAsync(Place("first", 0)));
    }

    [Fact]
    public async Task WriteRestAsync_SomeOfSeveralFiles_AreTheSameLines()
    {
        var files = new BatchFiles(_world.Store);
        var written = await WriteAsync(Requests(7), new BatchOffer(3, 10_000, 0.5m));

        var rest = await files.WriteRestAsync(
            written.Files, new HashSet<string> { "r1", "r4", "r6", "other" }, new BatchOffer(2, 10_000, 0.5m), part => Place("rest", part), default);

        Assert.Equal("r1 r4 | r6", string.Join(" | ", rest.Files.Select(file => string.Join(' ', Ids(Text(file))))));
        var before = string.Concat(written.Files.Select(Text));
        Assert.All(string.Concat(rest.Files.Select(Text)).Split('\n', StringSplitOptions.RemoveEmptyEntries), line => Assert.Contains(line + "\n", before, StringComparison.Ordinal));
        Assert.Equal(["r3", "r4", "r5"], (await files.JoinAsync(written.Files[1], default)).Rest);
    }

    private Task<WrittenRequests> WriteAsync(IReadOnlyList<BatchRequest> requests, BatchOffer offer) =>
        new BatchFiles(_world.Store).WriteAsync(Provider, "m", requests, offer, part => Place("first", part), default);

    private string Text(BatchRequestFile file) => _world.Store.Text(file.Blob)!;

    private static IEnumerable<string> Ids(string text) => text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.Split('"')[3]);

    private static BlobRef Place(string name, int part) => BlobPaths.Increment(Samples.Lineage, Samples.DatasetId, $"batches/{name}-{part}.jsonl");

    private static BatchRequest[] Requests(int count, int from = 0) =>
        [.. Enumerable.Range(from, count).Select(number => Request($"r{number}", $"question {number}"))];

    private static BatchRequest Request(string id, string text) => new(id, [new ChatMessage(ChatRole.User, text)]);
}
