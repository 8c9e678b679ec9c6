namespace FineTune.Core.Registry;

/// <summary>The aliases the product itself uses.</summary>
public static class Aliases
{
    public const string Champion = "champion";
}
