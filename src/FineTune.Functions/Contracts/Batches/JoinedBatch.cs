using FineTune.Synthesis.Batches;

namespace FineTune.Functions.Contracts.Batches;

/// <summary>What a batch came to.</summary>
/// <param name="Failed">Requests that would fail again.</param>
/// <param name="Repeated">Answers to requests that had one.</param>
/// <param name="Unknown">Answers to no request of the batch.</param>
/// <param name="Rest">Requests without an outcome.</param>
/// <param name="RestFile">Holds them; null where there are none.</param>
/// <param name="Left">Requests with an error that concerns every call: they are left to be made singly, where it shows.</param>
public sealed record JoinedBatch(int Answered, int Failed, int Repeated, int Unknown, int Rest, BatchRequestFile? RestFile, int Left = 0);
