using System.Text;

namespace FineTune.Providers.OpenAI;

/// <summary>Results files are CSV that starts with the column "step"; some providers send them base64-encoded.</summary>
internal static class ResultsCsv
{
    /// <summary>The same stream, or the decoded content of it.</summary>
    public static async Task<Stream> UnwrapAsync(Stream content, CancellationToken cancellationToken)
    {
        var start = new byte[16];
        var read = await content.ReadAtLeastAsync(start, start.Length, throwOnEndOfStream: false, cancellationToken);
        content.Position = 0;

        // "step" in base64, perhaps inside a JSON string.
        var text = Encoding.ASCII.GetString(start, 0, read).TrimStart('"', ' ');
        if (!text.StartsWith("c3RlcC", StringComparison.Ordinal))
        {
            return content;
        }

        await using (content)
        {
            using var reader = new StreamReader(content, Encoding.ASCII);
            var encoded = (await reader.ReadToEndAsync(cancellationToken)).Trim().Trim('"');
            return new MemoryStream(Convert.FromBase64String(encoded), writable: false);
        }
    }
}
