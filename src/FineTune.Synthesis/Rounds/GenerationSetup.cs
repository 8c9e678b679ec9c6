using FineTune.Core.Lineages;
using FineTune.Core.Lineages.Generation;
using FineTune.Core.Models;
using FineTune.Synthesis.Candidates;

namespace FineTune.Synthesis.Rounds;

/// <summary>What stays the same while a drop is grown.</summary>
/// <param name="Teachers">At least one, in the lineage's order.</param>
/// <param name="TrainerModel">Whose tokens are counted for the rows.</param>
/// <param name="Seeds">Rows of the drop, in the order of <see cref="SeedPool"/>.</param>
public sealed record GenerationSetup(
    string DatasetId, GenerationSettings Settings, IReadOnlyList<ModelChoice> Teachers, string TrainerModel, IReadOnlyList<Demonstration> Seeds, ITokenCounter Tokens)
{
    /// <summary>Tokens that the demonstrations of one prompt may take.</summary>
    public const int DemonstrationTokens = 5_000;

    /// <summary>The teacher of a request: each in turn.</summary>
    public ModelChoice Teacher(int request) => Teachers[request % Teachers.Count];

    /// <summary>The first of them that fit into a prompt; always one.</summary>
    /// <param name="whole">Whether they are shown with their system messages and earlier turns.</param>
    public IReadOnlyList<Demonstration> Fit(IReadOnlyList<Demonstration> demonstrations, ModelChoice teacher, bool whole = false)
    {
        ArgumentNullException.ThrowIfNull(demonstrations);
        ArgumentNullException.ThrowIfNull(teacher);
        var left = DemonstrationTokens;
        var kept = 0;
        while (kept < demonstrations.Count)
        {
            var next = demonstrations[kept];
            left -= Texts(next, whole).Sum(text => Tokens.Count(teacher.Model, text));
            if (left < 0 && kept > 0)
            {
                break;
            }

            kept++;
        }

        return [.. demonstrations.Take(kept)];
    }

    private static IEnumerable<string> Texts(Demonstration demonstration, bool whole) =>
        !whole ? [demonstration.Instruction, demonstration.Response]
        : demonstration.Turns is { } turns ? turns.Select(turn => turn.Content ?? "")
        : [demonstration.System ?? "", demonstration.Instruction, demonstration.Response];
}
