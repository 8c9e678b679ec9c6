using System.Buffers;
using System.IO.Pipelines;
using System.Runtime.CompilerServices;

namespace FineTune.Core.Storage;

/// <summary>Splits our own JSON-lines blobs on '\n' only.</summary>
public static class Lines
{
    /// <summary>Complete lines, without their '\n'. A tail without '\n' is left out. The memory is valid until the next line is asked for.</summary>
    public static async IAsyncEnumerable<ReadOnlyMemory<byte>> ReadAsync(
        Stream stream, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var reader = PipeReader.Create(stream, new StreamPipeReaderOptions(bufferSize: 64 * 1024, leaveOpen: true));
        while (true)
        {
            var result = await reader.ReadAsync(cancellationToken);
            var buffer = result.Buffer;
            while (buffer.PositionOf((byte)'\n') is { } end)
            {
                var line = buffer.Slice(0, end);
                yield return line.IsSingleSegment ? line.First : line.ToArray();
                buffer = buffer.Slice(buffer.GetPosition(1, end));
            }

            reader.AdvanceTo(buffer.Start, buffer.End);
            if (result.IsCompleted)
            {
                break;
            }
        }

        await reader.CompleteAsync();
    }
}
