using System.Text;
using FineTune.Datasets.Formats;
using FineTune.Datasets.Formats.Normalizing;
using FineTune.Datasets.Rows;
using FineTune.Testing;
using FsCheck.Xunit;

namespace FineTune.Datasets.Tests.Formats;

/// <summary>What is written as a container and dropped gives the same examples.</summary>
public sealed class FormatWriterTests
{
    private const string Awkward = """ say \"hi\", a;b|c\tand\r\nnew 'lines', \u2028 \uD83D\uDE00 """;

    private static readonly Dictionary<InputShape, string[]> _lines = new()
    {
        [InputShape.Chat] =
        [
            Drops.Chat("first" + Awkward, "answer" + Awkward),
            Drops.Chat("second", "answer", inLine: ""","tools":[{"type":"function","function":{"name":"f"}}],"parallel_tool_calls":true"""),
        ],
        [InputShape.Instruction] = [$$"""{"instruction":"i{{Awkward}}","input":"","output":"o{{Awkward}}"}""", """{"instruction":"j","input":"x","output":"p","system":"s"}"""],
        [InputShape.PromptCompletion] = [$$"""{"prompt":"p{{Awkward}}","completion":" c{{Awkward}}x END"}""", """{"prompt":"q","completion":" d END"}"""],
        [InputShape.SelfInstruct] = [$$"""{"id":"t","name":"n","instruction":"i{{Awkward}}","instances":[{"input":"a","output":"b{{Awkward}}"},{"input":"","output":"c"}]}"""],
        [InputShape.Preference] =
            [$$"""{"input":{"messages":[{"role":"user","content":"q{{Awkward}}"}]},"preferred_output":[{"role":"assistant","content":"y"}],"non_preferred_output":[{"role":"assistant","content":"n{{Awkward}}"}]}"""],
    };

    public static TheoryData<InputShape, FormatKind> All =>
        [.. Enum.GetValues<InputShape>().SelectMany(_ => Enum.GetValues<FormatKind>(), (shape, kind) => new TheoryDataRow<InputShape, FormatKind>(shape, kind))];

    [Theory]
    [MemberData(nameof(All))]
    public async Task Write_AnyShapeAsAnyKind_ReadsBackAsTheSameExamples(InputShape shape, FormatKind kind)
    {
        var file = await Normalized.OfAsync("x" + kind.Extension(), await WriteAsync(shape, kind, _lines[shape]));

        Assert.Equal((kind.Unpacked(), (long)_lines[shape].Length, null, 0L), (file.Result.Kind.Unpacked(), file.Result.Records, file.Result.Refusal, file.Result.Unreadable));
        Assert.Equal(_lines[shape].SelectMany(Ids), file.Lines.SelectMany(Ids));
        Assert.All(file.Lines, line => Assert.Equal(shape, Drops.Validate(line).Shape));
    }

    [Theory]
    [InlineData(FormatKind.JsonLines, "")]
    [InlineData(FormatKind.Json, "[]\n")]
    [InlineData(FormatKind.Csv, "")]
    public async Task Complete_NoLines_IsAnEmptyFile(FormatKind kind, string text) =>
        Assert.Equal(text, Encoding.UTF8.GetString(await WriteAsync(InputShape.Chat, kind, [])));

    [Property]
    public bool Write_AnyTextAsCsv_ReadsBack(FsCheck.NonEmptyString question, FsCheck.NonEmptyString answer)
    {
        var line = JsonText(question.Get, answer.Get);
        if (Drops.Validate(line).Row is null)
        {
            return true;
        }

        var file = Normalized.OfAsync("x.tsv", WriteAsync(InputShape.Instruction, FormatKind.Tsv, [line]).GetAwaiter().GetResult()).GetAwaiter().GetResult();
        return Ids(line).SequenceEqual(file.Lines.SelectMany(Ids));
    }

    private static string JsonText(string question, string answer) =>
        System.Text.Json.JsonSerializer.Serialize(new Dictionary<string, string> { ["instruction"] = question, ["output"] = answer });

    private static IEnumerable<string> Ids(string line) => Drops.Validate(line).Rows.Select(row => row.Id + string.Concat(row.NonPreferred?.Select(turn => turn.Content) ?? []));

    private static async Task<byte[]> WriteAsync(InputShape shape, FormatKind kind, IEnumerable<string> lines)
    {
        using var target = new MemoryStream();
        await using (var writer = new FormatWriter(target, kind, shape))
        {
            foreach (var line in lines)
            {
                await writer.WriteAsync(Encoding.UTF8.GetBytes(line));
            }

            await writer.CompleteAsync();
        }

        return target.ToArray();
    }
}
