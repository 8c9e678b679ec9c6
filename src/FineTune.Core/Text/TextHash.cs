using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace FineTune.Core.Text;

/// <summary>128 bits of a SHA-256, to tell texts apart without keeping them.</summary>
public static class TextHash
{
    public static UInt128 Of(string text)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(MemoryMarshal.AsBytes(text.AsSpan()), hash);
        return BinaryPrimitives.ReadUInt128LittleEndian(hash);
    }

    /// <summary>Of two texts: where one ends and the other starts counts.</summary>
    public static UInt128 Of(string first, string second)
    {
        Span<byte> both = stackalloc byte[32];
        BinaryPrimitives.WriteUInt128LittleEndian(both, Of(first));
        BinaryPrimitives.WriteUInt128LittleEndian(both[16..], Of(second));
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(both, hash);
        return BinaryPrimitives.ReadUInt128LittleEndian(hash);
    }
}
