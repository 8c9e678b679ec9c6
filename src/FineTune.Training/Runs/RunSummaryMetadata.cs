using System.Globalization;
using FineTune.Core.Lineages.Training;

namespace FineTune.Training.Runs;

/// <summary>A run's summary as blob metadata: lower-case names, ASCII values.</summary>
public static class RunSummaryMetadata
{
    public static IReadOnlyDictionary<string, string> ToMetadata(RunSummary summary)
    {
        ArgumentNullException.ThrowIfNull(summary);
        var values = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["runid"] = summary.RunId,
            ["state"] = summary.State.ToString(),
            ["stage"] = summary.Stage,
            ["strategy"] = summary.Strategy.ToString(),
            ["train"] = Text(summary.Train),
            ["costusd"] = Text(summary.CostUsd),
            ["startedat"] = Text(summary.StartedAt),
        };
        Add("parent", summary.Parent is { } parent ? Text(parent) : null);
        Add("version", summary.Version is { } version ? Text(version) : null);
        Add("endedat", summary.EndedAt is { } ended ? Text(ended) : null);
        return values;

        void Add(string name, string? value)
        {
            if (value is not null)
            {
                values[name] = value;
            }
        }
    }

    /// <summary>Null when the metadata is not a summary (a blob of another kind, or of another version).</summary>
    public static RunSummary? FromMetadata(IReadOnlyDictionary<string, string> metadata)
    {
        ArgumentNullException.ThrowIfNull(metadata);
        return metadata.TryGetValue("runid", out var runId)
            && metadata.TryGetValue("stage", out var stage)
            && Enum.TryParse<RunState>(metadata.GetValueOrDefault("state"), out var state) && Enum.IsDefined(state)
            && Enum.TryParse<TrainingStrategy>(metadata.GetValueOrDefault("strategy"), out var strategy) && Enum.IsDefined(strategy)
            && Number(metadata, "train") is { } train
            && decimal.TryParse(metadata.GetValueOrDefault("costusd"), NumberStyles.Number, CultureInfo.InvariantCulture, out var cost)
            && Time(metadata, "startedat") is { } startedAt
                ? new RunSummary(runId, state, stage, strategy, Number(metadata, "parent"), Number(metadata, "version"), train, cost, startedAt, Time(metadata, "endedat"))
                : null;
    }

    private static int? Number(IReadOnlyDictionary<string, string> metadata, string name) =>
        int.TryParse(metadata.GetValueOrDefault(name), NumberStyles.Integer, CultureInfo.InvariantCulture, out var number) ? number : null;

    private static DateTimeOffset? Time(IReadOnlyDictionary<string, string> metadata, string name) =>
        DateTimeOffset.TryParseExact(metadata.GetValueOrDefault(name), "O", CultureInfo.InvariantCulture, DateTimeStyles.None, out var time) ? time : null;

    private static string Text(IFormattable value) => value.ToString(value is DateTimeOffset ? "O" : null, CultureInfo.InvariantCulture);
}
