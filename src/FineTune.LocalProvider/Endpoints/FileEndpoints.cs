using System.Globalization;
using System.Text.Json.Nodes;
using FineTune.LocalProvider.Composition;
using FineTune.LocalProvider.Faults;
using FineTune.LocalProvider.Http;
using FineTune.LocalProvider.Routing;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace FineTune.LocalProvider.Endpoints;

internal static class FileEndpoints
{
    private const long LargestFile = 512L * 1024 * 1024;
    private const int LargestPage = 10_000;
    private static readonly HashSet<string> Purposes = ["assistants", "batch", "fine-tune", "vision", "user_data", "evals"];

    public static void Map(RouteTable routes, ProviderCore core)
    {
        routes.Api("POST", "/files", "files", "files.create", call => CreateAsync(core, call));
        routes.Api("GET", "/files", "files", "files.list", async call => await ListAsync(core, call));
        routes.Api("GET", "/files/{id}", "files", "files.get", call => ApiReply.Ok(core.Files.View(core.Files.Require(call.Route("id")))));
        routes.Api("GET", "/files/{id}/content", "files", "files.content", call => Content(core, call));
        routes.Api("DELETE", "/files/{id}", "files", "files.delete", call => Delete(core, call));
    }

    private static async Task<ApiReply> CreateAsync(ProviderCore core, ApiCall call)
    {
        var request = call.Http.Request;
        if (!request.HasFormContentType)
            throw ApiException.BadRequest("Send the file as multipart/form-data with the fields 'file' and 'purpose'.");
        if (call.Http.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size)
            size.MaxRequestBodySize = LargestFile + (1024 * 1024);
        IFormCollection form;
        try
        {
            form = await request.ReadFormAsync(new FormOptions { MultipartBodyLengthLimit = LargestFile }, call.Http.RequestAborted);
        }
        catch (InvalidDataException e)
        {
            throw new ApiException(e.Message.Contains("length limit", StringComparison.OrdinalIgnoreCase) ? 413 : 400, null, $"The upload cannot be read: {e.Message}", "file");
        }

        var purpose = form["purpose"].ToString();
        if (purpose.Length == 0)
            throw ApiException.BadRequest("Missing required parameter: 'purpose'.", "purpose", "missing_required_parameter");
        if (!Purposes.Contains(purpose))
            throw ApiException.BadRequest($"'{purpose}' is not one of {string.Join(", ", Purposes)} - 'purpose'", "purpose");
        var file = form.Files["file"] ?? throw ApiException.BadRequest("Missing required parameter: 'file'.", "file", "missing_required_parameter");
        var name = Path.GetFileName(file.FileName);
        if (purpose is "fine-tune" or "batch" && !name.EndsWith(".jsonl", StringComparison.OrdinalIgnoreCase))
            throw ApiException.BadRequest($"Invalid file format for purpose '{purpose}': '{name}' must end in .jsonl.", "file", "invalid_file_format");
        var inError = core.Faults.Take(FaultNames.FileError, "files") is not null;
        await using var content = file.OpenReadStream();
        return ApiReply.Ok(core.Files.View(await core.Files.UploadAsync(content, name, purpose, inError, Expiry(form))));
    }

    private static long? Expiry(IFormCollection form)
    {
        var text = form["expires_after[seconds]"].ToString();
        if (text.Length == 0)
            return null;
        return long.TryParse(text, CultureInfo.InvariantCulture, out var seconds) && seconds is >= 3600 and <= 2_592_000
            ? seconds
            : throw ApiException.BadRequest($"Invalid 'expires_after[seconds]': '{text}'. Give 3600 to 2592000.", "expires_after");
    }

    private static async Task<ApiReply> ListAsync(ProviderCore core, ApiCall call)
    {
        // Results and outputs come into being when their job or batch is looked at.
        await core.Jobs.SettleAllAsync();
        await core.Batches.SettleAllAsync();
        var files = core.Files.All.Where(f => call.Query("purpose") is not { Length: > 0 } purpose || f.Purpose == purpose);
        if (call.Query("order") != "asc")
            files = files.Reverse();
        return ApiReply.Ok(Page.Of(files, f => f.Key, call.Query("after"), call.Limit(LargestPage, LargestPage), core.Files.View));
    }

    private static ApiReply Content(ProviderCore core, ApiCall call)
    {
        var file = core.Files.Require(call.Route("id"));
        return new ApiReply(200) { FilePath = core.Files.PathOf(file), ContentType = file.Name.EndsWith(".csv", StringComparison.Ordinal) ? "text/csv" : "application/octet-stream" };
    }

    private static ApiReply Delete(ProviderCore core, ApiCall call)
    {
        var file = core.Files.Require(call.Route("id"));
        core.Files.Delete(file);
        return ApiReply.Ok(new JsonObject { ["object"] = "file", ["id"] = file.Key, ["deleted"] = true });
    }
}
