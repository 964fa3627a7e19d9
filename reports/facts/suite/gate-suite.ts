import {
  budgetOf,
  changeOf,
  type GateCheck,
  type Refusal,
} from '../../../harness/model/documents/gate-document.ts';
import { formatShare } from '../../scale.ts';
import type { GateCheckFact } from '../gate/gate-check-fact.ts';
import { amountOf, countedFact, openText } from './comparison-suite.ts';
import {
  isSuite,
  type SuiteEntry,
  type SuiteFacts,
  type SuiteKind,
  suiteFacts,
} from './suite-facts.ts';

/** What becomes of each outcome: a row of this kind; null: a change may be better, all else is counted. */
const PLACES: Readonly<Record<GateCheck['outcome'], SuiteKind | null>> = {
  fail: 'worse',
  failed: 'trouble',
  tool: 'trouble',
  blocked: 'trouble',
  interrupted: 'trouble',
  incomparable: 'trouble',
  warned: 'warned',
  undecided: 'undecided',
  refused: 'tight',
  new: null,
  pass: null,
};

const TITLES = { worse: 'failed', trouble: 'not measured' };

/** The checks of a gate over many scenarios; null: there are few, which are told in full. */
export function gateSuite(checks: readonly GateCheckFact[]): SuiteFacts | null {
  return isSuite(checks) ? suiteFacts(checks.map(entryOf), TITLES) : null;
}

function entryOf(fact: GateCheckFact): SuiteEntry {
  const { scenario, subject, line, comparison, outcome } = fact;
  const isBetter = outcome === 'pass' && comparison?.verdict === 'improved';
  const kind = isBetter ? 'better' : PLACES[outcome];
  if (kind === null) return { counted: countedAs(fact) };
  if (comparison === null || kind === 'trouble') {
    const rest = line.startsWith(subject) ? line.slice(subject.length).trim() : line;
    return { kind, row: { scenario, subject, change: '', interval: '', rest }, fact: comparison };
  }
  const refusal = changeOf(fact.check)?.refusal ?? null;
  return {
    kind,
    row: { scenario, subject, ...amountOf(comparison), rest: restOf(fact, kind) },
    fact: comparison,
    ...(refusal !== null && { refusal }),
  };
}

function restOf({ values, comparison, check }: GateCheckFact, kind: SuiteKind): string {
  const change = changeOf(check);
  if (change === null || comparison === null) return '';
  if (change.refusal !== null) return holdsText(change.refusal);
  return kind === 'undecided' ? openText(comparison, change.reason) : values;
}

/** Which limit can be held instead of the one that was asked for. */
function holdsText({ floor }: Refusal): string {
  return `can hold ± ${formatShare(floor)}`;
}

function countedAs({ outcome, comparison, check }: GateCheckFact): string {
  if (outcome === 'new') return 'new';
  if (budgetOf(check) !== null) return 'within a budget';
  const isPlain = comparison?.verdict === 'unchanged' || comparison?.verdict === 'same inputs';
  return isPlain ? countedFact(comparison) : 'no worse';
}
