using FineTune.Core.Billing.Prices;
using FineTune.Core.Models.Endpoints;

namespace FineTune.Core.Models;

/// <summary>What a caller uses a model for.</summary>
/// <param name="Role">The role in the cost metric, such as teacher or judge.</param>
/// <param name="Price">The price that the cost metric applies.</param>
/// <param name="Shares">The caller's part of the endpoints' limits.</param>
public sealed record ModelUse(string Role, ModelPrice Price, EndpointShares Shares);
