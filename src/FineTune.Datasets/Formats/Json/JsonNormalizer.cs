using System.Buffers;
using FineTune.Datasets.Formats.Streams;
using FineTune.Datasets.Rows;
using FineTune.Datasets.Rules;

namespace FineTune.Datasets.Formats.Json;

/// <summary>
/// The elements of a JSON array, or JSON values one after the other, become lines: element n is line n. Missing and surplus commas between
/// elements lose nothing and are passed over. A damaged element costs what lies before the next element that begins like the others.
/// </summary>
internal sealed class JsonNormalizer(ByteWindow window, JsonlSink sink, FormatLimits limits)
{
    private static readonly SearchValues<byte> Between = SearchValues.Create(" \t\r\n,"u8);
    private static readonly SearchValues<byte> White = SearchValues.Create(" \t\r\n"u8);

    private readonly JsonElementScanner _scanner = new();
    private readonly JsonSignature _signature = new();
    private readonly RescanBudget _budget = new(limits);
    private readonly ArrayBufferWriter<byte> _line = new();

    /// <summary>The last element was damaged up to the end of the file, so that it says already what the missing end would say.</summary>
    private bool _sawDamage;

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        await SkipAsync(Between, cancellationToken);
        var isArray = !window.IsEmpty && window.Bytes[0] == '[';
        window.Skip(isArray ? 1 : 0);
        while (true)
        {
            await SkipAsync(Between, cancellationToken);
            if (window.IsEmpty)
            {
                await (isArray && !_sawDamage ? RejectAsync(RuleIds.ArrayCutOff, 0, null, cancellationToken) : default);
                return;
            }

            if (isArray && window.Bytes[0] == ']')
            {
                window.Skip(1);
                await RestAsync(cancellationToken);
                return;
            }

            await ElementAsync(cancellationToken);
        }
    }

    private async ValueTask ElementAsync(CancellationToken cancellationToken)
    {
        _sawDamage = false;
        _scanner.Start(window.Bytes[0]);
        var scanned = 0;
        while (true)
        {
            scanned += _scanner.Advance(window.Bytes[scanned..]);
            if (_scanner.IsComplete || _scanner.IsBroken || window.Length > limits.MaxRecordBytes || window.IsFinal)
            {
                break;
            }

            await window.GrowAsync(cancellationToken);
        }

        if (_scanner.IsComplete && scanned <= limits.MaxRecordBytes)
        {
            await CompleteAsync(Math.Max(1, scanned), cancellationToken);
        }
        else if (_scanner is { IsComplete: false, IsBroken: false } && !window.IsFinal)
        {
            await LongAsync(cancellationToken);
        }
        else if (_scanner.IsComplete)
        {
            await RejectAsync(RuleIds.RecordTooLong, scanned, null, cancellationToken);
            window.Skip(scanned);
        }
        else
        {
            await DamagedAsync(_scanner.IsBroken ? scanned - 1 : null, cancellationToken);
        }
    }

    private async ValueTask CompleteAsync(int length, CancellationToken cancellationToken)
    {
        var element = window.Memory[..length];
        var isGood = JsonText.IsValue(element.Span, out var at);
        if (!isGood && NextStart(length) is { } next)
        {
            // Its brackets match only because it swallowed the one behind it.
            (length, element) = (next, window.Memory[..next]);
        }

        _signature.Learn(element.Span, isGood);
        if (isGood)
        {
            _line.ResetWrittenCount();
            JsonText.WriteOnOneLine(element.Span, _line);
            await sink.WriteLineAsync(_line.WrittenMemory, cancellationToken);
        }
        else
        {
            await RejectAsync(RuleIds.ElementNotJson, Trim(length), at, cancellationToken);
        }

        window.Skip(length);
    }

    /// <summary>An element that is longer than the limit but whole so far: passed over up to its end.</summary>
    private async ValueTask LongAsync(CancellationToken cancellationToken)
    {
        if (NextStart() is { } next)
        {
            await RejectAsync(RuleIds.ElementNotJson, Trim(next), null, cancellationToken);
            window.Skip(next);
            return;
        }

        var start = window.Offset;
        while (_scanner is { IsComplete: false, IsBroken: false } && !window.IsFinal)
        {
            window.Skip(window.Length);
            await window.GrowAsync(cancellationToken);
            var used = _scanner.Advance(window.Bytes);
            window.Skip(used);
        }

        if (_scanner.IsBroken)
        {
            await SkipToNextAsync(cancellationToken);
        }

        _sawDamage = !_scanner.IsComplete;
        await sink.WriteUnreadableAsync(new UnreadableRecord(RuleIds.RecordTooLong, start, window.Offset - start), default, cancellationToken);
    }

    /// <summary>An element whose brackets or quotes do not match, or that the file's end cuts off.</summary>
    private async ValueTask DamagedAsync(long? at, CancellationToken cancellationToken)
    {
        _signature.Learn(window.Bytes, isGood: false);
        while (true)
        {
            if (NextStart() is { } next)
            {
                await RejectAsync(RuleIds.ElementNotJson, Trim(next), at, cancellationToken);
                window.Skip(next);
                return;
            }

            if (window.IsFinal || window.Length > limits.MaxRecordBytes)
            {
                break;
            }

            await window.GrowAsync(cancellationToken);
        }

        _sawDamage = true;
        if (window.IsFinal)
        {
            await RejectAsync(at is null ? RuleIds.ArrayCutOff : RuleIds.ElementNotJson, Trim(window.Length), at, cancellationToken);
            window.Skip(window.Length);
            return;
        }

        var start = window.Offset;
        await SkipToNextAsync(cancellationToken);
        await sink.WriteUnreadableAsync(new UnreadableRecord(RuleIds.ElementNotJson, start, window.Offset - start, at), default, cancellationToken);
    }

    private async ValueTask SkipToNextAsync(CancellationToken cancellationToken)
    {
        // Everything seen so far was looked through; a beginning may be cut in two by the window's end.
        window.Skip(Math.Max(Math.Min(1, window.Length), window.Length - _signature.Length));
        int next;
        while ((next = _signature.Find(window.Bytes)) < 0 && !window.IsFinal)
        {
            window.Skip(Math.Max(0, window.Length - _signature.Length));
            await window.GrowAsync(cancellationToken);
        }

        window.Skip(next < 0 ? window.Length : next);
    }

    /// <summary>Where in the window the next element begins; null where none does, or where the file has had its share of second looks.</summary>
    private int? NextStart(int within = int.MaxValue)
    {
        var length = Math.Min(within, window.Length);
        var next = length > 1 ? _signature.Find(window.Bytes[1..length]) : -1;
        return next >= 0 && _budget.Allows(window.Offset, length) ? next + 1 : null;
    }

    private async ValueTask RestAsync(CancellationToken cancellationToken)
    {
        await SkipAsync(White, cancellationToken);
        if (window.IsEmpty)
        {
            return;
        }

        while (!window.IsFinal && window.Length <= RejectedRow.MaxRawBytes)
        {
            await window.GrowAsync(cancellationToken);
        }

        var start = window.Offset;
        var kept = window.IsFinal ? window.Memory : default;
        while (!window.IsFinal)
        {
            window.Skip(window.Length);
            await window.GrowAsync(cancellationToken);
        }

        var length = window.Offset + window.Length - start;
        await sink.WriteUnreadableAsync(new UnreadableRecord(RuleIds.TextAfterArray, start, length), kept, cancellationToken);
    }

    private async ValueTask SkipAsync(SearchValues<byte> white, CancellationToken cancellationToken)
    {
        int first;
        while ((first = window.Bytes.IndexOfAnyExcept(white)) < 0 && !window.IsFinal)
        {
            window.Skip(window.Length);
            await window.GrowAsync(cancellationToken);
        }

        window.Skip(first < 0 ? window.Length : first);
    }

    /// <summary>The length without the comma and white space before the next element.</summary>
    private int Trim(int length) => window.Bytes[..length].LastIndexOfAnyExcept(Between) + 1;

    private ValueTask RejectAsync(string rule, int length, long? at, CancellationToken cancellationToken) =>
        sink.WriteUnreadableAsync(new UnreadableRecord(rule, window.Offset, length, at), window.Memory[..length], cancellationToken);
}
