import type { GateCheck, GateVerdict } from '../../harness/model/documents/gate-document.ts';
import type { GateCheckFact } from '../facts/gate/gate-check-fact.ts';
import type { GateFacts } from '../facts/gate/gate-facts.ts';
import { plural } from '../text/plural.ts';
import { escapeMarkdown } from './escape.ts';
import type { MarkdownColumn } from './table.ts';

/** What a gate's verdict looks like at the head of a page. */
export const GATE_BADGES: Readonly<Record<GateVerdict, string>> = {
  pass: '✅ Performance gate passed',
  fail: '❌ Performance gate failed',
  failed: '❌ Performance could not be measured',
  refused: '⛔ Performance gate refused a limit',
  blocked: '⛔ Performance gate was blocked',
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

/** What a row does not say. */
export function gateNote({ subject, why }: GateCheckFact, scenario: string): readonly string[] {
  if (why === '') return [];
  return [
    `- ${escapeMarkdown(`${subject === '' ? scenario : `${subject} of ${scenario}`}: ${why}`)}`,
  ];
}

/** More commands than these differ in the name of the scenario only. */
const MOST_COMMANDS = 20;

/** The commands that show the checks again, each once, and how many there are beyond those shown. */
export function gateCommands(checks: readonly GateCheckFact[]): {
  readonly shown: readonly string[];
  readonly further: number;
} {
  const all = [...new Set(checks.map(({ reproduce }) => reproduce))];
  return {
    shown: all.slice(0, MOST_COMMANDS),
    further: Math.max(0, all.length - MOST_COMMANDS),
  };
}

/** The checks whose commands are shown: of a suite not those that are merely not known. */
export function toSeeAgain({ open, suite }: GateFacts): readonly GateCheckFact[] {
  if (suite === null) return open;
  return open.filter(({ outcome }) => outcome !== 'undecided' && outcome !== 'refused');
}

/** What stands above the commands. */
export const SEE_AGAIN = 'See it again with:';

/** The next step, where it is none of the commands that are shown already. */
export function furtherStep(facts: GateFacts): GateFacts['next'] {
  const { next } = facts;
  const isShown = next !== null && gateCommands(toSeeAgain(facts)).shown.includes(next.command);
  return isShown ? null : next;
}

/** What the folded checks have in common. */
export function fineTitle(fine: readonly GateCheckFact[]): string {
  const isPassed = fine.every(({ outcome }) => outcome === 'pass');
  return `${plural(fine.length, 'check')} ${isPassed ? 'passed' : 'passed or new'}`;
}

/** What the head was held against, on one line. */
export function gateSides({ base, baseline, counts }: GateFacts): readonly string[] {
  const sides = [
    ...(base === null ? [] : [`Base: ${escapeMarkdown(base)}`]),
    ...(baseline === null ? [] : [`baseline: ${escapeMarkdown(baseline)}`]),
  ].join('; ');
  return [sides, escapeMarkdown(counts)].filter((line) => line !== '');
}
