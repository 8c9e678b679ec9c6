using System.Text.Json;

namespace FineTune.Datasets.Json;

/// <summary>Keys of a line, compared without being decoded.</summary>
internal static class JsonKeys
{
    public static bool IsOneOf(this JsonProperty property, string[] names)
    {
        foreach (var name in names)
        {
            if (property.NameEquals(name))
            {
                return true;
            }
        }

        return false;
    }

    /// <param name="names">UTF-8.</param>
    public static bool IsOneOf(this JsonProperty property, byte[][] names)
    {
        foreach (var name in names)
        {
            if (property.NameEquals(name))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>The one of the names that a text is; null when it is none of them.</summary>
    public static string? AsOneOf(this JsonElement text, string[] names)
    {
        foreach (var name in names)
        {
            if (text.ValueEquals(name))
            {
                return name;
            }
        }

        return null;
    }
}
