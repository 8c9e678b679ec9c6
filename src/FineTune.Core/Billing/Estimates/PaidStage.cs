namespace FineTune.Core.Billing.Estimates;

/// <summary>The stages that grow and vet a drop.</summary>
public enum PaidStage
{
    Generation,
    Judging,
}
