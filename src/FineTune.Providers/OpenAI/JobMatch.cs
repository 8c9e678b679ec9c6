using System.Text.Json;
using FineTune.Providers.Http;

namespace FineTune.Providers.OpenAI;

/// <summary>Tells whether a listed job is the one whose reply was lost.</summary>
internal sealed record JobMatch(string Key, string TrainingFile, string Suffix)
{
    public const string LedgerKey = "ledger_key";

    public bool ByKey(JsonElement job) => job.Object("metadata")?.Text(LedgerKey) == Key;

    /// <summary>
    /// Where the provider dropped the metadata: our training file, and our suffix wherever the job shows one. A job under another
    /// ledger key is never ours.
    /// </summary>
    public bool ByKeyOrFile(JsonElement job)
    {
        if (job.Object("metadata")?.Text(LedgerKey) is { } key)
        {
            return key == Key;
        }

        if (job.Text("training_file") != TrainingFile)
        {
            return false;
        }

        if ((job.Text("suffix") ?? job.Text("user_provided_suffix")) is { Length: > 0 } suffix)
        {
            return suffix == Suffix;
        }

        return job.Text("fine_tuned_model") is not { Length: > 0 } model || model.Contains(Suffix, StringComparison.OrdinalIgnoreCase);
    }
}
