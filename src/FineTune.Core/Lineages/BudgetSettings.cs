namespace FineTune.Core.Lineages;

/// <summary>What may be spent. Null: no cap.</summary>
public sealed record BudgetSettings
{
    /// <summary>US dollars for generating and judging one drop.</summary>
    public decimal? PerDatasetUsd { get; init; } = 25;

    /// <summary>US dollars for training and evaluating one run.</summary>
    public decimal? PerRunUsd { get; init; } = 100;

    /// <summary>US dollars for the whole lineage in one calendar month (UTC).</summary>
    public decimal? PerMonthUsd { get; init; }
}
