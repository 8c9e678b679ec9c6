namespace FineTune.Core.Billing.Estimates;

/// <summary>US dollars: what is likely, and the most that the pipeline would reserve.</summary>
public sealed record CostRange(decimal ExpectedUsd, decimal AtMostUsd)
{
    public static CostRange Zero { get; } = new(0, 0);

    public static CostRange operator +(CostRange left, CostRange right) => new(left.ExpectedUsd + right.ExpectedUsd, left.AtMostUsd + right.AtMostUsd);

    public static CostRange operator *(CostRange cost, int times) => new(cost.ExpectedUsd * times, cost.AtMostUsd * times);

    public static CostRange Add(CostRange left, CostRange right) => left + right;

    public static CostRange Multiply(CostRange cost, int times) => cost * times;
}
