namespace FineTune.EndToEnd.Tests.Torture;

/// <summary>One host, one file.</summary>
internal sealed class SqliteTarget : Target
{
    public override IReadOnlyList<string> Arguments => [];

    public override KillMoment Next(Random random) => KillMoment.Next(random);

    public override Task<IReadOnlyList<string>?> OpenAsync(TemporaryData data) =>
        Task.FromResult(EngineState.Read(data, checkIntegrity: false)?.Open);

    public override Task AssertSoundAsync(TemporaryData data)
    {
        if (EngineState.Read(data) is { } state)
        {
            Assert.Equal("ok", state.Integrity);
            Assert.Empty(state.Orphans);
            Assert.Empty(state.Failed);
        }

        return Task.CompletedTask;
    }
}
