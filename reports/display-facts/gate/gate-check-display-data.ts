import { assertNever } from '../../../harness/model/assert-never.ts';
import {
  type BudgetCheck,
  type ChangeCheck,
  type GateCheck,
  isPluginCheck,
  type Refusal,
} from '../../../harness/model/documents/gate-document.ts';
import type { Finding } from '../../../harness/model/finding.ts';
import { findMetric } from '../../../harness/model/metric.ts';
import type { OutcomeSign } from '../../format-independent-report-view.ts';
import { formatDuration, formatShare } from '../../format-quantity.ts';
import { printable, sanitizeCommand } from '../../text/printable-text.ts';
import { joinTexts, plural } from '../../text/sentence-parts.ts';
import type { ComparedMetricFact } from '../comparison/compared-metric-display-data.ts';
import { budgetFact } from '../run/budget-display-data.ts';

interface Outcome {
  readonly sign: OutcomeSign;
  /** Word for it in a headline's counts. */
  readonly counted: string;
  readonly title: string;
  /** Default level; an option can make inconclusive checks errors. */
  readonly level: Finding['level'];
}

/** Outcomes of checks, the most severe first. */
export const GATE_OUTCOME_LABELS: Readonly<Record<GateCheck['outcome'], Outcome>> = {
  fail: { sign: '✗', counted: 'failed', title: 'performance gate failed', level: 'error' },
  failed: {
    sign: '✗',
    counted: 'not measurable',
    title: 'could not be measured',
    level: 'error',
  },
  tool: { sign: '✗', counted: 'missing a tool', title: 'a tool is missing', level: 'error' },
  blocked: { sign: '✗', counted: 'blocked', title: 'was not measured', level: 'error' },
  interrupted: { sign: '!', counted: 'interrupted', title: 'interrupted', level: 'error' },
  refused: { sign: '✗', counted: 'refused', title: 'limit refused', level: 'error' },
  incomparable: {
    sign: '!',
    counted: 'not comparable',
    title: 'could not be compared',
    level: 'error',
  },
  undecided: { sign: '?', counted: 'inconclusive', title: 'inconclusive', level: 'warning' },
  warned: {
    sign: '!',
    counted: 'over a warn-only limit',
    title: 'over a warn-only limit',
    level: 'warning',
  },
  new: { sign: '+', counted: 'new', title: 'new', level: 'info' },
  pass: { sign: '✓', counted: 'passed', title: 'passed', level: 'info' },
};

export type GateCheckFact = ReturnType<typeof gateCheckFact>;

export function gateCheckFact(
  check: GateCheck,
  find: (check: ChangeCheck) => ComparedMetricFact | null,
  file: string | null,
) {
  return {
    scenario: printable(check.scenario),
    /** Scenario file of the head, from the folder of the project; null: no file defines it. */
    file: isPluginCheck(check) ? check.file : file,
    outcome: check.outcome,
    /** Can be pasted into a shell. */
    reproduce: sanitizeCommand(check.reproduce),
    check,
    values: '',
    comparison: null,
    ...textsOf(check, find),
  };
}

interface Texts {
  /** Subject of the check: a metric, a budget such as `wall_time < 2 ms`, or empty. */
  readonly subject: string;
  /** The verdict in one line, without the scenario: metric, change, interval, pairs, margin. */
  readonly line: string;
  /** Explanation that is not in the line; may be empty. */
  readonly why: string;
  /** Values of both sides: `10.2 ms to 15.3 ms`; may be empty. */
  readonly values?: string;
  /** Comparison behind the check; null: there is none. */
  readonly comparison?: ComparedMetricFact | null;
}

function textsOf(check: GateCheck, find: (check: ChangeCheck) => ComparedMetricFact | null): Texts {
  if (isPluginCheck(check)) {
    const { type: subject, summary, detail } = check;
    return { subject, line: printable(summary), why: printable(detail) };
  }
  switch (check.type) {
    case 'change':
      return changeTexts(check, find(check));
    case 'budget':
      return budgetTexts(check);
    case 'scenario': {
      const line = `${SCENARIO_WORDS[check.outcome]}: ${printable(check.reason)}`;
      return { subject: '', line, why: '' };
    }
    default:
      return assertNever(check);
  }
}

const SCENARIO_WORDS = {
  failed: 'could not be measured',
  tool: 'could not be measured because a tool is missing',
  blocked: 'was not measured',
  interrupted: 'interrupted',
} as const;

function changeTexts(check: ChangeCheck, comparison: ComparedMetricFact | null): Texts {
  const { metric, outcome, refusal, against } = check;
  const since = against === 'baseline' ? ' since the baseline' : '';
  const reason = printable(check.reason ?? '');
  const isNumber = comparison !== null && comparison.comparison.head !== null;
  const values = isNumber ? `${comparison.base} to ${comparison.head}` : '';
  const texts = { subject: `${metric}${since}`, values, comparison };
  const amount = comparison?.amount ?? '';
  if (refusal !== null) {
    return { ...texts, line: `${metric} limit refused: ${refusalText(refusal)}`, why: amount };
  }
  if (outcome === 'new') return { ...texts, line: `${metric} new: ${reason}`, why: '', values: '' };
  if (comparison === null) {
    const word = outcome === 'undecided' ? 'inconclusive' : outcome;
    return { ...texts, line: `${metric} ${word}: ${reason}`, why: '' };
  }
  const { verdict, line, explanation, modes } = comparison;
  // Wording for a result that the gate does not count, different from that of a separate
  // comparison.
  if (outcome === 'undecided' && verdict === 'incomparable') {
    return { ...texts, line: `${metric} inconclusive${since}: ${reason}`, why: '' };
  }
  if (outcome === 'pass' && verdict === 'inconclusive')
    return { ...texts, line: `${metric} no worse${since}: ${amount}`, why: reason };
  // A change that may come from two separate sessions is not called a regression if the gate does
  // not count it.
  if (outcome === 'undecided' && verdict === 'regressed')
    return { ...texts, line: `${metric} inconclusive${since}: ${amount}`, why: reason };
  return {
    ...texts,
    line: line.replace(`${metric} ${verdict}`, (start) => start + since),
    why: joinTexts([explanation, modes]),
  };
}

function refusalText(refusal: Refusal): string {
  const { limit, floor, source, most_pairs: most, needed_pairs: pairs, needed_seconds } = refusal;
  const known =
    source === 'calibration' ? 'as calibrated' : 'estimated from the spread of these pairs';
  const takes = needed_seconds === null ? '' : `, ${formatDuration(needed_seconds * 1_000)}`;
  const needs =
    pairs === null
      ? 'no practical number of pairs can detect a change that small'
      : `detecting a change that small takes about ${plural(pairs, 'pair')}${takes}`;
  return `a limit of ± ${formatShare(limit)} is tighter than the ± ${formatShare(floor)} that ${plural(most, 'pair')} can detect on this machine (${known}); ${needs}`;
}

const BUDGET_WORDS: Readonly<Record<BudgetCheck['outcome'], string>> = {
  pass: 'met',
  fail: 'missed',
  warned: 'over the limit (warning only)',
  undecided: 'inconclusive',
};

function budgetTexts(check: BudgetCheck): Texts {
  const { metric, result, outcome, trials, needed_trials: needed } = check;
  const { limit, value, distance } = budgetFact(result, findMetric(metric)?.unit ?? 'score');
  const parts = joinTexts([value, distance, trials === 0 ? '' : plural(trials, 'trial')], ', ');
  const subject = `${metric} ${limit}`;
  return {
    subject,
    line: `${subject} ${BUDGET_WORDS[outcome]}: ${parts}`,
    why: needed === null ? '' : `a verdict needs about ${plural(needed, 'trial')}`,
  };
}
