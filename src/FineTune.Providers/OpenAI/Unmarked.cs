using System.IO.Pipelines;
using System.Net.Http.Headers;

namespace FineTune.Providers.OpenAI;

/// <summary>JSON-lines as they are sent: without a byte order mark. Azure rejects a batch file with one.</summary>
internal static class Unmarked
{
    private static readonly byte[] Mark = [0xEF, 0xBB, 0xBF];

    /// <summary>The content from its position on. Where its length is known it is sent along.</summary>
    public static async Task<StreamContent> ContentAsync(Stream content, CancellationToken cancellationToken)
    {
        var file = new StreamContent(content.CanSeek ? await SkipAsync(content, cancellationToken) : await PipeAsync(content, cancellationToken));
        file.Headers.ContentType = new MediaTypeHeaderValue("application/jsonl");
        return file;
    }

    private static async Task<Stream> SkipAsync(Stream content, CancellationToken cancellationToken)
    {
        var position = content.Position;
        var start = new byte[Mark.Length];
        var read = await content.ReadAtLeastAsync(start, start.Length, throwOnEndOfStream: false, cancellationToken);
        content.Position = read == Mark.Length && start.AsSpan().SequenceEqual(Mark) ? position + Mark.Length : position;
        return content;
    }

    private static async Task<Stream> PipeAsync(Stream content, CancellationToken cancellationToken)
    {
        var reader = PipeReader.Create(content, new StreamPipeReaderOptions(leaveOpen: true));
        var buffer = (await reader.ReadAtLeastAsync(Mark.Length, cancellationToken)).Buffer;
        var marked = buffer.Length >= Mark.Length && System.Buffers.BuffersExtensions.ToArray(buffer.Slice(0, Mark.Length)).AsSpan().SequenceEqual(Mark);
        reader.AdvanceTo(buffer.GetPosition(marked ? Mark.Length : 0));
        return reader.AsStream();
    }
}
