using FineTune.Core.Models.Endpoints;
using FineTune.Providers.Prices;
using FineTune.Testing;

namespace FineTune.Providers.Tests.Prices;

public sealed class JsonPriceBookTests : IDisposable
{
    private readonly JsonPriceBook _prices = new();
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(EndpointKind.OpenAI, "gpt-4.1-mini", 0.40, 1.60)]
    [InlineData(EndpointKind.OpenAI, "gpt-4.1-mini-2025-04-14", 0.40, 1.60)]
    [InlineData(EndpointKind.OpenAI, "ft:gpt-4.1-mini-2025-04-14:org:inc-1:abc", 0.80, 3.20)]
    [InlineData(EndpointKind.OpenAI, "ft:gpt-4o-2024-08-06:org::abc:ckpt-step-20", 3.75, 15.00)]
    [InlineData(EndpointKind.Azure, "gpt-4.1-mini-2025-04-14.ft-0123456789abcdef", 0.40, 1.60)]
    [InlineData(EndpointKind.Local, "ft:gpt-4.1-mini-2025-04-14:local::1", 0, 0)]
    [InlineData(EndpointKind.Local, "teacher", 0, 0)]
    public void Find_AModel_GivesTheLineOfItsBase(EndpointKind kind, string model, double input, double output)
    {
        var price = _prices.Find(kind, model)!;

        Assert.Equal(((decimal)input, (decimal)output), (price.InputPerMillion, price.OutputPerMillion));
        Assert.Equal((kind, model), (price.Kind, price.Model));
        Assert.Equal(65_536, price.MaxExampleTokens);
    }

    [Theory]
    [InlineData(EndpointKind.OpenAI, "my-deployment")]
    [InlineData(EndpointKind.Compatible, "gpt-4.1-mini")]
    [InlineData(EndpointKind.OpenAI, "ft:text-embedding-3-small:org::x")]
    public void Find_AnUnknownModel_IsNull(EndpointKind kind, string model) => Assert.Null(_prices.Find(kind, model));

    [Theory]
    [InlineData("gpt-4.1-mini", 0.20, 0.80)]
    [InlineData("ft:gpt-4.1-2025-04-14:org::abc", 1.50, 6.00)]
    [InlineData("ft:gpt-4o-2024-08-06:org::abc", 2.225, 12.50)]
    public void Find_InBatches_IsHalfOrAPriceOfItsOwn(string model, double input, double output)
    {
        var price = _prices.Find(EndpointKind.OpenAI, model)!.Batch(0.5m);

        Assert.Equal(((decimal)input, (decimal)output), (price.InputPerMillion, price.OutputPerMillion));
    }

    [Fact]
    public void Find_ABase_TellsTrainingPriceAndDates()
    {
        var price = _prices.Find(EndpointKind.OpenAI, "gpt-4o-mini")!;

        Assert.Equal(3, price.TrainingPerMillion);
        Assert.Equal(new DateOnly(2027, 1, 6), price.TrainableUntil);
        Assert.Equal(new DateOnly(2027, 1, 14), price.ShutdownDate);
    }

    [Fact]
    public void Find_Local_KeepsTheBasesTokenLimitAndCostsNothingToTrain()
    {
        var price = _prices.Find(EndpointKind.Local, "gpt-3.5-turbo-0125")!;

        Assert.Equal(16_385, price.MaxExampleTokens);
        Assert.Equal(0, price.TrainingPerMillion);
        Assert.Null(price.ShutdownDate);
        Assert.Equal(0, price.Call(1_000_000, 1_000_000));
    }

    [Fact]
    public void Trainable_All_ListsEachBaseOnceAndNoneThatCannotBeTrained()
    {
        var models = _prices.Trainable();

        Assert.Equal(models.Count, models.DistinctBy(model => (model.Kind, model.Model)).Count());
        Assert.All(models, model => Assert.True(model.TrainingPerMillion > 0));
        Assert.DoesNotContain(models, model => model.Kind == EndpointKind.Local || model.Model is "gpt-6-luna" or "text-embedding-3-small");
        Assert.Equal(_prices.Trainable(EndpointKind.Azure), models.Where(model => model.Kind == EndpointKind.Azure));
    }

    [Fact]
    public void AgeOf_Today_NothingThatShipsIsRefused()
    {
        var prices = new JsonPriceBook(time: new Clock(2026, 11, 25));
        Assert.All(prices.Trainable(), model => Assert.Equal(default, prices.AgeOf(model)));
    }

    [Fact]
    public void AgeOf_MonthsAndYearsLater_WarnsThenRefuses()
    {
        var price = _prices.Find(EndpointKind.OpenAI, "gpt-4.1-mini")!;

        Assert.NotNull(new JsonPriceBook(time: new Clock(2027, 4, 25)).AgeOf(price).Warning);
        Assert.NotNull(new JsonPriceBook(time: new Clock(2028, 1, 1)).AgeOf(price).Refusal);
        Assert.Equal(default, new JsonPriceBook(time: new Clock(2028, 1, 1)).AgeOf(_prices.Find(EndpointKind.Local, "gpt-4.1-mini")!));
    }

    [Fact]
    public void Find_WithAFileOfOnesOwn_ItsRowsComeFirst()
    {
        var prices = new JsonPriceBook(Write("""
            { "rows": [
              { "provider": "azure", "model": "my-deployment", "asOf": "2026-12-01", "source": "contract", "base": { "input": 1, "output": 2 } },
              // negotiated
              { "provider": "openai", "model": "gpt-4.1-mini", "asOf": "2026-12-01", "source": "contract", "training": 4, "base": { "input": 0.3, "output": 1.2 } },
            ] }
            """));

        Assert.Equal(2, prices.Find(EndpointKind.Azure, "my-deployment")!.OutputPerMillion);
        Assert.Equal(0.3m, prices.Find(EndpointKind.OpenAI, "gpt-4.1-mini")!.InputPerMillion);
        Assert.Equal(15, prices.Find(EndpointKind.OpenAI, "ft:gpt-4o-2024-08-06:o::x")!.OutputPerMillion);
    }

    [Fact]
    public void Ctor_WrongFile_NamesSettingFileAndLine()
    {
        var path = Write("{ \"rows\": [\n  { \"provider\": \"azure\", \"price\": 3 }\n] }");

        var error = Assert.Throws<InvalidOperationException>(() => new JsonPriceBook(path));

        Assert.Contains("Prices__Path", error.Message, StringComparison.Ordinal);
        Assert.Contains(path, error.Message, StringComparison.Ordinal);
        Assert.Contains("line 2", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Ctor_MissingFile_NamesSettingAndFile()
    {
        var error = Assert.Throws<InvalidOperationException>(() => new JsonPriceBook(_folder["none.json"]));

        Assert.Contains("Prices__Path", error.Message, StringComparison.Ordinal);
    }

    private string Write(string content)
    {
        File.WriteAllText(_folder["prices.json"], content);
        return _folder["prices.json"];
    }

    private sealed class Clock(int year, int month, int day) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => new(year, month, day, 0, 0, 0, TimeSpan.Zero);
    }
}
