import type {
  FixCheck,
  FixEffect,
  FixOutcome,
  FixVerification,
  InvestigationReport,
} from '../../../harness/model/documents/investigation-document.ts';
import { formatChange, formatQuantity, formatShare } from '../../scale.ts';
import { printable } from '../../text/printable.ts';

/** Failures that are named; all of them are in the JSON. */
const MOST_FAILURES = 3;

/** One verified fix as every report shows it. */
export interface FixFact {
  readonly place: number;
  readonly outcome: FixOutcome;
  /** `PERF_FIX_001: Set db.pool.max back to 50, in use since 2026-11-24 16:30 UTC` */
  readonly title: string;
  /** `0 to 30 min: pass` */
  readonly windows: readonly string[];
  /** `p95 of GET /checkout 890 ms → 251 ms (−71.8 %), 100 % of what was lost` */
  readonly effects: readonly string[];
  readonly notes: readonly string[];
}

/** The fixes in the order in which they came into use, each with what it did by itself (INV-34). */
export function fixFacts({ verifications = [] }: InvestigationReport): readonly FixFact[] {
  return verifications.map((verification, index) => ({
    place: index + 1,
    outcome: verification.outcome,
    title: `${printable(verification.fix)}, in use since ${momentText(verification.after)}`,
    windows: verification.windows.map(windowText),
    effects: verification.effects.map(effectText),
    notes: verification.notes.map(printable),
  }));
}

/** How it ended; null: it is open. */
export function closedFact({ closed }: InvestigationReport): string | null {
  return closed === undefined
    ? null
    : `closed ${momentText(closed.at)}: ${printable(closed.cause)}`;
}

function windowText({ name, outcome, checks }: FixVerification['windows'][number]): string {
  // The level before and a preset may say the same.
  const failed = new Set(
    checks.filter((check) => check.outcome === 'fail' && check.is_decisive).map(failureText),
  );
  const why = failed.size === 0 ? '' : ` (${[...failed].slice(0, MOST_FAILURES).join('; ')})`;
  return `${name}: ${outcome}${why}`;
}

function failureText({ measure, name, note }: FixCheck): string {
  const what = measure === 'error_rate' ? 'errors' : measure;
  const of = name === '' ? '' : ` of ${printable(name)}`;
  return `${what}${of}${note === null ? '' : `: ${printable(note)}`}`;
}

function effectText({ measure, name, from, to, recovered }: FixEffect): string {
  const isTime = measure === 'p95';
  const text = (value: number): string =>
    isTime ? formatQuantity(value, 'ms') : formatShare(value);
  const change = isTime && from > 0 ? ` (${formatChange(to / from)})` : '';
  const share = recovered === null ? '' : `, ${Math.round(recovered * 100)} % of what was lost`;
  return `${isTime ? 'p95' : 'errors'}${name === '' ? '' : ` of ${printable(name)}`} ${text(from)} → ${text(to)}${change}${share}`;
}

function momentText(at: string): string {
  return `${at.slice(0, 16).replace('T', ' ')} UTC`;
}
