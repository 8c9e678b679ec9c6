namespace FineTune.Cli.Health;

/// <summary>Something that is not as it should be, and the next step.</summary>
internal sealed record Finding(string Problem, string Next);
