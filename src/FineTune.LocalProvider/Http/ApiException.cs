using System.Text.Json.Nodes;

namespace FineTune.LocalProvider.Http;

/// <summary>An answer other than success, in the shape the real services use.</summary>
internal sealed class ApiException(int status, string? code, string message, string? param = null, string? type = "invalid_request_error") : Exception(message)
{
    public int Status => status;

    public Dictionary<string, string> Headers { get; } = [];

    /// <summary>Fields beside the four that every error has.</summary>
    public JsonObject? Extra { get; init; }

    public JsonObject Body()
    {
        var error = new JsonObject { ["message"] = Message, ["type"] = type, ["param"] = param, ["code"] = code };
        foreach (var (name, value) in Extra ?? [])
            error[name] = value?.DeepClone();
        return new JsonObject { ["error"] = error };
    }

    public static ApiException BadRequest(string message, string? param = null, string? code = null) => new(400, code, message, param);

    public static ApiException NotFound(string what, string id, string? param = "id") => new(404, null, $"No such {what}: '{id}'.", param);

    public static ApiException ModelNotFound(string model) =>
        new(404, "model_not_found", $"The model '{model}' does not exist or you do not have access to it. GET /v1/models lists the models of this provider.", "model");
}
