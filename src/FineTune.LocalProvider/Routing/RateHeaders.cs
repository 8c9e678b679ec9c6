using Microsoft.AspNetCore.Http;

namespace FineTune.LocalProvider.Routing;

/// <summary>The headers that tell how much is left. The provider limits nothing by itself, so they never run low; the fault rate-limit says zero.</summary>
internal static class RateHeaders
{
    public static void Add(IHeaderDictionary headers, string group, bool azure)
    {
        if (group is not ("chat" or "embeddings"))
            return;
        headers["x-ratelimit-limit-requests"] = "10000";
        headers["x-ratelimit-remaining-requests"] = "9999";
        headers["x-ratelimit-reset-requests"] = azure ? "1" : "6ms";
        headers["x-ratelimit-limit-tokens"] = "10000000";
        headers["x-ratelimit-remaining-tokens"] = "9999000";
        headers["x-ratelimit-reset-tokens"] = azure ? "1" : "6ms";
    }
}
