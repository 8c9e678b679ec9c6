using FineTune.EndToEnd.Tests.Architecture.Example.Right;

namespace FineTune.EndToEnd.Tests.Architecture.Example.Left;

/// <summary>Half of a cycle that the test of the test finds.</summary>
internal static class LeftSide
{
    public static string Name => RightSide.Other;
}
