using System.Globalization;
using FunctionsHost.Local;

namespace FineTune.Cli.Hosting.Engines;

/// <summary>Typed values of <c>extensions.durableTask.storageProvider</c> in host.json. Wrong ones are collected, to be reported together.</summary>
internal sealed class StorageProviderSettings(IReadOnlyDictionary<string, string> values)
{
    private readonly List<string> _problems = [];

    public TimeSpan Time(string name, TimeSpan fallback) => Read(
        name, fallback, "a time span above zero, such as 00:01:00",
        text => TimeSpan.TryParse(text, CultureInfo.InvariantCulture, out var time) && time > TimeSpan.Zero ? time : null);

    public int Count(string name, int fallback) => Read(
        name, fallback, "a whole number of at least 1",
        text => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var count) && count > 0 ? count : default(int?));

    public bool Flag(string name, bool fallback) => Read(name, fallback, "true or false", text => bool.TryParse(text, out var flag) ? flag : default(bool?));

    /// <exception cref="FunctionConfigurationException">A value that was asked for is wrong.</exception>
    public void ThrowIfWrong()
    {
        if (_problems.Count > 0)
        {
            throw new FunctionConfigurationException("host settings", _problems);
        }
    }

    private T Read<T>(string name, T fallback, string expected, Func<string, T?> parse)
        where T : struct
    {
        if (!values.TryGetValue(name, out var text))
        {
            return fallback;
        }

        if (parse(text) is { } value)
        {
            return value;
        }

        _problems.Add($"$.extensions.durableTask.storageProvider.{name} is '{text}'; give {expected}.");
        return fallback;
    }
}
