using FineTune.Cli.Data;
using FineTune.Cli.Errors;
using FineTune.Core.Lineages;
using FineTune.Datasets.EvaluationSets;

namespace FineTune.Cli.Validating;

/// <summary>Evaluation sets from files; a set has the name of its file without the extension, and the thresholds that the settings give that name.</summary>
internal sealed class EvaluationFiles(IReadOnlyList<string> paths, DecontaminationSettings settings)
{
    public static EvaluationFiles None { get; } = new([], new DecontaminationSettings());

    /// <summary>What rows are checked against; null where there are no files. The caller disposes it.</summary>
    /// <exception cref="CommandException">A file cannot be read, or holds no item.</exception>
    public async Task<Decontamination?> OpenAsync(CancellationToken cancellationToken)
    {
        if (paths.Count == 0)
        {
            return null;
        }

        var sets = new List<EvaluationSet>();
        foreach (var path in paths)
        {
            await using var stream = DropSource.Open(path);
            var set = await EvaluationSet.ReadAsync(Path.GetFileNameWithoutExtension(path), stream, cancellationToken);
            sets.Add(set.Items.Count > 0 ? set : throw new CommandException(
                $"'{path}' contains no evaluation question: none of its {set.Unread} lines could be read as one.",
                "With --against, name a JSONL file of chat, instruction, prompt/completion or question/answer lines.", ExitCodes.Usage));
        }

        return new Decontamination(settings, sets);
    }
}
