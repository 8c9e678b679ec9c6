using System.Net;
using System.Security.Cryptography;
using System.Text;
using FineTune.Durable.Worker;
using Microsoft.AspNetCore.Http;

namespace FineTune.Durable.Sqlite.Hosting;

/// <summary>
/// Who may call functions of the levels Function and Admin: with a key configured, those who send it in the header
/// <c>x-functions-key</c> or the query parameter <c>code</c>; with none, callers on this machine.
/// </summary>
internal sealed class FunctionKey(string? key)
{
    public const string Header = "x-functions-key";

    private readonly byte[]? _key = string.IsNullOrEmpty(key) ? null : Encoding.UTF8.GetBytes(key);

    public bool Allows(HttpRequest request, AuthorizationLevel level)
    {
        if (level == AuthorizationLevel.Anonymous) return true;
        if (_key is null) return request.HttpContext.Connection.RemoteIpAddress is not { } caller || IPAddress.IsLoopback(caller);
        var sent = request.Headers.TryGetValue(Header, out var header) ? header.ToString() : request.Query["code"].ToString();
        return CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(sent), _key);
    }
}
