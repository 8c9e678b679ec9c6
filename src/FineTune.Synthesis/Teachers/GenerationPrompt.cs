using FineTune.Synthesis.Prompts;

namespace FineTune.Synthesis.Teachers;

/// <summary>A versioned prompt file of Generation/Prompts.</summary>
/// <param name="Version">Name and version, for example <c>alpaca/v1</c>.</param>
/// <param name="Hash">Content id of the file's text: another text is another hash, whatever the version says.</param>
public sealed record GenerationPrompt(string Version, string Hash)
{
    internal PromptTemplate Template { get; private init; } = null!;

    internal static GenerationPrompt Load(string name, int version = 1)
    {
        var template = PromptTemplate.Load($"{name}.md");
        return new GenerationPrompt(string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{name}/v{version}"), template.Hash) { Template = template };
    }
}
