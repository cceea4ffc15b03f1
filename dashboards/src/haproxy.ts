// HAProxy on one gateway: as the agent sees it, and as its own exporter tells.
import { rate } from './counts.js';
import type { Row } from './dashboard.js';
import { names, timeline, timeSeries } from './panels.js';
import { upNames } from './states.js';

const here = 'cluster=~"$cluster", gateway=~"$gateway"';
const proxy = `${here}, proxy!="metrics"`;

function server(state: string): string {
    return `haproxy_server_status{${proxy}, state="${state}"}`;
}

function mean(phase: string) {
    return {
        expr: `max by (proxy) (haproxy_backend_${phase}_time_average_seconds{${proxy}})`,
        legend: `{{proxy}} ${phase}`,
    };
}

export const haproxy: Row = {
    title: 'HAProxy',
    height: 7,
    panels: [
        timeline({
            title: 'Health',
            description: 'The verdict of each tracker.',
            width: 6,
            unit: 'none',
            mappings: upNames,
            queries: [{ expr: `min by (tracker) (havip_health_up{${here}})`, legend: '{{tracker}}' }],
            runbook: 'HavipHealthDown',
        }),
        timeSeries({
            title: 'Duration of health checks',
            description: 'Mean by result. A check that takes longer and longer announces a HAProxy that hangs.',
            width: 6,
            unit: 's',
            queries: [
                {
                    expr: `sum by (tracker, result) (rate(havip_health_check_seconds_sum{${here}}[$__rate_interval])) / sum by (tracker, result) (rate(havip_health_check_seconds_count{${here}}[$__rate_interval]))`,
                    legend: '{{tracker}} {{result}}',
                },
            ],
            runbook: 'HavipHealthDown',
        }),
        timeSeries({
            title: 'Requests',
            description: 'What HAProxy answers to its clients, by class of status code.',
            width: 6,
            unit: 'reqps',
            queries: [{ expr: rate('haproxy_frontend_http_responses_total', proxy, 'code'), legend: '{{code}}' }],
        }),
        timeSeries({
            title: 'Sessions and queue',
            description:
                'Sessions that are open at the frontends, and requests that wait for a free server of a back-end. A queue that stays is a back-end that is too slow, or has lost servers.',
            width: 6,
            unit: 'none',
            min: 0,
            queries: [
                {
                    expr: `sum by (proxy) (haproxy_frontend_current_sessions{${proxy}})`,
                    legend: '{{proxy}} sessions',
                },
                { expr: `sum by (proxy) (haproxy_backend_current_queue{${proxy}})`, legend: '{{proxy}} queue' },
            ],
        }),
        timeline({
            title: 'Servers',
            description:
                'The state of each server of the back-ends, as the health checks of HAProxy and its operators have made it.',
            width: 8,
            unit: 'none',
            mappings: names({
                0: ['down', 'red'],
                1: ['up', 'green'],
                2: ['not balanced', 'orange'],
                3: ['drained', 'blue'],
                4: ['in maintenance', 'text'],
            }),
            queries: [
                {
                    expr: `sum by (proxy, server) (${server('UP')} or 2 * ${server('NOLB')} or 3 * ${server('DRAIN')} or 4 * ${server('MAINT')})`,
                    legend: '{{proxy}} {{server}}',
                },
            ],
        }),
        timeSeries({
            title: 'Response times',
            description:
                'Means of the last 1024 requests of each back-end: how long they waited in the queue, for the connection, for the answer of the server, and all in all.',
            width: 8,
            unit: 's',
            min: 0,
            queries: ['queue', 'connect', 'response', 'total'].map(mean),
        }),
        timeSeries({
            title: 'Retries and errors',
            description:
                'Connections that were tried again, or with another server; connections and answers of servers that failed; requests of clients that could not be read.',
            width: 8,
            unit: 'reqps',
            min: 0,
            queries: [
                { expr: rate('haproxy_backend_retry_warnings_total', proxy, 'proxy'), legend: '{{proxy}} retries' },
                {
                    expr: rate('haproxy_backend_redispatch_warnings_total', proxy, 'proxy'),
                    legend: '{{proxy}} redispatches',
                },
                {
                    expr: rate('haproxy_backend_connection_errors_total', proxy, 'proxy'),
                    legend: '{{proxy}} connection errors',
                },
                {
                    expr: rate('haproxy_backend_response_errors_total', proxy, 'proxy'),
                    legend: '{{proxy}} response errors',
                },
                {
                    expr: rate('haproxy_frontend_request_errors_total', proxy, 'proxy'),
                    legend: '{{proxy}} request errors',
                },
            ],
        }),
    ],
};
