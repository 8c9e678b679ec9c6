using System.Globalization;
using System.Text.Json;
using FineTune.Core.Models.Endpoints;

namespace FineTune.Providers.Http;

/// <summary>Turns error replies of the OpenAI protocol into <see cref="ProviderException"/>s that say what to do next.</summary>
internal static class ProviderErrors
{
    /// <summary>Code of calls that were not made because the endpoint's circuit is open.</summary>
    public const string CircuitOpenCode = "circuit_open";

    /// <param name="what">Endpoint and call, such as "endpoint 'main', model gpt-4.1".</param>
    /// <param name="header">Looks a response header up.</param>
    /// <param name="quote">Whether the provider's own message may be shown: never where it could echo a prompt.</param>
    public static ProviderException FromReply(
        string what, int status, ReadOnlyMemory<byte> body, Func<string, string?> header, TimeProvider time, bool quote = false)
    {
        var error = ReplyError.Parse(body);
        var kind = Classify(status, error);
        var detail = string.Join(", ", new[]
        {
            $"HTTP {status}",
            error.Code is null ? null : $"code {error.Code}",
            error.Param is null ? null : $"param {error.Param}",
        }.OfType<string>());
        var said = quote && error.Message is { Length: > 0 } message ? $" The provider says: {Redact(message)}" : string.Empty;
        return new ProviderException(kind, $"{what}: {detail}. {NextStep(kind)}{said}", error.Code, status, RetryAdvice.Read(status, header, time));
    }

    public static ProviderException Unreachable(string what, ProviderErrorKind kind, Exception error) =>
        new(kind, $"{what}: {Reason(error)}. {NextStep(kind)}", innerException: error);

    public static ProviderException NoToken(string what, Exception error) => new(
        ProviderErrorKind.Unauthorized,
        $"{what}: no Entra token could be acquired. Sign in, give the app a managed identity, or set the endpoint's Key.", innerException: error);

    /// <summary>The endpoint asked for a pause that there is no time for.</summary>
    public static ProviderException Paused(string what, TimeSpan wait) => new(
        ProviderErrorKind.RateLimited,
        string.Create(CultureInfo.InvariantCulture, $"{what}: the endpoint asked for a pause that lasts {wait.TotalSeconds:0} more seconds. {NextStep(ProviderErrorKind.RateLimited)}"),
        retryAfter: wait);

    /// <summary>No call is made, since those before it failed.</summary>
    public static ProviderException CircuitOpen(string what, TimeSpan wait) => new(
        ProviderErrorKind.Transient,
        string.Create(
            CultureInfo.InvariantCulture,
            $"{what}: most recent calls failed, so no call is made for another {Math.Ceiling(wait.TotalSeconds):0} seconds. Check that the endpoint is up and that its Url is correct. Work continues when it answers."),
        CircuitOpenCode, retryAfter: wait);

    public static string NextStep(ProviderErrorKind kind) => kind switch
    {
        ProviderErrorKind.Transient => "The endpoint is failing. It is tried again later.",
        ProviderErrorKind.RateLimited => "The endpoint's rate limit is reached. Lower RequestsPerMinute, TokensPerMinute or MaxConcurrency of the endpoint, or ask the provider for a higher limit.",
        ProviderErrorKind.QuotaExhausted => "The account has no credit or quota left. Add credit, then start again.",
        ProviderErrorKind.TrainingNotAvailable => "The provider no longer offers training to this organisation. Choose another trainer for the lineage.",
        ProviderErrorKind.Unauthorized => "Access was denied because of the key, the role or the region. Check the endpoint's Key, or the roles of the managed identity.",
        ProviderErrorKind.NotFound => "The model, deployment, file or job does not exist. Check the model's name (on Azure, the deployment's name) and the endpoint's Url.",
        ProviderErrorKind.ContentFiltered => "The provider's content filter blocked the prompt. The row is skipped.",
        ProviderErrorKind.Ambiguous => "The reply was lost, so the request may have succeeded. Check before you try again.",
        _ => "The request was rejected as invalid. Check the model's name and settings.",
    };

    private static ProviderErrorKind Classify(int status, ReplyError error)
    {
        bool Is(params string[] codes) =>
            codes.Any(c => c.Equals(error.Code, StringComparison.OrdinalIgnoreCase) || c.Equals(error.Type, StringComparison.OrdinalIgnoreCase)
                || c.Equals(error.InnerCode, StringComparison.OrdinalIgnoreCase));

        return status switch
        {
            401 => ProviderErrorKind.Unauthorized,
            _ when Is("training_not_available") => ProviderErrorKind.TrainingNotAvailable,
            _ when status < 500 && Is("insufficient_quota", "exceeded_quota", "quotaExceeded", "billing_hard_limit_reached", "billing_not_active")
                => ProviderErrorKind.QuotaExhausted,
            _ when status < 500 && Is("content_filter", "contentFilter", "ResponsibleAIPolicyViolation") => ProviderErrorKind.ContentFiltered,
            402 => ProviderErrorKind.QuotaExhausted,
            403 => ProviderErrorKind.Unauthorized,
            404 => ProviderErrorKind.NotFound,
            429 => ProviderErrorKind.RateLimited,
            503 when Is("slow_down") => ProviderErrorKind.RateLimited,
            408 or 409 or >= 500 => ProviderErrorKind.Transient,
            400 when error.Message is { } text && text.Contains("still being processed", StringComparison.OrdinalIgnoreCase) => ProviderErrorKind.Transient,
            _ => ProviderErrorKind.Invalid,
        };
    }

    private static string Reason(Exception error) => error switch
    {
        HttpRequestException { HttpRequestError: HttpRequestError.NameResolutionError } => "the host name is unknown",
        HttpRequestException { HttpRequestError: HttpRequestError.ConnectionError } => "nothing answers at that address",
        HttpRequestException { HttpRequestError: HttpRequestError.SecureConnectionError } => "no secure connection could be established",
        HttpRequestException http => $"the connection failed ({http.HttpRequestError})",
        OperationCanceledException => "the request timed out",
        JsonException or FormatException => "the answer could not be read",
        _ => $"the connection failed ({error.GetType().Name})",
    };

    /// <summary>Providers echo keys in "incorrect key" messages.</summary>
    private static string Redact(string message)
    {
        var words = message.ReplaceLineEndings(" ").Split(' ')
            .Select(w => w.Contains("sk-", StringComparison.Ordinal) || (w.Length > 31 && w.All(char.IsAsciiLetterOrDigit)) ? "(hidden)" : w);
        var text = string.Join(' ', words);
        return text.Length > 400 ? string.Concat(text.AsSpan(0, 400), "...") : text;
    }
}
