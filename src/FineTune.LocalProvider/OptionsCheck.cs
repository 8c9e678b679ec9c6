using System.Net;

namespace FineTune.LocalProvider;

/// <summary>Refuses settings that cannot work, naming the setting.</summary>
internal static class OptionsCheck
{
    public static void Require(LocalProviderOptions options)
    {
        if (string.IsNullOrWhiteSpace(options.DataDirectory))
            throw new ArgumentException("LocalProviderOptions.DataDirectory is empty. Name a folder for the provider's state.");
        if (string.IsNullOrEmpty(options.ApiKey))
            throw new ArgumentException("LocalProviderOptions.ApiKey is empty. Give any non-empty key; the default is 'local'.");
        Span(options.JobSeconds, nameof(options.JobSeconds));
        Span(options.BatchSeconds, nameof(options.BatchSeconds));
        Span(options.DeploymentSeconds, nameof(options.DeploymentSeconds));
        if (options.TeacherBadRate is not (>= 0 and <= 1))
            throw new ArgumentException($"LocalProviderOptions.TeacherBadRate is {options.TeacherBadRate}; it must be between 0 and 1.");
        foreach (var (model, path) in options.RecordedModels)
        {
            if (!File.Exists(path))
                throw new ArgumentException($"LocalProviderOptions.RecordedModels['{model}'] names '{path}', which does not exist.");
        }
    }

    /// <summary>The address to listen on; only loopback is allowed, because the key is not a secret.</summary>
    public static Uri Address(LocalProviderOptions options)
    {
        if (options.Url is null)
            return new Uri($"http://127.0.0.1:{options.Port}");
        if (!Uri.TryCreate(options.Url, UriKind.Absolute, out var url) || url.Scheme != Uri.UriSchemeHttp)
            throw new ArgumentException($"LocalProviderOptions.Url is '{options.Url}'; it must be an http URL such as http://127.0.0.1:5055.");
        return url.IsLoopback || (IPAddress.TryParse(url.Host, out var address) && IPAddress.IsLoopback(address))
            ? url
            : throw new ArgumentException($"LocalProviderOptions.Url is '{options.Url}'; the local provider listens on loopback addresses only (127.0.0.1 or localhost).");
    }

    private static void Span(double seconds, string name)
    {
        if (seconds is not (>= 0 and <= 1e9))
            throw new ArgumentException($"LocalProviderOptions.{name} is {seconds}; give a number of seconds from 0 to 1e9.");
    }
}
