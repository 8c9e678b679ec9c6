using FineTune.EndToEnd.Tests.Architecture.Example.Left;

namespace FineTune.EndToEnd.Tests.Architecture.Example.Right;

/// <summary>The other half.</summary>
internal static class RightSide
{
    public static string Other => nameof(LeftSide);
}
