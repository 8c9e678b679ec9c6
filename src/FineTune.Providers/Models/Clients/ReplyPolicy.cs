using System.ClientModel;
using System.ClientModel.Primitives;

namespace FineTune.Providers.Models.Clients;

/// <summary>
/// Brings replies into the one form that the typed models read: servers leave fields out, add some, or spell them in other ways, and the models
/// throw on some of that and read some of it as something else.
/// </summary>
/// <remarks>
/// Throws <see cref="System.Text.Json.JsonException"/> for a body that is not JSON, <see cref="FormatException"/> for one that is no reply, and
/// <see cref="ClientResultException"/> for an error that came as a success.
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
            // Only a stream of this type counts as buffered.
            response.ContentStream = new MemoryStream(shape(body).ToArray(), writable: false);
        }
        catch (FormatException) when (ReplyError.IsError(body))
        {
            throw new ClientResultException(response);
        }
        catch (InvalidOperationException error)
        {
            throw new FormatException("The reply holds text that is not valid Unicode.", error);
        }
    }

    private static Func<ReadOnlyMemory<byte>, BinaryData>? Shaper(Uri? address) => address?.AbsolutePath switch
    {
        { } path when path.EndsWith("/chat/completions", StringComparison.Ordinal) => ChatReply.Shape,
        { } path when path.EndsWith("/embeddings", StringComparison.Ordinal) => EmbeddingReply.Shape,
        _ => null,
    };
}
