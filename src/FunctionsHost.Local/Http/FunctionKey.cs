using System.Net;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace FunctionsHost.Local.Http;

/// <summary>
/// Who may call functions of the levels Function and Admin: with a key configured, those who send it in the header
/// <c>x-functions-key</c> or the query parameter <c>code</c>; with none, callers on this machine, except web pages of another
/// origin: a page that a person here happens to open must not be able to start work that costs money.
/// </summary>
internal sealed class FunctionKey(string? key)
{
    private const string Header = "x-functions-key";

    private readonly byte[]? _key = string.IsNullOrEmpty(key) ? null : Encoding.UTF8.GetBytes(key);

    /// <summary>What a refused caller is told.</summary>
    public string Refusal => _key is null
        ? "No function key is configured, so this function answers callers on its own machine only, and no web page of another "
            + $"origin. Configure a key and send it in the header {Header}."
        : $"This function asks for its key in the header {Header} or the query parameter code. The key is missing or wrong.";

    public bool Allows(HttpRequest request, AuthorizationLevel level)
    {
        if (level == AuthorizationLevel.Anonymous) return true;
        if (_key is null) return IsLocal(request);
        var sent = request.Headers.TryGetValue(Header, out var header) ? header.ToString() : request.Query["code"].ToString();
        return CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(sent), _key);
    }

    private static bool IsLocal(HttpRequest request)
    {
        if (request.HttpContext.Connection.RemoteIpAddress is { } caller && !IPAddress.IsLoopback(caller)) return false;
        var host = request.Host.Host;
        if (host != "localhost" && !(IPAddress.TryParse(host, out var address) && IPAddress.IsLoopback(address))) return false;
        var origin = request.Headers.Origin.ToString();
        return origin.Length == 0 || string.Equals(origin, $"{request.Scheme}://{request.Host}", StringComparison.OrdinalIgnoreCase);
    }
}
