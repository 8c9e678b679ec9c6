using FineTune.Core.Money;

namespace FineTune.Core.Models;

/// <summary>What a model is called for.</summary>
/// <param name="Role">Teacher, judge or contestant, in the metric of costs.</param>
/// <param name="Price">What the metric of costs reckons with.</param>
/// <param name="Shares">The caller's part of the endpoints' limits.</param>
public sealed record ModelUse(string Role, ModelPrice Price, EndpointShares Shares);
