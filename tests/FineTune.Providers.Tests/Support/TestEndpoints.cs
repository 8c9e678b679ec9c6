using Azure.Core;
using FineTune.Core.Models;
using FineTune.Core.Storage;
using FineTune.Providers.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace FineTune.Providers.Tests.Support;

/// <summary>One endpoint, named "main", made from settings as an app would have them.</summary>
internal static class TestEndpoints
{
    public const string Key = "sk-secret-0123456789";

    public static IModelEndpoints Create(Uri url, string kind = "openai", TimeProvider? time = null, ILoggerFactory? logs = null, Func<IBlobStore>? store = null,
        params (string Name, string? Value)[] more)
    {
        Dictionary<string, string?> settings = new() { ["Endpoints:main:Kind"] = kind, ["Endpoints:main:Url"] = url.ToString(), ["Endpoints:main:Key"] = Key };
        foreach (var (name, value) in more)
        {
            settings[$"Endpoints:main:{name}"] = value;
        }

        return Create(new ConfigurationBuilder().AddInMemoryCollection(settings).Build(), time, logs, store);
    }

    public static IModelEndpoints Create(
        IConfiguration configuration, TimeProvider? time = null, ILoggerFactory? logs = null, Func<IBlobStore>? store = null) =>
        new ModelEndpoints(configuration, () => new FixedCredential(), time ?? TimeProvider.System, logs ?? NullLoggerFactory.Instance, store);

    /// <summary>Gives a token that tells the scope it was asked for.</summary>
    internal sealed class FixedCredential : TokenCredential
    {
        public override AccessToken GetToken(TokenRequestContext requestContext, CancellationToken cancellationToken) =>
            new($"token-for-{string.Join(' ', requestContext.Scopes)}", DateTimeOffset.MaxValue);

        public override ValueTask<AccessToken> GetTokenAsync(TokenRequestContext requestContext, CancellationToken cancellationToken) =>
            ValueTask.FromResult(GetToken(requestContext, cancellationToken));
    }
}
