using System.Text;
using System.Text.Json;
using FineTune.Benchmarks.Novelty;
using FineTune.Core;

namespace FineTune.Benchmarks.Intake;

/// <summary>
/// Chat lines of about 700 bytes, made by seeded recombination of the shipped samples. One in 200 has no role, one in 300 repeats an earlier one.
/// The same seed gives the same lines.
/// </summary>
internal sealed class IntakeLines(ulong seed)
{
    private const int Pool = 20_000;
    private const string System = "You are the support agent of a shop for houseware. Be brief, friendly and exact; never promise what the shop does not do.";

    private readonly List<byte[]> _texts = InstructionPool.Make(Pool, seed).ConvertAll(text => JsonSerializer.SerializeToUtf8Bytes(text, FineTuneJson.Options)[1..^1]);
    private readonly byte[] _start = Encoding.UTF8.GetBytes($$"""{"messages":[{"role":"system","content":"{{System}}"},{"role":"user","content":" """.TrimEnd());
    private readonly byte[] _noRole = Encoding.UTF8.GetBytes($$"""{"messages":[{"content":"{{System}}"},{"role":"user","content":" """.TrimEnd());

    /// <summary>Writes whole lines until there are at least so many bytes.</summary>
    public void Write(Stream output, long bytes)
    {
        var random = new SplitMix64(seed);
        byte[] line = [];
        long written = 0;
        for (long number = 1; written < bytes; number++)
        {
            if (number % 300 != 0)
                line = [.. number % 200 == 0 ? _noRole : _start, .. Text(ref random), .. "\"},{\"role\":\"assistant\",\"content\":\""u8, .. Text(ref random), .. ". "u8, .. Text(ref random), .. "\"}]}\n"u8];
            output.Write(line);
            written += line.Length;
        }
    }

    private byte[] Text(ref SplitMix64 random) => _texts[random.Next(_texts.Count)];
}
