namespace FineTune.LocalProvider.Batches;

/// <summary>The endpoints a batch may call here.</summary>
internal static class BatchEndpoint
{
    public const string Chat = "/v1/chat/completions";
    public const string Embeddings = "/v1/embeddings";
    public const string Moderations = "/v1/moderations";

    public static readonly string[] All = [Chat, Embeddings, Moderations];

    /// <summary>Azure writes the path without the version.</summary>
    public static string Normal(string url) => url.StartsWith("/v1/", StringComparison.Ordinal) ? url : url.StartsWith("/openai/v1/", StringComparison.Ordinal) ? url["/openai".Length..] : "/v1" + url;
}
