using System.Text.Json;
using FineTune.Core.Models.Endpoints;
using FineTune.Core.Models.Jobs;
using FineTune.Providers.Endpoints;
using FineTune.Providers.Http;
using Microsoft.Extensions.Logging;

namespace FineTune.Providers.OpenAI;

/// <summary>Files of one purpose at an endpoint.</summary>
/// <param name="noun">What the files are called in errors.</param>
internal sealed class ProviderFiles(ProviderHttp http, EndpointSettings settings, ILogger log, string purpose, string noun)
{
    private readonly JobJson _json = new(settings.Kind, log);
    private readonly ProviderPages _pages = new(http, settings);

    public async Task<TrainingFile> UploadAsync(Stream content, string fileName, CancellationToken cancellationToken)
    {
        using var file = await Unmarked.ContentAsync(content, cancellationToken);
        using var form = new MultipartFormDataContent { { new StringContent(purpose), "purpose" }, { file, "file", fileName } };
        return _json.File(await http.SendAsync(HttpMethod.Post, At("files"), form, What($"upload of a {noun}"), CallKind.Create, null, cancellationToken));
    }

    public async Task<TrainingFile?> GetAsync(string fileId, CancellationToken cancellationToken) =>
        await http.ReadAsync(At($"files/{Escape(fileId)}"), What($"file {fileId}"), null, cancellationToken) is { } file ? _json.File(file) : null;

    public async Task<IReadOnlyList<TrainingFile>> ListAsync(CancellationToken cancellationToken)
    {
        List<JsonElement> files = [];
        await foreach (var file in _pages.ReadAsync("files", $"purpose={purpose}&limit=1000", "list of files", cancellationToken))
        {
            files.Add(file);
        }

        return [.. files.OrderByDescending(f => f.Moment("created_at")).Select(_json.File)];
    }

    public Task<FileStream> DownloadAsync(string fileId, CancellationToken cancellationToken) =>
        http.DownloadAsync(At($"files/{Escape(fileId)}/content"), What($"content of file {fileId}"), cancellationToken);

    public async Task<bool> DeleteAsync(string fileId, CancellationToken cancellationToken)
    {
        try
        {
            var reply = await http.SendAsync(HttpMethod.Delete, At($"files/{Escape(fileId)}"), null, What($"deletion of file {fileId}"), CallKind.Repeatable, null, cancellationToken);
            return reply.ValueKind != JsonValueKind.Object || reply.Flag("deleted") is not false;
        }
        catch (ProviderException error) when (error.Kind == ProviderErrorKind.NotFound)
        {
            return false;
        }
    }

    private Uri At(string path) => new(settings.ApiRoot, path);

    private string What(string call) => $"Endpoint '{settings.Name}', {call}";

    private static string Escape(string text) => Uri.EscapeDataString(text);
}
