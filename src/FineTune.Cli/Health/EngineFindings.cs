using FineTune.Cli.Output;
using FineTune.Durable.Sqlite.Inspection;

namespace FineTune.Cli.Health;

/// <summary>What the engine's database holds that this version cannot bring to an end.</summary>
internal static class EngineFindings
{
    public static IReadOnlyList<Finding> Find(IServiceProvider host)
    {
        try
        {
            return HostInspection.Inspect(host) is { } report ? [.. Stranded(host, report), .. Poison(report)] : [];
        }
        catch (InvalidOperationException e)
        {
            return [new Finding(e.Message, "Nothing was changed. The blobs hold all data and results; only the instances under way are in that file.")];
        }
    }

    private static IEnumerable<Finding> Stranded(IServiceProvider host, EngineReport report) =>
        from instance in report.Open
        let why = HostInspection.WhyStranded(host, instance)
        where why is not null
        select new Finding(
            $"Instance {instance.Id} ({instance.Status}, last turn {Words.Moment(instance.UpdatedAt)}) cannot go on: {why}.",
            "Run it to its end with the version that started it, or start that version's successor that still has it.");

    private static IEnumerable<Finding> Poison(EngineReport report) => report.Poison.Select(message => new Finding(
        $"{message.Container}/{message.BlobName} was given up by {message.Function} after {message.Attempts} tries ({Words.Moment(message.FailedAt)}): {message.Error}",
        "Remove the cause, then change the file or drop it under another name; the same content is not tried again."));
}
