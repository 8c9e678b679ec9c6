using System.Globalization;
using FineTune.LocalProvider.Text;

namespace FineTune.LocalProvider.Storage;

/// <summary>Ids from a hash of the request and a counter: the same requests in the same order get the same ids on a fresh folder.</summary>
internal sealed class IdFactory(LocalProviderOptions options)
{
    private const int OpenAILength = 24;
    private const int AzureLength = 32;

    public string Create(string prefix, long ordinal, params ReadOnlySpan<string> request) =>
        prefix + Hex(options.Profile == LocalProviderProfile.Azure ? AzureLength : OpenAILength, prefix, ordinal, request);

    public string Hex(int length, string kind, long ordinal, params ReadOnlySpan<string> request) =>
        SeededRandom.HexDigest([kind, options.Seed.ToString(CultureInfo.InvariantCulture), ordinal.ToString(CultureInfo.InvariantCulture), .. request])[..length];
}
