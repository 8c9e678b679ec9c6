using FineTune.Core.Models.Endpoints;

namespace FineTune.Providers.Prices;

/// <summary>One row of the price file.</summary>
internal sealed record PriceRow
{
    /// <summary>openai, azure, compatible or local.</summary>
    public required string Provider { get; init; }

    public required string Model { get; init; }

    public IReadOnlyList<string> Aliases { get; init; } = [];

    public required DateOnly AsOf { get; init; }

    /// <summary>Where the numbers were looked up.</summary>
    public required string Source { get; init; }

    public decimal? Training { get; init; }

    public required TokenPrice Base { get; init; }

    public TokenPrice? Tuned { get; init; }

    public int MaxExampleTokens { get; init; } = 65_536;

    public DateOnly? TrainableUntil { get; init; }

    public DateOnly? Shutdown { get; init; }

    public bool Is(EndpointKind kind) => Provider.Equals(kind.ToString(), StringComparison.OrdinalIgnoreCase);

    public bool Names(string model) =>
        Model.Equals(model, StringComparison.OrdinalIgnoreCase) || Aliases.Contains(model, StringComparer.OrdinalIgnoreCase);
}

/// <summary>US dollars per million tokens. The batch prices stand only where they are not the endpoint's share of the others.</summary>
internal sealed record TokenPrice(decimal Input, decimal Output, decimal? BatchInput = null, decimal? BatchOutput = null);

/// <summary>The price file.</summary>
internal sealed record PriceFile(string? Comment, IReadOnlyList<PriceRow> Rows);
