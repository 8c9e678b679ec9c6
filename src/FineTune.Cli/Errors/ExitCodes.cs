namespace FineTune.Cli.Errors;

/// <summary>What <c>finetune</c> exits with.</summary>
internal static class ExitCodes
{
    public const int Ok = 0;

    /// <summary>The work was refused, failed or cancelled, or the requested item does not exist.</summary>
    public const int Failed = 1;

    /// <summary>The command line or a setting is wrong; nothing was done.</summary>
    public const int Usage = 2;

    /// <summary>No host is running, or it could not be started or reached.</summary>
    public const int Unavailable = 3;

    /// <summary>Stopped by Ctrl+C. Work in progress continues at the next start.</summary>
    public const int Interrupted = 130;
}
