using FineTune.Core.Examples;
using FineTune.Datasets.Conversations;
using FineTune.Datasets.Rows;

namespace FineTune.Datasets.Shapes;

/// <summary>What a line says.</summary>
/// <param name="Examples">At least one; several where the line is a task of several instances.</param>
internal sealed record ReadLine(InputShape Shape, IReadOnlyList<ReadExample> Examples);

/// <summary>One example of a line, as chat.</summary>
/// <param name="Instruction">The instruction apart from <paramref name="Input"/>, where the shape has the two; null elsewhere.</param>
/// <param name="NonPreferred">The losing answer of a preference pair.</param>
/// <param name="Given">Messages of the input of a preference pair; behind them comes the preferred output.</param>
internal sealed record ReadExample(
    ChatExample Example, TurnPaths Paths, string? Instruction = null, string? Input = null, IReadOnlyList<ChatTurn>? NonPreferred = null,
    int Given = 0);
