import { errorRate } from '../data/request-latency-and-error-statistics.ts';
import type { DataPart, InvestigationReport } from '../document/investigation-document.ts';
import { sanitizeText } from '../read/sanitize-log-text.ts';

/** Numbers and times as the files of an investigation write them. */

const MINUTE_MS = 60_000;

/** Formats `890.4 ms` or `1.204 s`; `n/a` for null. */
export function formatMilliseconds(value: number | null): string {
  if (value === null) return 'n/a';
  return Math.abs(value) < 1000 ? `${digits(value)} ms` : `${digits(value / 1000)} s`;
}

/** Formats `0.05 %`; `n/a` for null. */
export function formatShare(value: number | null): string {
  return value === null ? 'n/a' : `${digits(value * 100)} %`;
}

/** Formats `+84.7 %`; empty if there is nothing to divide by. */
export function formatChange(before: number | null, after: number | null): string {
  if (before === null || after === null || before === 0) return '';
  const change = (after / before - 1) * 100;
  return `${change < 0 ? '' : '+'}${change.toFixed(1)} %`;
}

/** `2026-11-24 14:15 UTC` */
export function formatTimestamp(at: string): string {
  return `${at.slice(0, 16).replace('T', ' ')} UTC`;
}

/** `850 ms`, `12 s`, `45 min`, `2 h 5 min`, `3 d 4 h`. */
export function formatDuration(ms: number): string {
  if (ms < 1000) return `${Math.round(ms)} ms`;
  if (ms < 2 * MINUTE_MS) return `${Math.round(ms / 1000)} s`;
  const minutes = Math.round(ms / MINUTE_MS);
  if (minutes < 60) return `${minutes} min`;
  const hours = Math.floor(minutes / 60);
  if (hours < 48) return minutes % 60 === 0 ? `${hours} h` : `${hours} h ${minutes % 60} min`;
  return `${Math.floor(hours / 24)} d ${hours % 24} h`;
}

/** Formats an ISO 8601 timestamp as `2026-11-24 14:15`, with seconds unless they are 0. */
export function formatClock(at: string): string {
  return at.slice(0, 19).replace('T', ' ').replace(/:00$/u, '');
}

export function formatThreeDigits(value: number): string {
  return digits(value, 3);
}

function digits(value: number, precision = 4): string {
  return String(Number(value.toPrecision(precision)));
}

/** Returns the results from the logs of an investigation; null: there were no logs. */
export function readDataPart({ data }: Pick<InvestigationReport, 'data'>): DataPart | null {
  return data.state === 'completed' ? data.part : null;
}

/** `p95 250 ms → 890 ms (+256.0 %), errors 0.1 % → 0.1 %, 15 % of the requests` */
export function describeImpact(report: Pick<InvestigationReport, 'data'>): string {
  const data = readDataPart(report);
  if (data === null) return 'unknown: there were no logs';
  const { before, after, onset } = data;
  if (onset === null || before === null || after === null) return 'none beyond noise';
  const change = formatChange(before.p95, after.p95);
  const slow = data.endpoints.filter(({ is_affected }) => is_affected).map(({ after: of }) => of);
  const slowRequests = slow.reduce((sum, { count }) => sum + count, 0);
  return [
    `p95 ${formatMilliseconds(before.p95)} → ${formatMilliseconds(after.p95)}${change === '' ? '' : ` (${change})`}`,
    `errors ${formatShare(errorRate(before))} → ${formatShare(errorRate(after))}`,
    `${formatShare(data.affected_share)} of the requests (${slowRequests})`,
  ].join(', ');
}

const MAX_LENGTH = 300;

/** Escapes foreign text so that Markdown shows it unchanged, on one line. */
export function markdownText(text: string): string {
  return sanitizeText(text.replace(/\s+/gu, ' ').trim(), MAX_LENGTH)
    .replace(/[\\`*_{}[\]|#~!$]/gu, '\\$&')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;');
}
