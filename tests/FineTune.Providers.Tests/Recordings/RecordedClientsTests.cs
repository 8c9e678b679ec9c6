using FineTune.Core.Models;
using FineTune.Core.Models.Endpoints;
using FineTune.Providers.Prices;
using FineTune.Providers.Recordings;
using FineTune.Providers.Tests.Support;
using FineTune.Testing;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Configuration;

namespace FineTune.Providers.Tests.Recordings;

public sealed class RecordedClientsTests : IDisposable
{
    private const string Rows = """
        {"instruction": "Name a  colour.\n", "input": "", "response": " Red. "}
        {"instruction": "Add.", "input": "1 and 2", "output": "3"}
        {"prompt": "Say hello.\n\nOutput:", "completion": "Hello."}
        not json

        {"instruction": "No answer."}
        {"instruction": "Name a colour.", "output": "Blue."}
        """;

    private readonly TempFolder _folder = new();
    private readonly CapturedLogs _logs = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("Name a colour.", "Red.")]
    [InlineData("  Name a\tcolour.\n", "Red.")]
    [InlineData("Add.\n1 and 2", "3")]
    [InlineData("Add.\n\nInput: 1 and 2\nOutput:", "3")]
    [InlineData("Say hello.", "Hello.")]
    public async Task GetResponse_Recorded_IsPlayedBack(string question, string answer)
    {
        var response = await Client().GetResponseAsync([new(ChatRole.System, "Be brief."), new(ChatRole.User, "Other."), new(ChatRole.User, question)]);

        Assert.Equal((answer, ChatFinishReason.Stop), (response.Text, response.FinishReason));
        Assert.Null(response.Usage);
    }

    [Theory]
    [InlineData("Name a colour")]
    [InlineData("name a colour.")]
    [InlineData("Add.")]
    [InlineData("No answer.")]
    [InlineData("")]
    public async Task GetResponse_NotRecorded_IsRefusedAndNothingInvented(string question)
    {
        var error = await Assert.ThrowsAsync<ProviderException>(() => Client().GetResponseAsync(question));

        Assert.Equal((ProviderErrorKind.Invalid, "not_recorded"), (error.Kind, error.Code));
    }

    [Fact]
    public async Task GetResponse_LinesThatAreNoRows_AreCountedInTheLog()
    {
        await Client().GetResponseAsync("Name a colour.");

        Assert.Contains("2 lines", Assert.Single(_logs.Lines), StringComparison.Ordinal);
        Assert.Contains("line 4", _logs.Lines[0], StringComparison.Ordinal);
    }

    [Fact]
    public async Task GetChatClient_FileChanged_IsReadAgain()
    {
        var endpoints = Endpoints();
        await endpoints.GetChatClient("old", "teacher").GetResponseAsync("Say hello.");
        var path = Path.Combine(_folder.Path, "teacher.jsonl");
        await File.WriteAllTextAsync(path, """{"instruction": "Say hello.", "output": "Good day."}""");
        File.SetLastWriteTimeUtc(path, DateTime.UtcNow.AddMinutes(1));

        Assert.Equal("Good day.", (await endpoints.GetChatClient("old", "teacher").GetResponseAsync("Say hello.")).Text);
    }

    [Theory]
    [InlineData("teacher")]
    [InlineData("ft:gpt-x:org/a?")]
    public async Task GetResponse_Recording_IsPlayedBackByAnotherEndpoint(string model)
    {
        var inner = new SayingChat(question => question switch
        {
            "Cut." => new(new ChatMessage(ChatRole.Assistant, "half an ans")) { FinishReason = ChatFinishReason.Length },
            "Filtered." => new(new ChatMessage(ChatRole.Assistant, "nothing")) { FinishReason = ChatFinishReason.ContentFilter },
            _ => new(new ChatMessage(ChatRole.Assistant, $"\"{question}\"\nis no question – 猫.")) { FinishReason = ChatFinishReason.Stop },
        });
        var recorder = new RecordingChatClient(inner, "main", Path.Combine(_folder.Path, Recording.FileOf(model)), _logs.CreateLogger("recording"));
        foreach (var question in new[] { "One?\n Two?", "Cut.", "Filtered.", "One?\n Two?" })
        {
            await recorder.GetResponseAsync([new(ChatRole.System, "Be brief."), new(ChatRole.User, question)]);
        }

        var player = Create(_folder.Path).GetChatClient("old", model);

        Assert.Equal("\"One?\n Two?\"\nis no question – 猫.", (await player.GetResponseAsync("One?\n Two?")).Text);
        Assert.Equal(2, File.ReadAllLines(Path.Combine(_folder.Path, Recording.FileOf(model))).Length);
        await Assert.ThrowsAsync<ProviderException>(() => player.GetResponseAsync("Cut."));
        await Assert.ThrowsAsync<ProviderException>(() => player.GetResponseAsync("Filtered."));
    }

    [Fact]
    public async Task GetResponse_RecordingCannotBeWritten_TheAnswerIsGivenAndTheLogSaysSo()
    {
        var file = Path.Combine(_folder.Path, "file");
        await File.WriteAllTextAsync(file, "no folder");
        var inner = new SayingChat(_ => new(new ChatMessage(ChatRole.Assistant, "Secret.")) { FinishReason = ChatFinishReason.Stop });
        var recorder = new RecordingChatClient(inner, "main", Path.Combine(file, "teacher.jsonl"), _logs.CreateLogger("recording"));

        Assert.Equal("Secret.", (await recorder.GetResponseAsync("Anything?")).Text);

        var line = Assert.Single(_logs.Lines);
        Assert.Contains("Endpoint 'main': an answer could not be recorded", line, StringComparison.Ordinal);
        Assert.DoesNotContain("Secret", line, StringComparison.Ordinal);
    }

    [Fact]
    public void GetChatClient_RecordTo_WrapsTheEndpointsClient()
    {
        var settings = new Dictionary<string, string?>
        {
            ["Endpoints:main:Kind"] = "local",
            ["Endpoints:main:Url"] = "http://127.0.0.1:9/v1/",
            ["Endpoints:main:RecordTo"] = _folder.Path,
            ["Endpoints:plain:Kind"] = "local",
            ["Endpoints:plain:Url"] = "http://127.0.0.1:9/v1/",
        };
        var endpoints = TestEndpoints.Create(new ConfigurationBuilder().AddInMemoryCollection(settings).Build(), logs: _logs);

        Assert.IsType<RecordingChatClient>(endpoints.GetChatClient("main", "teacher"));
        Assert.IsNotType<RecordingChatClient>(endpoints.GetChatClient("plain", "teacher"));
    }

    [Theory]
    [InlineData("other")]
    [InlineData("../teacher")]
    public void GetChatClient_NoSuchRecording_NamesThoseThereAre(string model)
    {
        var error = Assert.Throws<EndpointNotConfiguredException>(() => Endpoints().GetChatClient("old", model));

        Assert.Contains("Endpoints__old__Path. Name one of: teacher.", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(null, "Set Endpoints__old__Path to a JSONL file")]
    [InlineData("/nowhere/at-all", "neither a file nor a folder")]
    public void GetChatClient_NoSuchPath_NamesTheSetting(string? path, string text)
    {
        var error = Assert.Throws<EndpointNotConfiguredException>(() => Create(path).GetChatClient("old", "teacher"));

        Assert.Contains(text, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void OtherRoles_AreRefused()
    {
        var endpoints = Endpoints();

        Assert.Throws<EndpointNotConfiguredException>(() => endpoints.GetFineTuning("old"));
        Assert.Throws<EndpointNotConfiguredException>(() => endpoints.GetDeployer("old"));
        Assert.Throws<EndpointNotConfiguredException>(() => endpoints.GetEmbeddingGenerator("old", "teacher"));
        Assert.Equal((EndpointKind.Recorded, 0, 0), (endpoints.Describe("old").Kind, endpoints.Describe("old").RequestsPerMinute, endpoints.Describe("old").TokensPerMinute));
    }

    [Fact]
    public void Price_IsNothing() => Assert.Equal(0, new JsonPriceBook().Find(EndpointKind.Recorded, "text-davinci-003")!.Call(1_000_000, 1_000_000));

    [Theory]
    [InlineData("davinci-self-instruct")]
    [InlineData("davinci-t0-ft")]
    [InlineData("text-davinci-003")]
    public async Task GetResponse_PublishedPredictions_AnswerEveryInstruction(string model)
    {
        var data = Environment.GetEnvironmentVariable("FINETUNE_ORACLE_DATA");
        Assert.SkipWhen(string.IsNullOrEmpty(data), "FINETUNE_ORACLE_DATA names no folder.");
        var folder = Path.Combine(data!, "self-instruct", "predictions");
        var client = Create(folder).GetChatClient("old", model);
        var asked = 0;
        foreach (var line in File.ReadLines(Path.Combine(folder, model + ".jsonl")))
        {
            using var row = System.Text.Json.JsonDocument.Parse(line);
            var (instruction, input) = (row.RootElement.GetProperty("instruction").GetString()!, row.RootElement.GetProperty("input").GetString()!);
            var expected = row.RootElement.GetProperty("response").GetString()!.Trim();
            asked++;

            var answer = await client.GetResponseAsync(input.Trim().Length == 0 ? instruction : $"{instruction}\n{input}");

            Assert.Equal(expected, answer.Text);
        }

        Assert.Equal(252, asked);
    }

    private IChatClient Client() => Endpoints().GetChatClient("old", "teacher");

    private IModelEndpoints Endpoints()
    {
        var file = Path.Combine(_folder.Path, "teacher.jsonl");
        if (!File.Exists(file))
        {
            File.WriteAllText(file, Rows);
        }

        return Create(_folder.Path);
    }

    private IModelEndpoints Create(string? path) => TestEndpoints.Create(
        new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?> { ["Endpoints:old:Kind"] = "recorded", ["Endpoints:old:Path"] = path }).Build(),
        logs: _logs);

    private sealed class SayingChat(Func<string, ChatResponse> say) : IChatClient
    {
        public Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default) =>
            Task.FromResult(say(messages.Last().Text));

        public IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
            IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default) => throw new NotSupportedException();

        public object? GetService(Type serviceType, object? serviceKey = null) => null;

        public void Dispose()
        {
            // Nothing to dispose.
        }
    }
}
