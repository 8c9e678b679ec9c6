namespace FineTune.Datasets.Validation;

/// <summary>What a line is checked for beyond its structure (FT1xx), which always is.</summary>
[Flags]
public enum LineChecks
{
    Structure = 0,

    /// <summary>What the texts say (FT2xx).</summary>
    Content = 1,

    /// <summary>Personal data, secrets and text for judges (FT4xx).</summary>
    Safety = 2,

    /// <summary>Token counts and the base model's limit. Without them rows have 0 tokens.</summary>
    Tokens = 4,

    All = Content | Safety | Tokens,
}
