namespace FineTune.Functions.Orchestrations;

/// <summary>Polls what runs elsewhere, with a durable pause after each poll.</summary>
internal static class Polling
{
    /// <summary>Polls of one instance before it continues as new, which keeps its history short.</summary>
    public const int PollsPerRound = 10;

    /// <summary>The last state. It is over, or there were as many polls as a round may have; then the last pause is over, too.</summary>
    /// <param name="pause">Takes a state that is not over.</param>
    public static async Task<TState> RunAsync<TState>(Func<Task<TState>> poll, Func<TState, bool> isOver, Func<TState, Task> pause, int polls = PollsPerRound)
    {
        var state = await poll();
        for (var done = 1; !isOver(state); done++)
        {
            await pause(state);
            if (done == polls)
            {
                break;
            }

            state = await poll();
        }

        return state;
    }
}
