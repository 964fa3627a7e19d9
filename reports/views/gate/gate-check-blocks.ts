import { asBudgetCheck, asChangeCheck } from '../../../harness/model/documents/gate-document.ts';
import {
  GATE_OUTCOME_LABELS,
  type GateCheckFact,
} from '../../display-facts/gate/gate-check-display-data.ts';

import type { GateFacts } from '../../display-facts/gate/regression-gate-display-data.ts';
import {
  type Block,
  type ListItem,
  SIGN_TONES,
  type TableBlock,
} from '../../format-independent-report-view.ts';
import { formatShare } from '../../format-quantity.ts';
import { createTable } from '../../report-block-builders.ts';
import { joinTexts, plural } from '../../text/sentence-parts.ts';

import {
  describeMissingEvidence,
  formatCountLabel,
  type SuiteEntry,
  type SuiteKind,
  suiteBlocks,
} from '../scenarios-needing-attention-blocks.ts';

/** More commands than these differ in the name of the scenario only. */
const MOST_COMMANDS = 20;

export function attentionBlocks(
  { checks, open, isMany }: GateFacts,
  idOf: (scenario: string) => string | null,
): readonly Block[] {
  if (isMany) {
    const titles = { worse: 'failed', trouble: 'not measured' };
    return suiteBlocks(checks.map(suiteEntry), { noun: 'check', titles, idOf });
  }
  const items = open.map((check): ListItem => {
    const text = joinTexts([check.values, check.why]);
    return { ...checkItem(check), details: text === '' ? [] : [{ text, tone: 'plain' }] };
  });
  return [{ ...checkTable(open, 'check'), inTerminal: [{ type: 'list', noun: 'check', items }] }];
}

/** Builds a table of passed checks and those of new scenarios; large suites only count them. */
export function passedChecksTable({ fine, isMany }: GateFacts): TableBlock {
  const isPassed = fine.every(({ outcome }) => outcome === 'pass');
  const items = fine.map((check) => ({ ...checkItem(check), tone: 'plain' as const }));
  return {
    ...checkTable(fine, 'passed check'),
    title: `${plural(fine.length, 'check')} ${isPassed ? 'passed' : 'passed or new'}`,
    isFolded: true,
    ...(isMany
      ? { inTerminal: [], onPage: null }
      : { inTerminal: [{ type: 'list', noun: 'check', items }] }),
  };
}

function checkTable(checks: readonly GateCheckFact[], noun: string): TableBlock {
  return createTable({
    weight: 'always',
    noun,
    rows: checks,
    columns: [
      ['', ({ outcome }) => ({ sign: GATE_OUTCOME_LABELS[outcome].sign, text: '' })],
      ['Scenario', ({ scenario }) => scenario, 'name'],
      [
        'Verdict',
        ({ outcome, line, values, why }) => ({
          text: joinTexts([line, values]),
          details: outcome === 'pass' || outcome === 'new' || why === '' ? [] : [{ text: why }],
        }),
      ],
    ],
  });
}

function checkItem({ outcome, scenario, line }: GateCheckFact): ListItem {
  const { sign } = GATE_OUTCOME_LABELS[outcome];
  return { sign, text: `${scenario}: ${line}`, tone: SIGN_TONES[sign] };
}

/**
 * Returns the distinct commands that reproduce the checks; in a large suite those of inconclusive
 * or refused checks are left out.
 */
export function reproduceCommandsBlock({ open, isMany }: GateFacts): Block {
  const checks = isMany
    ? open.filter(({ outcome }) => outcome !== 'undecided' && outcome !== 'refused')
    : open;
  return {
    type: 'code',
    weight: 'always',
    title: 'Reproduce with',
    isPart: true,
    language: 'sh',
    lines: [...new Set(checks.map(({ reproduce }) => reproduce))],
    most: MOST_COMMANDS,
    ...(isMany && { inTerminal: [] }),
  };
}

/** Kind of row for each outcome; absent: improved changes may get one, others are counted. */
const SUITE_KINDS: Readonly<Partial<Record<GateCheckFact['outcome'], SuiteKind>>> = {
  fail: 'worse',
  failed: 'trouble',
  tool: 'trouble',
  blocked: 'trouble',
  interrupted: 'trouble',
  incomparable: 'trouble',
  warned: 'warned',
  undecided: 'undecided',
  refused: 'tight',
};

function suiteEntry(fact: GateCheckFact): SuiteEntry {
  const { scenario, subject, line, comparison, outcome, check } = fact;
  const isBetter = outcome === 'pass' && comparison?.verdict === 'improved';
  const kind = isBetter ? 'better' : SUITE_KINDS[outcome];
  if (kind === undefined) return { counted: countedCheck(fact) };
  if (comparison === null || kind === 'trouble') {
    const rest = line.startsWith(subject) ? line.slice(subject.length).trim() : line;
    return { kind, scenario, subject, rest, fact: kind === 'trouble' ? null : comparison };
  }
  const refusal = asChangeCheck(check)?.refusal;
  return { kind, scenario, subject, rest: restOf(fact, kind), fact: comparison, refusal };
}

/** Returns both sides' values, pairs needed to decide, or the limit this machine can resolve. */
function restOf({ values, comparison, check }: GateCheckFact, kind: SuiteKind): string {
  const change = asChangeCheck(check);
  if (change === null || comparison === null) return '';
  if (change.refusal !== null) return `can verify ± ${formatShare(change.refusal.floor)}`;
  return kind === 'undecided' ? describeMissingEvidence(comparison, change.reason) : values;
}

function countedCheck({ outcome, comparison, check }: GateCheckFact): string {
  if (outcome === 'new') return 'new';
  if (asBudgetCheck(check) !== null) return 'within budget';
  const isPlain = comparison?.verdict === 'unchanged' || comparison?.verdict === 'same inputs';
  return isPlain ? formatCountLabel(comparison) : 'no worse';
}
