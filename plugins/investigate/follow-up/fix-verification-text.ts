import type {
  FixCheck,
  FixEffect,
  FixVerification,
  FixWindow,
} from '../document/investigation-document.ts';
import {
  formatChange,
  formatMilliseconds,
  formatShare,
  formatTimestamp,
} from '../outputs/format-investigation-values.ts';
import { sanitizeText } from '../read/sanitize-log-text.ts';

const SIGNS = {
  pass: '✓',
  'pass below target': '✓',
  fail: '✗',
  pending: '…',
  manual: '?',
} as const;
/** Fraction of a period from which its result is no longer marked as "so far". */
const WHOLE = 0.9;
const MAX_LENGTH = 200;

export function verificationText(id: string, verification: FixVerification): string {
  const { fix, after, outcome, windows, effects, preset, notes } = verification;
  const basis =
    preset === null
      ? 'the values before the incident'
      : `the values before the incident and the limits of ${preset}`;
  return `${[
    `${SIGNS[outcome]} ${outcome.toUpperCase()}  ${clean(fix)}, in effect since ${formatTimestamp(after)}`,
    `  ${clean(id)}, compared with ${basis}`,
    ...windows.flatMap((window) => ['', ...windowLines(window)]),
    ...(effects.length === 0 ? [] : ['', 'Effect of this fix alone']),
    ...effects.map((effect) => `  ${formatFixEffectLine(effect)}`),
    ...notes.map((note) => `\n  ${clean(note)}`),
  ].join('\n')}\n`;
}

/** Formats `p95 of GET /checkout 944 ms → 251 ms (−73.4 %), 100 % of what was lost`. */
export function formatFixEffectLine({
  measure,
  name,
  from,
  to,
  recovered,
  source,
}: FixEffect): string {
  const text = measure === 'p95' ? formatMilliseconds : formatShare;
  const change = measure === 'p95' ? formatChange(from, to) : '';
  const share =
    recovered === null ? '' : `, ${Math.round(recovered * 100)} % of the degradation recovered`;
  const kept =
    source === 'kept'
      ? ' (the first value comes from a stored result, because the logs do not reach back that far)'
      : '';
  return `${titleOf(measure, name)} ${text(from)} → ${text(to)}${change === '' ? '' : ` (${change})`}${share}${kept}`;
}

/** `30 min to 2 h: pass so far` */
export function windowTitle(window: FixWindow): string {
  const { name, outcome, from, until, seen_until } = window;
  const seen = seen_until === null ? 0 : Date.parse(seen_until) - Date.parse(from);
  const isWhole = seen >= WHOLE * (Date.parse(until) - Date.parse(from));
  return `${name}: ${outcome}${outcome === 'pending' || outcome === 'fail' || isWhole ? '' : ' so far'}`;
}

function windowLines(window: FixWindow): readonly string[] {
  const { outcome, requests, checks } = window;
  return [
    `${SIGNS[outcome]} ${windowTitle(window)} (${requests} requests)`,
    ...(requests === 0 ? ['    no requests in this window'] : checks.map(checkLine)),
  ];
}

function checkLine(check: FixCheck): string {
  const { measure, name, outcome, before, during, value, limit, aim, basis, note } = check;
  const text =
    measure === 'signal'
      ? (amount: number | null) =>
          amount === null ? 'n/a' : Number(amount.toPrecision(4)).toString()
      : measure === 'p95' || (measure === 'stability' && note?.startsWith('p95') === true)
        ? formatMilliseconds
        : formatShare;
  const was =
    before === null || during === null ? '' : ` (${text(before)} before, ${text(during)} during)`;
  const bound =
    limit === null ? '' : `; limit ${text(limit)}${aim === null ? '' : `, aim ${text(aim)}`}`;
  const from = basis === 'the level before' ? '' : ` by ${basis}`;
  const weight = check.is_decisive || outcome === 'manual' ? '' : ', not decisive';
  return `    ${SIGNS[outcome]} ${titleOf(measure, name)} ${value === null ? 'n/a' : text(value)}${was}${bound}${from}: ${outcome}${weight}${note === null ? '' : ` (${clean(note)})`}`;
}

const TITLES: Readonly<Partial<Record<FixCheck['measure'], string>>> = {
  p95: 'p95',
  error_rate: 'errors',
  stability: 'stability',
};

function titleOf(measure: FixCheck['measure'], name: string): string {
  const title = TITLES[measure];
  if (title === undefined) return clean(name);
  return name === '' ? title : `${title} of ${clean(name)}`;
}

function clean(text: string): string {
  return sanitizeText(text, MAX_LENGTH);
}
