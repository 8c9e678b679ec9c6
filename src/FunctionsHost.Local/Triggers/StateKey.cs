using System.Security.Cryptography;
using System.Text;

namespace FunctionsHost.Local.Triggers;

/// <summary>Keys of documents from names that may hold any character.</summary>
internal static class StateKey
{
    /// <summary>32 hex digits of the hash of the parts; one set of parts, one text.</summary>
    public static string Hash(params ReadOnlySpan<string> parts) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', parts))))[..32];
}
