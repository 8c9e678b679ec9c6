using FineTune.Training.Runs;

namespace FineTune.Cli.Views;

/// <summary>How runs end.</summary>
internal static class RunEnds
{
    public static bool IsBad(RunState state) => state is RunState.Refused or RunState.Failed or RunState.Cancelled or RunState.Held;
}
