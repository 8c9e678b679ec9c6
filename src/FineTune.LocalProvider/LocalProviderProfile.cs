namespace FineTune.LocalProvider;

/// <summary>Which service the provider behaves like where the two differ: ids, file states, deployments, suffix rules.</summary>
public enum LocalProviderProfile
{
    /// <summary>Tuned models are callable by their id at once; files are <c>processed</c> at once.</summary>
    OpenAI,

    /// <summary>Tuned models need a deployment; files go through <c>pending</c> and <c>running</c>; ids are long hex words.</summary>
    Azure,
}
