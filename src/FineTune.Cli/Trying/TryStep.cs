namespace FineTune.Cli.Trying;

/// <summary>One drop of a try.</summary>
/// <param name="Label">model-A or model-B.</param>
/// <param name="File">The file to drop.</param>
/// <param name="Name">Name of the drop.</param>
internal sealed record TryStep(string Label, string File, string Name);
