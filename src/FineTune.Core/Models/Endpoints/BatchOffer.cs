namespace FineTune.Core.Models.Endpoints;

/// <summary>What an endpoint takes as one batch, and for how much.</summary>
/// <param name="MaxRequests">Lines of one file.</param>
/// <param name="MaxBytes">Bytes of one file.</param>
/// <param name="PriceFactor">Share of the price of single calls.</param>
public sealed record BatchOffer(int MaxRequests, long MaxBytes, decimal PriceFactor);
