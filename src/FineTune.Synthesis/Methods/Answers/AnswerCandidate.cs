using FineTune.Core.Examples;

namespace FineTune.Synthesis.Methods.Answers;

/// <summary>One teacher's answer to an instruction.</summary>
/// <param name="RowId">Of the generated row.</param>
/// <param name="Teacher">As endpoint/model.</param>
/// <param name="Order">The teacher's place in the lineage's order, 0-based.</param>
/// <param name="Score">The panel's; null when it gave none.</param>
public sealed record AnswerCandidate(string RowId, string Teacher, int Order, ChatExample Example, double? Score = null);
