namespace FineTune.Datasets.Formats;

/// <summary>What became of a drop's file.</summary>
/// <param name="Kind">What it is, whatever its name says.</param>
/// <param name="Records">Records found, unreadable ones included, blank ones not.</param>
/// <param name="Refusal">Why the file as a whole cannot be read, and what to do; null when it was read. What was written until then is of no use.</param>
/// <param name="Unreadable">How many of the records could not be read (FT131 to FT139).</param>
/// <param name="Note">How it was read, where its owner should know; ASCII. Null for plain JSON Lines.</param>
public sealed record FormatResult(FormatKind Kind, long Records, string? Refusal, long Unreadable = 0, string? Note = null);
