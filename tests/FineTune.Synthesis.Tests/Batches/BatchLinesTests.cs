using System.Text;
using FineTune.Synthesis.Batches;

namespace FineTune.Synthesis.Tests.Batches;

public sealed class BatchLinesTests
{
    private const string First = "{\"custom_id\":\"a\",\"method\":\"POST\",\"body\":{\"custom_id\":\"inner\"}}\n";
    private const string Second = "{\"body\":{\"custom_id\":\"inner\",\"list\":[1,{}]},\"custom_id\":\"b\\u00e9\"}\n";

    [Fact]
    public async Task Ids_AnywhereInTheLine_ButNotInTheBody()
    {
        var text = First + Second + "{\"custom_id\":7}\n[]\n{\"custom_id\":\"half";

        Assert.Equal(["a", "bé"], await BatchLines.IdsAsync(Stream(text)).ToListAsync());
    }

    [Fact]
    public async Task Of_SomeIds_GivesTheirBytesUnchanged()
    {
        var lines = await BatchLines.OfAsync(Stream(First + Second + First), new HashSet<string> { "bé", "other" }).ToListAsync();

        var (id, line) = Assert.Single(lines);
        Assert.Equal(("bé", Second), (id, Encoding.UTF8.GetString(line.Span)));
    }

    private static MemoryStream Stream(string text) => new(Encoding.UTF8.GetBytes(text));
}
