namespace FunctionsHost.Local.Tests;

/// <summary>Waits for what happens on another thread and announces itself by nothing but its result.</summary>
internal static class Until
{
    public static async Task TrueAsync(Func<bool> condition, Func<string>? otherwise = null)
    {
        var deadline = Environment.TickCount64 + 60_000;
        while (!condition())
        {
            Assert.True(Environment.TickCount64 < deadline, otherwise?.Invoke() ?? "It did not happen within a minute.");
            await Task.Delay(2);
        }
    }
}
