using System.Runtime.CompilerServices;
using System.Text.Json;
using FineTune.Providers.Endpoints;

namespace FineTune.Providers.Http;

/// <summary>Lists of an endpoint, page by page.</summary>
internal sealed class ProviderPages(ProviderHttp http, EndpointSettings settings)
{
    private const int MaxPages = 50;

    public async IAsyncEnumerable<JsonElement> ReadAsync(
        string path, string query, string what, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        string? after = null;
        for (var page = 0; page < MaxPages; page++)
        {
            var uri = new Uri(settings.ApiRoot, $"{path}?{query}{(after is null ? string.Empty : $"&after={Uri.EscapeDataString(after)}")}");
            if (await http.ReadAsync(uri, $"Endpoint '{settings.Name}', {what}", null, cancellationToken) is not { } list)
            {
                yield break;
            }

            string? last = null;
            foreach (var item in list.Items("data").Concat(list.Items("value")))
            {
                last = item.Text("id");
                yield return item;
            }

            if ((list.Flag("has_more") is not true && list.Text("nextLink") is null) || last is null || last == after)
            {
                yield break;
            }

            after = last;
        }
    }
}
