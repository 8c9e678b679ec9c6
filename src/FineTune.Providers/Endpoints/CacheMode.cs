namespace FineTune.Providers.Endpoints;

/// <summary>Which calls of an endpoint are answered from earlier ones.</summary>
internal enum CacheMode
{
    Off,

    /// <summary>Calls that ask to be repeatable: at temperature 0, or with a seed.</summary>
    Repeatable,

    All,
}
