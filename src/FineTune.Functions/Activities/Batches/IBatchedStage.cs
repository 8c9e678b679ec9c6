using FineTune.Core.Lineages;
using FineTune.Core.Models.Batches;
using FineTune.Functions.Orchestrations;

namespace FineTune.Functions.Activities.Batches;

/// <summary>
/// A stage whose calls may go through batches. What a batch brings is stored under its call, as if the window had made it; the windows
/// work on from there, and make the calls that no batch answered.
/// </summary>
internal interface IBatchedStage
{
    /// <summary>The calls that the stored answers of a window leave to be made, in a fixed order; none where the window cannot go on: working on it says why.</summary>
    Task<IReadOnlyList<DueCall>> DueAsync(WindowInput window, CancellationToken cancellationToken);

    /// <summary>Reserves the worst-case price of a window, at the price of single calls. False: it is not granted.</summary>
    Task<bool> ReserveAsync(WindowInput window, CancellationToken cancellationToken);

    /// <summary>Where the answers to a window's calls are stored.</summary>
    /// <param name="factor">Share of the price of single calls.</param>
    Task<IAnswerLog> OpenAsync(WindowInput window, ModelChoice model, decimal factor, CancellationToken cancellationToken);
}

/// <summary>A call that is due.</summary>
internal sealed record DueCall(ModelChoice Model, BatchRequest Request);

/// <summary>The stored answers of a window.</summary>
internal interface IAnswerLog
{
    bool IsStored(string key);

    /// <summary>Stores what came of a call. False: it concerns every call, so the call is left to be made singly.</summary>
    Task<bool> AddAsync(string key, BatchOutcome outcome, CancellationToken cancellationToken);

    Task FlushAsync(CancellationToken cancellationToken);
}
