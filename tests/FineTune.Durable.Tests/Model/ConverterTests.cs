using System.Text.Json;
using FineTune.Durable.Converters;

namespace FineTune.Durable.Tests.Model;

public sealed class ConverterTests
{
    private sealed record Payload(string Name, int Count)
    {
#pragma warning disable CA1051 // Fields are part of what the default converter writes.
        public int Field = 3;
#pragma warning restore CA1051
    }

    [Fact]
    public void Default_RoundTrip_KeepsPropertyNamesAndFields()
    {
        string? json = JsonDataConverter.Default.Serialize(new Payload("a", 2) { Field = 5 });

        Assert.Equal("""{"Name":"a","Count":2,"Field":5}""", json);
        Assert.Equal(5, JsonDataConverter.Default.Deserialize<Payload>(json)!.Field);
    }

    [Fact]
    public void Default_OtherCase_IsNotMatched() =>
        Assert.Null(JsonDataConverter.Default.Deserialize<Payload>("""{"name":"a"}""")!.Name);

    [Fact]
    public void Null_BothWays_IsNoPayload()
    {
        Assert.Null(JsonDataConverter.Default.Serialize(null));
        Assert.Null(JsonDataConverter.Default.Deserialize<Payload>(null));
        Assert.Equal(0, JsonDataConverter.Default.Deserialize<int>(null));
        Assert.Null(JsonDataConverter.Default.Deserialize<int?>("null"));
    }

    [Fact]
    public void Ctor_Options_AreUsed()
    {
        JsonDataConverter converter = new(new JsonSerializerOptions { PropertyNameCaseInsensitive = true });

        Assert.Equal("a", converter.Deserialize<Payload>("""{"name":"a"}""")!.Name);
    }
}
