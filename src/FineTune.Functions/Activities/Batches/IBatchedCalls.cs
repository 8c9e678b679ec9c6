using FineTune.Core.Lineages;
using FineTune.Core.Models.Batches;
using FineTune.Functions.Activities.Billing;
using FineTune.Functions.Contracts.Synthesis;
using FineTune.Synthesis.Batches;

namespace FineTune.Functions.Activities.Batches;

/// <summary>
/// A stage whose calls may go through batches. What a batch brings is stored under its call, as if the window had made it; the windows
/// work on from there, and make the calls that no batch answered.
/// </summary>
internal interface IBatchedCalls
{
    /// <summary>The calls that a window has left; null if it cannot continue, which the window itself reports.</summary>
    Task<DueCalls?> DueAsync(WindowInput window, CancellationToken cancellationToken);

    /// <summary>Where a model's answers to a window's calls are stored.</summary>
    /// <param name="factor">Share of the price of single calls.</param>
    Task<IAnswerLog> OpenAsync(WindowInput window, ModelChoice model, decimal factor, CancellationToken cancellationToken);
}

/// <summary>The calls that the stored answers of a window leave to be made, in a fixed order, and the money they draw on.</summary>
internal sealed record DueCalls(WindowBudget Budget, IReadOnlyList<DueCall> Calls);

/// <summary>A call that is due.</summary>
internal sealed record DueCall(ModelChoice Model, BatchRequest Request);

/// <summary>The stored answers of a window.</summary>
internal interface IAnswerLog
{
    bool IsStored(string key);

    /// <summary>Stores the result of a call. False: the error concerns every call, so this one is left to be made singly.</summary>
    Task<bool> AddAsync(string key, BatchOutcome outcome, CancellationToken cancellationToken);

    Task FlushAsync(CancellationToken cancellationToken);
}
