using System.ClientModel;
using System.ClientModel.Primitives;
using FineTune.Providers.Http;

namespace FineTune.Providers.Clients;

/// <summary>
/// Rewrites successful replies into the one form that the typed models read correctly. Servers omit, add and misspell fields; the models
/// throw on some of that and misread the rest.
/// </summary>
/// <remarks>
/// Throws <see cref="System.Text.Json.JsonException"/> if the body is not JSON, <see cref="FormatException"/> if it is not a reply, and
/// <see cref="ClientResultException"/> if it is an error that arrived with status 200.
/// </remarks>
internal sealed class ReplyPolicy : PipelinePolicy
{
    private const int Success = 200;

    public override void Process(PipelineMessage message, IReadOnlyList<PipelinePolicy> pipeline, int currentIndex)
    {
        ProcessNext(message, pipeline, currentIndex);
        Shape(message);
    }

    public override async ValueTask ProcessAsync(PipelineMessage message, IReadOnlyList<PipelinePolicy> pipeline, int currentIndex)
    {
        await ProcessNextAsync(message, pipeline, currentIndex);
        Shape(message);
    }

    private static void Shape(PipelineMessage message)
    {
        if (message.Response is not { Status: Success } response || Shaper(message.Request.Uri) is not { } shape)
        {
            return;
        }

        var body = response.Content.ToMemory();
        try
        {
            // The response treats only a MemoryStream as buffered content.
            response.ContentStream = new MemoryStream(shape(body).ToArray(), writable: false);
        }
        catch (FormatException) when (ReplyError.IsError(body))
        {
            throw new ClientResultException(response);
        }
        catch (InvalidOperationException error)
        {
            throw new FormatException("The reply contains text that is not valid Unicode.", error);
        }
    }

    private static Func<ReadOnlyMemory<byte>, BinaryData>? Shaper(Uri? address) => address?.AbsolutePath switch
    {
        { } path when path.EndsWith("/chat/completions", StringComparison.Ordinal) => ChatReply.Shape,
        { } path when path.EndsWith("/embeddings", StringComparison.Ordinal) => EmbeddingReply.Shape,
        _ => null,
    };
}
