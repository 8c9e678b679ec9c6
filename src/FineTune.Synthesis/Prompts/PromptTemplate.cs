using System.Text;
using FineTune.Core;
using Microsoft.Extensions.AI;

namespace FineTune.Synthesis.Prompts;

/// <summary>A prompt of an embedded file: a system part, a line <c>=====</c>, a user part. Its hash is the version of its text.</summary>
internal sealed class PromptTemplate
{
    private const string Divider = "\n=====\n";
    private readonly string _system;
    private readonly string _user;

    private PromptTemplate(string text)
    {
        var parts = text.Split(Divider, 2);
        (_system, _user) = (parts[0].Trim(), parts[1].Trim());
        Hash = ContentId.Of(Encoding.UTF8.GetBytes(text));
    }

    public string Hash { get; }

    public static PromptTemplate Load(string resource)
    {
        using var stream = typeof(PromptTemplate).Assembly.GetManifestResourceStream(resource)
            ?? throw new InvalidOperationException($"The embedded prompt '{resource}' is missing.");
        using var reader = new StreamReader(stream, Encoding.UTF8);
        return new PromptTemplate(reader.ReadToEnd().ReplaceLineEndings("\n"));
    }

    /// <summary>The two messages with each <c>{{name}}</c> replaced by its value. Values are never looked into.</summary>
    public IReadOnlyList<ChatMessage> Render(IReadOnlyDictionary<string, string> values) =>
        [new(ChatRole.System, Fill(_system, values)), new(ChatRole.User, Fill(_user, values))];

    private static string Fill(string template, IReadOnlyDictionary<string, string> values)
    {
        var text = new StringBuilder();
        var rest = template.AsSpan();
        while (rest.IndexOf("{{") is var open and >= 0)
        {
            var close = rest[open..].IndexOf("}}") + open;
            text.Append(rest[..open]).Append(values[rest[(open + 2)..close].ToString()]);
            rest = rest[(close + 2)..];
        }

        // An empty optional section leaves its blank lines behind at the end.
        return text.Append(rest).ToString().TrimEnd();
    }
}
