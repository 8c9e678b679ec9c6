using System.Text.Json;
using System.Text.Json.Serialization;
using FineTune.Core.Billing.Prices;
using FineTune.Core.Models.Endpoints;

namespace FineTune.Providers.Prices;

/// <summary>
/// The prices that ship with the product, and over them the rows of a file of one's own. A tuned model is priced by the tuned line of its base; what the
/// local provider offers, or what is recorded, is free and keeps the base's limits.
/// </summary>
public sealed class JsonPriceBook : IPriceBook
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        ReadCommentHandling = JsonCommentHandling.Skip,
        AllowTrailingCommas = true,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    };

    private readonly List<PriceRow> _rows;
    private readonly PriceAgeLimits _limits;
    private readonly TimeProvider _time;

    /// <param name="overridePath">A file of the same form; null: only what ships.</param>
    /// <param name="limits">How old prices may be; the defaults where it is null.</param>
    /// <param name="time">Says what day it is; the system's where it is null.</param>
    /// <exception cref="InvalidOperationException">The file is missing or wrong; the message says where.</exception>
    public JsonPriceBook(string? overridePath = null, PriceAgeLimits? limits = null, TimeProvider? time = null)
    {
        (_limits, _time) = (limits ?? new PriceAgeLimits(), time ?? TimeProvider.System);
        var own = overridePath is null ? [] : ReadOwn(overridePath);
        _rows = [.. own, .. Shipped()];
    }

    public ModelPrice? Find(EndpointKind kind, string model)
    {
        var (name, tuned) = BaseOf(model);
        var row = _rows.Find(r => r.Is(kind) && r.Names(name));
        if (kind is EndpointKind.Local or EndpointKind.Recorded)
        {
            return Free(kind, model, row ?? _rows.Find(r => r.Names(name)));
        }

        if (row is null || (tuned && row.Tuned is null))
        {
            return null;
        }

        return Priced(kind, model, row, tuned ? row.Tuned! : row.Base);
    }

    public IReadOnlyList<ModelPrice> Trainable(EndpointKind? kind = null) =>
    [
        .. from known in kind is { } one ? [one] : Enum.GetValues<EndpointKind>()
           where known != EndpointKind.Local
           from row in _rows.Where(row => row.Is(known) && row.Training is not null).DistinctBy(row => row.Model, StringComparer.OrdinalIgnoreCase)
           select Priced(known, row.Model, row, row.Base),
    ];

    public PriceAge AgeOf(ModelPrice price) => PriceAgePolicy.Of(price, DateOnly.FromDateTime(_time.GetUtcNow().UtcDateTime), _limits);

    private static ModelPrice Priced(EndpointKind kind, string model, PriceRow row, TokenPrice price) => new(
        kind, model, row.AsOf, price.Input, price.Output, row.Training, row.MaxExampleTokens, row.TrainableUntil, row.Shutdown,
        price.BatchInput, price.BatchOutput);

    /// <summary>The base of a tuned model's id (<c>ft:base:org:suffix:id</c>, <c>base.ft-id</c>); else the name itself.</summary>
    private static (string Name, bool Tuned) BaseOf(string model)
    {
        if (model.StartsWith("ft:", StringComparison.OrdinalIgnoreCase))
        {
            return (model.Split(':')[1], true);
        }

        var at = model.IndexOf(".ft-", StringComparison.OrdinalIgnoreCase);
        return at > 0 ? (model[..at], true) : (model, false);
    }

    private ModelPrice Free(EndpointKind kind, string model, PriceRow? row) => new(
        kind, model, row?.AsOf ?? _rows.Max(r => r.AsOf), 0, 0, 0, row?.MaxExampleTokens ?? 65_536, null, null);

    private static IReadOnlyList<PriceRow> Shipped()
    {
        using var stream = typeof(JsonPriceBook).Assembly.GetManifestResourceStream("prices.json")!;
        return JsonSerializer.Deserialize<PriceFile>(stream, Json)!.Rows;
    }

    private static IReadOnlyList<PriceRow> ReadOwn(string path)
    {
        try
        {
            using var stream = File.OpenRead(path);
            return JsonSerializer.Deserialize<PriceFile>(stream, Json)?.Rows
                ?? throw new InvalidOperationException($"The price file '{path}' (setting Prices__Path) is empty. It must be an object with a list 'rows'.");
        }
        catch (JsonException error)
        {
            throw new InvalidOperationException(
                $"The price file '{path}' (setting Prices__Path) is wrong at line {error.LineNumber + 1}, {error.Path}. Correct it, or remove the setting to use the built-in prices.", error);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new InvalidOperationException(
                $"The price file '{path}' (setting Prices__Path) cannot be read. Correct the path, or remove the setting to use the built-in prices.", error);
        }
    }
}
