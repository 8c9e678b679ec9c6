using System.Text;
using FineTune.Testing;

namespace FineTune.Datasets.Tests.Fuzzing;

/// <summary>Good lines to make bad ones of: one of each shape, the samples, and the real data where it is given.</summary>
internal static class Corpus
{
    private const int LinesPerFile = 40;
    private const int LongestLine = 6_000;

    private static readonly string[] Own =
    [
        Drops.Chat(), Drops.Chat(inAssistant: ""","weight":0,"name":"x","refusal":null"""),
        """{"messages":[{"role":"system","content":"Be brief."},{"role":"user","content":[{"type":"text","text":"Weather?"}]},{"role":"assistant","tool_calls":[{"id":"c1","type":"function","function":{"name":"w","arguments":"{\"city\":\"Bonn\"}"}}]},{"role":"tool","tool_call_id":"c1","content":"{\"t\":7}"},{"role":"assistant","content":"7 degrees."}],"tools":[{"type":"function","function":{"name":"w","description":"Weather.","parameters":{"type":"object","properties":{"city":{"type":"string","enum":["Bonn"]}}}}}],"parallel_tool_calls":false}""",
        """{"instruction":"Translate.","input":"Hallo","output":"Hello","system":"You translate."}""",
        """{"prompt":"Summary: Late parcel\n\nSpecific information: order 77\n\n###\n\nCustomer: Where is it?\nAgent: On its way.\nCustomer: When?\nAgent:","completion":" Tomorrow.\n"}""",
        """{"prompt":"Good or bad? Fine ->","completion":" good"}""",
        """{"input":{"messages":[{"role":"user","content":"Hi"}]},"preferred_output":[{"role":"assistant","content":"Hello"}],"non_preferred_output":[{"role":"assistant","content":"No"}]}""",
        """{"messages":[{"role":"user","content":"Mail a@b.cd, call +49 30 1234567, card 4111 1111 1111 1111, DE89 3704 0044 0532 0130 00, 8.8.8.8"},{"role":"assistant","content":"As an AI language model I'm sorry, I can't help with that. password: hunter2hunter2hunter2"}]}""",
    ];

    public static List<byte[]> Lines()
    {
        List<string> lines = [.. Own];
        foreach (var sample in Directory.EnumerateFiles(RepositoryFiles.Path("samples"), "*.jsonl").Order(StringComparer.Ordinal))
        {
            lines.AddRange(File.ReadLines(sample).Take(LinesPerFile));
        }

        if (Environment.GetEnvironmentVariable("FINETUNE_ORACLE_DATA") is { Length: > 0 } folder)
        {
            foreach (var file in Directory.EnumerateFiles(folder, "*.jsonl", SearchOption.AllDirectories).Order(StringComparer.Ordinal))
            {
                lines.AddRange(File.ReadLines(file).Where(line => line.Length <= LongestLine).Take(LinesPerFile));
            }
        }

        return lines.ConvertAll(Encoding.UTF8.GetBytes);
    }
}
