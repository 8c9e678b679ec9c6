namespace FineTune.Core.Models.Endpoints;

/// <summary>What a caller can do about a provider's error.</summary>
public enum ProviderErrorKind
{
    /// <summary>Try again later: 408, 409, 5xx, connection refused before the request was sent.</summary>
    Transient,

    /// <summary>Try again after <see cref="ProviderException.RetryAfter"/>.</summary>
    RateLimited,

    /// <summary>The account has no money or quota left. Never retried.</summary>
    QuotaExhausted,

    /// <summary>The provider no longer trains for this organisation. Never retried.</summary>
    TrainingNotAvailable,

    /// <summary>Key, role or region refused.</summary>
    Unauthorized,

    /// <summary>No such model, deployment, file or job.</summary>
    NotFound,

    /// <summary>The provider's content filter refused the prompt. Never retried.</summary>
    ContentFiltered,

    /// <summary>The request is wrong. Never retried.</summary>
    Invalid,

    /// <summary>The reply was lost: the request may have succeeded.</summary>
    Ambiguous,
}
