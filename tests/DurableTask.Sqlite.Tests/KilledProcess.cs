using System.Diagnostics;
using DurableTask.Sqlite.Storage;

namespace DurableTask.Sqlite.Tests;

/// <summary>A process that works on the sagas of a folder until it is killed, or they have ended.</summary>
internal static class KilledProcess
{
    public const string Argument = "--killed-process";
    public const string OpenArgument = "--open";
    public const int Each = 20;

    /// <summary>What the child does.</summary>
    public static async Task<int> RunAsync(string folder)
    {
        using var log = new FileStream(LogOf(folder), FileMode.Append, FileAccess.Write, FileShare.ReadWrite, bufferSize: 0);
        await using TestHub hub = await TestHub.StartAsync(Sagas.App(Write), path: Path.Combine(folder, "work", "hub.db"));
        await Sagas.StartAsync(hub, Each);
        foreach ((_, string id) in Sagas.All(Each))
            await hub.EndOf(id);
        await hub.StopGracefullyAsync();
        Environment.Exit(0); // The hub would delete its folder; the parent reads it.
        return 0;

        Task Write(string line)
        {
            lock (log)
                log.Write(System.Text.Encoding.UTF8.GetBytes(line + "\n"));
            return Task.CompletedTask;
        }
    }

    /// <summary>Opens a database and prints why it was refused.</summary>
    public static int Open(string path)
    {
        try
        {
            Database.Open(path).Dispose();
        }
        catch (SqliteTaskHubException e)
        {
            Console.WriteLine(e.Message);
        }

        return 0;
    }

    public static Process Start(string folder)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!)
        {
            ArgumentList = { Argument, folder },
            RedirectStandardError = true,
            RedirectStandardOutput = true
        };
        return Process.Start(start)!;
    }

    public static string LogOf(string folder) => Path.Combine(folder, "log.txt");

    public static string[] ReadLog(string folder)
    {
        if (!File.Exists(LogOf(folder)))
            return [];
        using var reader = new StreamReader(new FileStream(LogOf(folder), FileMode.Open, FileAccess.Read, FileShare.ReadWrite));
        return reader.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }
}
