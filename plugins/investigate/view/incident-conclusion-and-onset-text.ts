import { display } from 'perf-harness/plugin';
import type {
  DataPart,
  IncidentOnset,
  InvestigationReport,
} from '../document/investigation-document.ts';

export function conclusionSentence(
  { conclusion, causes }: InvestigationReport,
  data: DataPart | null,
): string {
  const [best] = causes;
  if (data === null) return 'there are no logs, so it is unknown when the incident began';
  if (conclusion === 'nothing to look at') return unreadSentence(data);
  if (data.onset === null)
    return 'no trigger: the logs show no lasting degradation beyond random noise';
  if (best === undefined)
    return `the incident began at ${formatIncidentTime(data.onset.at)}, and no inspected change occurred near that time`;
  const title = best.change.title;
  return conclusion === 'established'
    ? `${title}, supported by ${best.sources.join(' and ')}`
    : `the incident began at ${formatIncidentTime(data.onset.at)}; the best-supported change is ${title}, but the evidence does not establish it as the cause`;
}

function unreadSentence({ sources, timeline }: DataPart): string {
  const requests = timeline.reduce((sum, { count }) => sum + count, 0);
  const isTimed = sources.some(({ durations }) => (durations ?? null) !== null);
  if (isTimed || sources.every(({ durations }) => durations === undefined))
    return 'the logs have too few requests in this period to detect a degradation';
  return requests === 0
    ? 'no durations were found: no log line describes a request'
    : `no durations were found in the ${display.plural(requests, 'request')} read from the logs`;
}

/** Returns the onset and the degradations, one sentence a line; empty if nothing degraded. */
export function onsetLines(data: DataPart): readonly string[] {
  const { onset, also, before, after, traffic, affected_share, segments } = data;
  if (onset === null) return [];
  const lines = [onsetText(onset)];
  if (onset.until !== null) lines.push(`ended at ${formatIncidentTime(onset.until)} UTC`);
  lines.push(...(also ?? []).map((other) => `also ${onsetText(other)}`));
  if (before !== null && after !== null) {
    const errors = `${display.formatShare(errorRate(before))} → ${display.formatShare(errorRate(after))}`;
    lines.push(
      `errors ${errors}; ${display.formatShare(affected_share)} of the requests since the incident began go to degraded endpoints`,
    );
  }
  // No log has a column that divides users.
  if (segments.length === 0) lines.push('breakdown by region, tenant or version: not available');
  if (traffic !== null)
    lines.push(
      `traffic ${display.formatQuantity(traffic.before, 'count')} → ${display.formatQuantity(traffic.after, 'count')} requests per minute (${display.formatChange(traffic.ratio)})`,
    );
  return lines;
}

function errorRate({ count, errors }: { readonly count: number; readonly errors: number }): number {
  return count === 0 ? 0 : errors / count;
}

const METRICS: Readonly<Record<IncidentOnset['metric'], string>> = {
  p95: 'p95',
  p50: 'p50',
  error_rate: 'error rate',
  error_lines: 'error lines per minute',
};
const KINDS: Readonly<Record<IncidentOnset['kind'], string>> = {
  step: 'in one step',
  drift: 'slowly, beginning',
  spike: 'briefly',
  recurring: 'repeatedly, beginning',
};

function onsetText(onset: IncidentOnset): string {
  const where = onset.endpoint === null ? '' : ` of ${onset.endpoint}`;
  return `${METRICS[onset.metric]}${where} ${onsetChange(onset)}, ${KINDS[onset.kind]} at ${formatIncidentTime(onset.at)} UTC (${formatIncidentClock(onset.low)} to ${formatIncidentClock(onset.high)})`;
}

function onsetChange({ metric, before, after, ratio }: IncidentOnset): string {
  const text = (value: number): string => {
    if (metric === 'error_rate') return display.formatShare(value);
    if (metric === 'error_lines')
      return display.formatQuantity(Math.round(value * 10) / 10, 'count');
    return display.formatQuantity(value, 'ms');
  };
  const change = ratio === null ? '' : ` (${display.formatChange(ratio)})`;
  return `${text(before)} → ${text(after)}${change}`;
}

/** Formats logs: `3 files, 1.2 M lines, 12 of them unread; durations: from rt=, 1.1 M lines`. */
export function sourcesText({ sources }: DataPart): string {
  const lines = sources.reduce((sum, source) => sum + source.lines, 0);
  const unread = sources.reduce((sum, source) => sum + source.unread, 0);
  const read = `${display.plural(sources.length, 'file')}, ${display.plural(lines, 'line')}, ${unread} of them unread`;
  const durations = durationsText(sources);
  return durations === '' ? read : `${read}; ${durations}`;
}

function durationsText(sources: DataPart['sources']): string {
  const counts = new Map<string, number>();
  for (const { durations } of sources) {
    if (durations === undefined || durations === null) continue;
    counts.set(durations.from, (counts.get(durations.from) ?? 0) + durations.count);
  }
  if (counts.size === 0) return '';
  const parts = [...counts].map(
    ([from, count]) => `from ${from}, ${display.plural(count, 'line')}`,
  );
  return `durations: ${parts.join('; ')}`;
}

/** A moment of an incident in UTC, without its year: `24 Nov 14:15`. */
export function formatIncidentTime(at: string): string {
  return `${dayOf(at, {})} ${formatIncidentClock(at)}`;
}

export function formatIncidentDate(at: string): string {
  return `${dayOf(at, { year: 'numeric' })} ${formatIncidentClock(at)}`;
}

function dayOf(at: string, more: Intl.DateTimeFormatOptions): string {
  const options = { day: 'numeric', month: 'short', timeZone: 'UTC', ...more } as const;
  return new Date(at).toLocaleString('en-GB', options);
}

/** Formats the time of day, with seconds unless they are 0, as in short periods. */
function formatIncidentClock(at: string): string {
  return at.slice(11, 19).replace(/:00$/u, '');
}
