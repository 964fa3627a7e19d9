import { type Block, display } from 'perf-harness/plugin';
import type {
  FixCheck,
  FixEffect,
  FixOutcome,
  FixVerification,
  InvestigationReport,
} from '../document/investigation-document.ts';

const TONES: Readonly<Record<FixOutcome, NonNullable<Block<'text'>['tone']>>> = {
  pass: 'good',
  'pass below target': 'good',
  fail: 'bad',
  pending: 'doubt',
};
/** Failures that are named; the JSON has all. */
const MOST_FAILURES = 3;

/** Fixes in the order of their release, each with its own effect, and the end of the incident. */
export function fixList({ verifications = [], closed }: InvestigationReport): Block<'list'> {
  return {
    type: 'list',
    title: 'Fixes applied',
    noun: 'fix',
    items: [
      ...verifications.map((fix) => ({
        lead: fix.outcome,
        leadTone: TONES[fix.outcome],
        text: fixTitle(fix),
        // Windows of time with their outcome, then the change of each number.
        details: [
          ...fix.windows.map(formatFixWindow),
          ...fix.effects.map(formatFixEffect),
          ...fix.notes,
        ].map((text) => ({ text })),
      })),
      ...(closed === undefined ? [] : [{ text: formatClosing(closed) }]),
    ],
  };
}

/** `Set db.pool.max back to 50, in use since 2026-11-24 16:30 UTC` */
export function fixTitle({ fix, after }: FixVerification): string {
  return `${fix}, in effect since ${display.formatMoment(after)} UTC`;
}

export function formatClosing({ at, cause }: NonNullable<InvestigationReport['closed']>): string {
  return `closed ${display.formatMoment(at)} UTC: ${cause}`;
}

/** `0 to 30 min: fail (p95 of GET /checkout: …)` */
export function formatFixWindow({
  name,
  outcome,
  checks,
}: FixVerification['windows'][number]): string {
  // The level before the incident and a preset may fail with the same text.
  const failed = new Set(
    checks.filter((check) => check.outcome === 'fail' && check.is_decisive).map(failureText),
  );
  const why = failed.size === 0 ? '' : ` (${[...failed].slice(0, MOST_FAILURES).join('; ')})`;
  return `${name}: ${outcome}${why}`;
}

function failureText({ measure, name, note }: FixCheck): string {
  const what = measure === 'error_rate' ? 'errors' : measure;
  const of = name === '' ? '' : ` of ${name}`;
  return `${what}${of}${note === null ? '' : `: ${note}`}`;
}

/** `p95 of GET /checkout 890 ms → 251 ms (−71.8 %), 100 % of the loss recovered` */
export function formatFixEffect({ measure, name, from, to, recovered }: FixEffect): string {
  const isTime = measure === 'p95';
  const text = (value: number): string =>
    isTime ? display.formatQuantity(value, 'ms') : display.formatShare(value);
  const change = isTime && from > 0 ? ` (${display.formatChange(to / from)})` : '';
  const share =
    recovered === null ? '' : `, ${Math.round(recovered * 100)} % of the degradation recovered`;
  return `${isTime ? 'p95' : 'errors'}${name === '' ? '' : ` of ${name}`} ${text(from)} → ${text(to)}${change}${share}`;
}
