using System.Text.Json.Serialization;

namespace FineTune.Functions.Contracts;

/// <summary>A person's answer about a candidate.</summary>
public sealed record ApprovalDecision([property: JsonRequired] bool Approved, string? By, string? Comment);
