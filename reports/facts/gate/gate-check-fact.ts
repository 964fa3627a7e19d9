import { assertNever } from '../../../harness/model/assert-never.ts';
import {
  type BudgetCheck,
  type ChangeCheck,
  type GateCheck,
  isPluginCheck,
  type Refusal,
} from '../../../harness/model/documents/gate-document.ts';
import { findMetric } from '../../../harness/model/metric.ts';
import { formatDuration, formatShare } from '../../scale.ts';
import { shownCommand } from '../../text/command-word.ts';
import { plural } from '../../text/plural.ts';
import { printable } from '../../text/printable.ts';
import type { ComparisonFact } from '../comparison/comparison-fact.ts';
import { budgetFact } from '../run/budget-facts.ts';

/** One thing that a gate has judged, as every report shows it. */
export interface GateCheckFact {
  readonly scenario: string;
  /** Of the head, from the folder of the project; null: no file describes it. */
  readonly file: string | null;
  /** What was looked at: a metric, a budget such as `wall_time < 2 ms`, or nothing. */
  readonly subject: string;
  readonly outcome: GateCheck['outcome'];
  /** The verdict in a line, without the scenario: what, by how much, interval, pairs, margin. */
  readonly line: string;
  /** What the line does not say; may be empty. */
  readonly why: string;
  /** `10.2 ms to 15.3 ms`; may be empty. */
  readonly values: string;
  /** Can be pasted into a shell. */
  readonly reproduce: string;
  /** The comparison that it rests on; null: it rests on none. */
  readonly comparison: ComparisonFact | null;
  readonly check: GateCheck;
}

/** Finds the comparison that a check of a change rests on. */
export type ChangeLookup = (check: ChangeCheck) => ComparisonFact | null;

export function gateCheckFact(
  check: GateCheck,
  find: ChangeLookup,
  file: string | null,
): GateCheckFact {
  const common = {
    scenario: printable(check.scenario),
    file,
    outcome: check.outcome,
    reproduce: shownCommand(check.reproduce),
    check,
  };
  if (isPluginCheck(check)) {
    return {
      ...common,
      file: check.file,
      subject: check.type,
      line: printable(check.summary),
      why: printable(check.detail),
      values: '',
      comparison: null,
    };
  }
  switch (check.type) {
    case 'change':
      return { ...common, ...changeTexts(check, find(check)) };
    case 'budget':
      return { ...common, ...budgetTexts(check), comparison: null };
    case 'scenario':
      return {
        ...common,
        subject: '',
        line: `${SCENARIO_WORDS[check.outcome]}: ${printable(check.reason)}`,
        why: '',
        values: '',
        comparison: null,
      };
    default:
      return assertNever(check);
  }
}

const SCENARIO_WORDS = {
  failed: 'could not be measured',
  tool: 'could not be measured for want of a tool',
  blocked: 'was kept from being measured',
  interrupted: 'interrupted',
} as const;

type Texts = Pick<GateCheckFact, 'subject' | 'line' | 'why' | 'values' | 'comparison'>;

function changeTexts(check: ChangeCheck, comparison: ComparisonFact | null): Texts {
  const { metric, outcome, refusal, against } = check;
  const since = against === 'baseline' ? ' since the baseline' : '';
  const reason = check.reason === null ? '' : printable(check.reason);
  const isNumber = comparison !== null && comparison.comparison.head !== null;
  const values = isNumber ? `${comparison.base} to ${comparison.head}` : '';
  const texts = { subject: `${metric}${since}`, values, comparison };
  const amount = comparison === null ? '' : amountText(comparison);
  if (refusal !== null) {
    return { ...texts, line: `${metric} limit refused: ${refusalText(refusal)}`, why: amount };
  }
  if (outcome === 'new') return { ...texts, line: `${metric} new: ${reason}`, why: '', values: '' };
  if (comparison === null) return { ...texts, line: `${metric} ${outcome}: ${reason}`, why: '' };
  // What a gate does not count is not called what a comparison by itself would call it.
  if (outcome === 'undecided' && comparison.verdict === 'incomparable') {
    return { ...texts, line: `${metric} undecided${since}: ${reason}`, why: '' };
  }
  const isOpenButFine = outcome === 'pass' && comparison.verdict === 'inconclusive';
  if (isOpenButFine)
    return { ...texts, line: `${metric} no worse${since}: ${amount}`, why: reason };
  const own = comparison.line.replace(`${metric} ${comparison.verdict}`, (start) => start + since);
  // A change that two sessions may show is not called a regression by a gate that passes it over.
  const isSmall = outcome === 'undecided' && comparison.verdict === 'regressed';
  return {
    ...texts,
    line: isSmall ? `${metric} undecided${since}: ${amount}` : own,
    why: isSmall ? reason : whyOf(comparison),
  };
}

function whyOf({ explanation, modes }: ComparisonFact): string {
  return [explanation, modes].filter((part) => part !== '').join('; ');
}

/** `+12.4 % (+9.8 … +15.1 %), 13 pairs, margin ± 2 %` */
function amountText({ change, interval, pairs, margin }: ComparisonFact): string {
  const range = interval === '' ? change : `${change} (${interval})`;
  return [range, pairs, `margin ${margin}`].filter((part) => part !== '').join(', ');
}

function refusalText(refusal: Refusal): string {
  const { limit, floor, source, most_pairs: most, needed_pairs: pairs, needed_seconds } = refusal;
  const known = source === 'calibration' ? 'as calibrated' : 'by the spread of these pairs';
  const takes = needed_seconds === null ? '' : `, ${formatDuration(needed_seconds * 1_000)}`;
  const needs =
    pairs === null
      ? 'no number of pairs that anyone would wait for shows it'
      : `it would take about ${plural(pairs, 'pair')}${takes}`;
  return `± ${formatShare(limit)} is below the ± ${formatShare(floor)} that ${plural(most, 'pair')} can show on this machine (${known}); ${needs}`;
}

const BUDGET_WORDS: Readonly<Record<BudgetCheck['outcome'], string>> = {
  pass: 'kept',
  fail: 'broken',
  warned: 'broken, which only warns',
  undecided: 'undecided',
};

function budgetTexts(check: BudgetCheck): Omit<Texts, 'comparison'> {
  const { metric, result, outcome, trials, needed_trials: needed } = check;
  const { limit, value, distance } = budgetFact(result, findMetric(metric)?.unit ?? 'score');
  const count = trials === 0 ? '' : plural(trials, 'trial');
  const parts = [value, distance, count].filter((part) => part !== '').join(', ');
  const more = needed === null ? '' : `about ${plural(needed, 'trial')} would decide it`;
  const subject = `${metric} ${limit}`;
  return { subject, line: `${subject} ${BUDGET_WORDS[outcome]}: ${parts}`, why: more, values: '' };
}
