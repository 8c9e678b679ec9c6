using FineTune.Core.Billing.Prices;
using FineTune.Core.Lineages;
using FineTune.Core.Models;
using FineTune.Core.Models.Endpoints;
using FineTune.Functions.Activities.Calls;
using FineTune.Synthesis.Teachers;
using Microsoft.Extensions.AI;

namespace FineTune.Functions.Activities.Generation;

/// <summary>One teacher of a lineage, as a window may call it.</summary>
internal sealed record Teacher(ModelChoice Choice, IChatClient Client, ModelPrice Price, int Concurrency)
{
    /// <summary>All teachers of the window, or why one of them cannot be asked.</summary>
    public static (IReadOnlyList<Teacher> Teachers, string? Refusal) Create(
        IReadOnlyList<ModelChoice> choices, IModelEndpoints endpoints, IPriceBook prices, EndpointShares shares)
    {
        var teachers = new List<Teacher>();
        foreach (var choice in choices)
        {
            var (model, refusal) = CalledModel.Create("teacher", choice, endpoints, prices, shares);
            if (model is null)
            {
                return ([], refusal);
            }

            teachers.Add(new Teacher(choice, model.Client, model.Price, model.Concurrency));
        }

        return (teachers, null);
    }

    /// <summary>What comes of a call. A question's own failure is an answer; what concerns every question is thrown.</summary>
    public async Task<StoredCall> AskAsync(TeacherCall call, CancellationToken cancellationToken)
    {
        try
        {
            var response = await Client.GetResponseAsync(call.Messages, call.Request.ToOptions(), cancellationToken);
            return StoredCalls.Of(call.Key, call.Request.Id, response, Price);
        }
        catch (ProviderException e) when (StoredCalls.Of(call.Key, call.Request.Id, e) is { } failed)
        {
            return failed;
        }
    }
}
