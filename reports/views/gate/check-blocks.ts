import type { GateCheck } from '../../../harness/model/documents/gate-document.ts';
import type { GateCheckFact } from '../../facts/gate/gate-check-fact.ts';
import type { GateFacts } from '../../facts/gate/gate-facts.ts';
import { plural } from '../../text/plural.ts';
import {
  type CodeBlock,
  type Item,
  SIGN_TONES,
  type Sign,
  type TableBlock,
  type TableColumn,
} from '../../view.ts';

const SIGNS: Readonly<Record<GateCheck['outcome'], Sign>> = {
  fail: '✗',
  failed: '✗',
  tool: '✗',
  blocked: '✗',
  refused: '✗',
  interrupted: '!',
  incomparable: '!',
  undecided: '?',
  warned: '!',
  new: '+',
  pass: '✓',
};
const COLUMNS: readonly TableColumn[] = [
  { title: '' },
  { title: 'Scenario', isName: true },
  { title: 'Verdict' },
];
/** More commands than these differ in the name of the scenario only. */
const MOST_COMMANDS = 20;

/** Checks that need a look, the most severe first. */
export function openTable(checks: readonly GateCheckFact[]): TableBlock {
  return {
    ...checkTable(checks, 'check'),
    inTerminal: [{ type: 'list', title: null, noun: 'check', items: checks.map(openItem) }],
  };
}

/** Checks that passed, and those of new scenarios; a suite counts them. */
export function fineTable(checks: readonly GateCheckFact[], isSuite: boolean): TableBlock {
  const isPassed = checks.every(({ outcome }) => outcome === 'pass');
  const items = checks.map((check) => ({ ...checkItem(check), tone: 'plain' as const }));
  return {
    ...checkTable(checks, 'passed check'),
    title: `${plural(checks.length, 'check')} ${isPassed ? 'passed' : 'passed or new'}`,
    isFolded: true,
    ...(isSuite
      ? { inTerminal: [], onPage: null }
      : { inTerminal: [{ type: 'list', title: null, noun: 'check', items }] }),
  };
}

function checkTable(checks: readonly GateCheckFact[], noun: string): TableBlock {
  return {
    type: 'table',
    weight: 'always',
    title: null,
    noun,
    columns: COLUMNS,
    rows: checks.map(({ outcome, scenario, line, values, why }) => [
      { sign: SIGNS[outcome], text: '' },
      scenario,
      {
        text: values === '' ? line : `${line}; ${values}`,
        details: outcome === 'pass' || outcome === 'new' || why === '' ? [] : [{ text: why }],
      },
    ]),
  };
}

function openItem(check: GateCheckFact): Item {
  const text = [check.values, check.why].filter((part) => part !== '').join('; ');
  return { ...checkItem(check), details: text === '' ? [] : [{ text, tone: 'plain' }] };
}

function checkItem({ outcome, scenario, line }: GateCheckFact): Item {
  const sign = SIGNS[outcome];
  return { sign, text: `${scenario}: ${line}`, tone: SIGN_TONES[sign] };
}

/** Commands that show the checks again, each once; of a suite not those that are merely undecided. */
export function commandBlock({ open, suite }: GateFacts): CodeBlock {
  const checks =
    suite === null
      ? open
      : open.filter(({ outcome }) => outcome !== 'undecided' && outcome !== 'refused');
  return {
    type: 'code',
    weight: 'always',
    title: 'See it again with',
    isPart: true,
    language: 'sh',
    lines: [...new Set(checks.map(({ reproduce }) => reproduce))],
    most: MOST_COMMANDS,
    ...(suite !== null && { inTerminal: [] }),
  };
}
