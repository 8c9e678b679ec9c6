using System.Security.Cryptography;
using System.Text;
using FineTune.LocalProvider.Http;
using Microsoft.AspNetCore.Http;

namespace FineTune.LocalProvider.Routing;

/// <summary>Accepts the key as a bearer token or in the <c>api-key</c> header.</summary>
internal static class KeyCheck
{
    public static void Require(HttpContext http, string key)
    {
        var authorization = http.Request.Headers.Authorization.ToString();
        var given = authorization.StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase) ? authorization["Bearer ".Length..].Trim() : http.Request.Headers["api-key"].ToString();
        if (given.Length == 0)
            throw new ApiException(401, null, "You didn't provide an API key. Send it as 'Authorization: Bearer <key>' or in the header 'api-key'.");
        if (!CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(given), Encoding.UTF8.GetBytes(key)))
            throw new ApiException(401, "invalid_api_key", "Incorrect API key provided. Use the key in the local provider's ApiKey setting.");
    }
}
