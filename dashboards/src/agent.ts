// The agent of one gateway: how its process is, what it keeps, and who asks.
import { happened, spread } from './counts.js';
import type { Row } from './dashboard.js';
import { names, timeline, timeSeries } from './panels.js';

const here = 'cluster=~"$cluster", gateway=~"$gateway"';

export const process: Row = {
    title: 'The agent itself',
    height: 7,
    panels: [
        timeSeries({
            title: 'Cycles of the protocol loop',
            description:
                'How long one turn takes. It does no blocking work: milliseconds are a machine that is too busy.',
            width: 6,
            unit: 's',
            queries: spread('havip_loop_cycle_seconds', here),
        }),
        timeSeries({
            title: 'Stalls',
            description: 'Wake-ups that were late by more than the shortest advertisement interval.',
            width: 6,
            unit: 'none',
            bars: true,
            queries: [{ expr: happened('havip_loop_stalls_total', here, 'gateway'), legend: 'stalls' }],
            runbook: 'HavipAgentLate',
        }),
        timeSeries({
            title: 'Memory',
            description:
                "Heap, the rest of the JVM (code, classes), and direct buffers. The heap's saw-tooth is normal, a rising floor is not.",
            width: 6,
            unit: 'bytes',
            min: 0,
            queries: [
                { expr: `sum by (area) (jvm_memory_used_bytes{${here}})`, legend: '{{area}} used' },
                { expr: `sum by (area) (jvm_memory_committed_bytes{${here}})`, legend: '{{area}} committed' },
                { expr: `sum(jvm_buffer_memory_used_bytes{${here}, id="direct"})`, legend: 'direct buffers' },
            ],
        }),
        timeSeries({
            title: 'CPU and collections',
            description:
                "The agent's part of all CPUs, the machine's load on them, and the part of time that garbage collection takes.",
            width: 6,
            unit: 'percentunit',
            min: 0,
            queries: [
                { expr: `max(process_cpu_usage{${here}})`, legend: 'agent' },
                { expr: `max(system_cpu_usage{${here}})`, legend: 'machine' },
                { expr: `max(jvm_gc_overhead{${here}})`, legend: 'garbage collection' },
            ],
        }),
    ],
};

export const record: Row = {
    title: 'What it keeps, and who asks',
    height: 6,
    panels: [
        timeline({
            title: 'Journal',
            description:
                'Where the journal of this gateway is kept. In memory it ends with the process: no directory for it, or a disk that is full, read-only or gone.',
            width: 6,
            unit: 'none',
            mappings: names({ 0: ['in memory', 'orange'], 1: ['on disk', 'green'] }),
            queries: [{ expr: `max by (gateway) (havip_journal_on_disk{${here}})`, legend: 'journal' }],
        }),
        timeSeries({
            title: 'Recordings and gaps',
            description:
                'Transitions whose packets were written to the disk, and what is missing: packets, entries of the journal, lines of the log. All but the recordings should stay at 0.',
            width: 9,
            unit: 'none',
            bars: true,
            queries: [
                {
                    expr: happened('havip_recordings_written_total', here, 'gateway'),
                    legend: 'recordings written',
                },
                { expr: happened('havip_recordings_lost_total', here, 'gateway'), legend: 'recordings lost' },
                {
                    expr: happened('havip_recorder_packets_lost_total', here, 'gateway'),
                    legend: 'packets not recorded',
                },
                {
                    expr: happened('havip_journal_entries_dropped_total', here, 'gateway'),
                    legend: 'entries given up',
                },
                {
                    expr: happened('havip_journal_entries_unwritten_total', here, 'gateway'),
                    legend: 'entries not on the disk',
                },
                {
                    expr: happened('havip_log_lines_dropped_total', here, 'gateway'),
                    legend: 'log lines given up',
                },
            ],
        }),
        timeSeries({
            title: 'Questions without an answer',
            description:
                'What other hosts asked of this gateway and were refused, without its token or because too many asked; and what it asked of the other nodes in vain, by reason.',
            width: 9,
            unit: 'none',
            bars: true,
            queries: [
                {
                    expr: happened('havip_http_unauthorized_total', here, 'gateway'),
                    legend: 'refused: no token',
                },
                { expr: happened('havip_http_refused_total', here, 'what'), legend: 'refused: {{what}}' },
                {
                    expr: happened('havip_peer_questions_failed_total', here, 'reason'),
                    legend: 'asked in vain: {{reason}}',
                },
            ],
        }),
    ],
};
