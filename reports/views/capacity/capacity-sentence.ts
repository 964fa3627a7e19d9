import { assertNever } from '../../../harness/model/assert-never.ts';
import type { CapacityReport } from '../../../harness/model/documents/capacity-document.ts';
import { formatQuantity, formatRange } from '../../scale.ts';
import { printable } from '../../text/printable.ts';

/** Digits of a rate: an interval tells more of what is known than further ones would. */
const DIGITS = 3;

/** The answer in a sentence. */
export function capacitySentence(document: CapacityReport): string {
  const { outcome, capacity, what, ceiling, points } = document;
  const name = printable(document.scenario);
  const limits = document.limits.map(({ metric, text }) => `${metric} ${printable(text)}`);
  const keeps = `${name} keeps ${limits.join(' and ')}`;
  const rate = rateText(capacity?.rate ?? 0, what);
  switch (outcome) {
    case 'found':
      return `${keeps} up to ${rate}${intervalText(document)}`;
    case 'lower-bound':
      return ceiling === null
        ? `${keeps} at ${rate}, the highest rate that was tried: nothing broke`
        : `${keeps} at ${rate}, and the load generator cannot send more: this is a lower bound, not the capacity of the server`;
    case 'none-kept': {
      const lowest = rateText(points[0]?.rate ?? 0, what);
      return `${name} does not keep ${limits.join(' and ')} even at ${lowest}`;
    }
    case 'undecided':
      return undecidedSentence(name, limits.join(' and '), document);
    case 'interrupted':
      return capacity === null
        ? `interrupted before anything was known of the capacity of ${name}`
        : `interrupted; so far ${keeps} up to ${rate}${intervalText(document)}`;
    case 'failed':
      return `${name} could not be put under load: ${errorOf(document)}`;
    case 'blocked':
      return `${name} was not put under load: ${errorOf(document)}`;
    default:
      return assertNever(outcome);
  }
}

function undecidedSentence(name: string, limits: string, { points, what }: CapacityReport): string {
  const lowest = points.find(({ runs }) => runs > 0)?.rate;
  return lowest === undefined
    ? `nothing is known of the capacity of ${name}: no load run says anything of the server`
    : `${name} does not keep ${limits} at ${rateText(lowest, what)}, and lower rates were not tried`;
}

/** `1,890 requests/s` */
function rateText(rate: number, what: CapacityReport['what']): string {
  return `${formatQuantity(rate, 'count', DIGITS)} ${what}/s`;
}

function intervalText({ capacity, confidence }: CapacityReport): string {
  if (capacity === null || capacity.high === null) return '';
  const { low, high } = capacity;
  return ` (${Math.round(confidence * 100)} % interval ${formatRange(low, high, '/s')})`;
}

function errorOf({ findings }: CapacityReport): string {
  return printable(findings.find(({ level }) => level === 'error')?.message ?? 'it failed');
}
