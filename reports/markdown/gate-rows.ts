import type { GateCheck, GateVerdict } from '../../harness/model/gate-document.ts';
import type { GateCheckFact } from '../facts/gate-check-fact.ts';
import type { GateFacts } from '../facts/gate-facts.ts';
import { escapeMarkdown, inlineCode } from './escape.ts';
import type { MarkdownColumn } from './table.ts';

/** What a gate's verdict looks like at the head of a page. */
export const GATE_BADGES: Readonly<Record<GateVerdict, string>> = {
  pass: '✅ Performance gate passed',
  fail: '❌ Performance gate failed',
  failed: '❌ Performance could not be measured',
  refused: '⛔ Performance gate refused a limit',
  incomparable: '⚠️ Performance gate could not compare',
  inconclusive: '❔ Performance gate is undecided',
  interrupted: '⚠️ Performance gate was interrupted',
};

const SIGNS: Readonly<Record<GateCheck['outcome'], string>> = {
  fail: '❌',
  failed: '❌',
  tool: '❌',
  blocked: '⛔',
  refused: '⛔',
  interrupted: '⚠️',
  incomparable: '⚠️',
  undecided: '❔',
  warned: '⚠️',
  new: '🆕',
  pass: '✅',
};

/** Columns of a table of checks. */
export const GATE_COLUMNS: readonly MarkdownColumn[] = [
  { title: '' },
  { title: 'Scenario' },
  { title: 'Verdict' },
];

/** A check as a row: the verdict in a line. */
export function gateRow(
  { outcome, line, values }: GateCheckFact,
  scenario: string,
): readonly string[] {
  const amounts = values === '' ? '' : `; ${values}`;
  return [SIGNS[outcome], escapeMarkdown(scenario), escapeMarkdown(`${line}${amounts}`)];
}

/** What a row does not say, and the command that shows it again. */
export function gateNote(
  { subject, why, reproduce }: GateCheckFact,
  scenario: string,
): readonly string[] {
  const what = escapeMarkdown(subject === '' ? scenario : `${subject} of ${scenario}`);
  const reason = why === '' ? '' : ` ${escapeMarkdown(why)};`;
  return [`- ${what}:${reason} see it again with ${inlineCode(reproduce)}`];
}

/** What the head was held against, on one line. */
export function gateSides({ base, baseline, counts }: GateFacts): readonly string[] {
  const sides = [
    ...(base === null ? [] : [`Base: ${escapeMarkdown(base)}`]),
    ...(baseline === null ? [] : [`baseline: ${escapeMarkdown(baseline)}`]),
  ].join('; ');
  return [sides, escapeMarkdown(counts)].filter((line) => line !== '');
}
