import { assertNever } from '../../../harness/model/assert-never.ts';
import type { CapacityReport } from '../../../harness/model/documents/capacity-document.ts';
import { findMetric } from '../../../harness/model/metric.ts';
import { formatLimitFlags } from '../../../harness/model/scenario/measurement-limit-flags.ts';
import { extendTimeLimit } from '../../display-facts/suggest-longer-comparison.ts';
import { formatQuantity, formatRange } from '../../format-quantity.ts';
import type { NextStep } from '../../suggested-next-step.ts';
import { printable, quoteCommandWord } from '../../text/printable-text.ts';

/** Digits of a rate: an interval says more about the precision than further digits would. */
const DIGITS = 3;

export function capacitySentence(document: CapacityReport): string {
  const { outcome, capacity, what, ceiling, points, findings } = document;
  const name = printable(document.scenario);
  const limits = document.limits
    .map(({ metric, text }) => `${metric} ${printable(text)}`)
    .join(' and ');
  const keeps = `${name} meets ${limits}`;
  const rateText = (rate = 0): string => `${formatQuantity(rate, 'count', DIGITS)} ${what}/s`;
  const rate = rateText(capacity?.rate);
  const error = printable(
    findings.find(({ level }) => level === 'error')?.message ?? 'unknown error',
  );
  switch (outcome) {
    case 'found':
      return `${keeps} up to ${rate}${intervalText(document)}`;
    case 'lower-bound':
      return ceiling === null
        ? `${keeps} at ${rate}, the highest rate tried; no limit was violated`
        : `${keeps} at ${rate}, but the load generator cannot send requests any faster, so this is a lower bound, not the capacity of the server`;
    case 'none-kept':
      return `${name} does not meet ${limits} even at ${rateText(points[0]?.rate)}`;
    case 'undecided': {
      const lowest = points.find(({ runs }) => runs > 0)?.rate;
      return lowest === undefined
        ? `the capacity of ${name} is unknown, because no load run gave a conclusive result for the server`
        : `${name} does not meet ${limits} at ${rateText(lowest)}, and lower rates were not tried`;
    }
    case 'interrupted':
      return capacity === null
        ? `interrupted before the capacity of ${name} could be determined`
        : `interrupted; so far ${keeps} up to ${rate}${intervalText(document)}`;
    case 'failed':
      return `${name} could not be put under load: ${error}`;
    case 'blocked':
      return `${name} was not put under load: ${error}`;
    default:
      return assertNever(outcome);
  }
}

function intervalText({ capacity, confidence }: CapacityReport): string {
  if (capacity === null || capacity.high === null) return '';
  const { low, high } = capacity;
  return ` (${Math.round(confidence * 100)} % interval ${formatRange(low, high, '/s')})`;
}

type FirstBreach = NonNullable<CapacityReport['first_breach']>;

const CAUSES: Readonly<Record<FirstBreach['cause'], string>> = {
  errors: 'Requests fail first',
  latency: 'Response times exceed their limit first',
  behind: 'The server falls behind the request rate first',
  ended: 'The server stops responding first',
  other: 'Another limit is violated first',
};

/** Describes the first limit that broke, and what it says about the server; empty: none broke. */
export function breachSentence({ first_breach: breach }: CapacityReport): string {
  if (breach === null) return '';
  const rate = formatQuantity(breach.rate, '/s', DIGITS);
  return `${CAUSES[breach.cause]}: at ${rate} ${seenText(breach)}.${serverText(breach)}`;
}

function seenText({ metric, value, message }: FirstBreach): string {
  const unit = metric === null ? undefined : findMetric(metric)?.unit;
  if (unit === undefined || value === null || metric === 'throughput') return printable(message);
  return `${metric} was ${formatQuantity(value, unit, DIGITS)}`;
}

function serverText({ server, server_cores: cores }: FirstBreach): string {
  const used = cores === null ? '' : ` (${cores.toFixed(2)} cores)`;
  switch (server) {
    case 'machine-full':
      return ` The server uses all cores of the machine${used}.`;
    case 'core-full':
      return ` The server saturates one core${used}, because a single thread, such as the Node.js event loop, does all its work.`;
    case 'busy':
      return ` The CPU of the server is neither saturated nor idle${used}.`;
    case 'waiting':
      return ` The CPU of the server is mostly idle${used}, because the server waits for something, such as a connection pool, a lock, or another service.`;
    case 'unknown':
      return '';
  }
}

/** Returns the next step after the outcome; null: the search has an answer. */
export function chooseCapacityNextStep({
  outcome,
  scenario,
  file,
  ceiling,
  duration_ms: tookMs,
}: CapacityReport): NextStep | null {
  const word = file === null ? scenario.replace(/^[A-Z]+ /u, '') : scenario;
  const run = `perf-harness run ${quoteCommandWord(word)}`;
  switch (outcome) {
    case 'found':
      return null;
    case 'lower-bound':
      return ceiling === null
        ? { purpose: 'try higher rates', command: `${run} --find-capacity --max-rate 1M/s` }
        : { purpose: 'check what else uses this machine', command: 'perf-harness doctor' };
    case 'none-kept':
      return { purpose: 'see the response times', command: run };
    case 'undecided':
    case 'interrupted': {
      const time = formatLimitFlags({ timeMs: extendTimeLimit(tookMs), pairs: null });
      return {
        purpose: 'continue the search',
        command: [run, '--find-capacity', ...time].join(' '),
      };
    }
    case 'blocked':
      return { purpose: 'see what is missing', command: 'perf-harness doctor' };
    case 'failed':
      return { purpose: 'see the failure', command: run };
  }
}
