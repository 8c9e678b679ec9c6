using System.Text.Json.Nodes;

namespace FineTune.LocalProvider.Http;

/// <summary>Cursor paging: the items after the one whose id is given.</summary>
internal static class Page
{
    public static JsonObject Of<T>(IEnumerable<T> items, Func<T, string> id, string? after, int limit, Func<T, JsonNode> view, bool ends = true)
    {
        var rest = items;
        if (!string.IsNullOrEmpty(after))
        {
            var all = items.ToList();
            var at = all.FindIndex(i => id(i) == after);
            if (at < 0)
                throw ApiException.BadRequest($"Invalid 'after': no item '{after}' in this list.", "after");
            rest = all.Skip(at + 1);
        }

        var page = rest.Take(limit + 1).ToList();
        var more = page.Count > limit;
        if (more)
            page.RemoveAt(limit);
        var reply = new JsonObject { ["object"] = "list", ["data"] = new JsonArray([.. page.Select(view)]) };
        if (ends)
        {
            reply["first_id"] = page.Count > 0 ? id(page[0]) : null;
            reply["last_id"] = page.Count > 0 ? id(page[^1]) : null;
        }

        reply["has_more"] = more;
        return reply;
    }
}
