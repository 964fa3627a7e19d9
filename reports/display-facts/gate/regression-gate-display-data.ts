import {
  asChangeCheck,
  type GateCheck,
  type GateReport,
} from '../../../harness/model/documents/gate-document.ts';
import { shortCommit } from '../../../harness/model/short-commit.ts';
import type { NextStep } from '../../suggested-next-step.ts';
import { printable, quoteCommandWord, sanitizeCommand } from '../../text/printable-text.ts';
import { formatGroupedNumber, plural } from '../../text/sentence-parts.ts';

import { collectFootnotes, type Footnote } from '../collect-finding-footnotes.ts';
import type { ComparedMetricFact } from '../comparison/compared-metric-display-data.ts';
import {
  type ComparisonFacts,
  comparisonFacts,
  findHeadFile,
  findInvalidatingErrors,
} from '../comparison/comparison-display-data.ts';
import { formatUnexecutedWarning } from '../comparison/comparison-headline.ts';
import { compareBySeverity, isLargeSuite } from '../large-suite-threshold-and-severity-order.ts';
import { runFacts } from '../run/single-run-display-data.ts';
import { suggestLongerComparison } from '../suggest-longer-comparison.ts';
import { describeWorstFailure } from './describe-worst-failure.ts';
import {
  GATE_OUTCOME_LABELS,
  type GateCheckFact,
  gateCheckFact,
} from './gate-check-display-data.ts';

export type GateFacts = ReturnType<typeof gateFacts>;

export function gateFacts(gate: GateReport) {
  const comparison = gate.comparison && comparisonFacts(gate.comparison, { baseline: null });
  const stored = gate.baseline && comparisonFacts(gate.baseline, { baseline: null });
  const known = { base: byPlace(comparison), baseline: byPlace(stored) };
  const heads = [...(gate.baseline?.runs ?? []), ...(gate.comparison?.runs ?? [])];
  const checks = gate.checks.map((check) =>
    gateCheckFact(
      check,
      ({ against, scenario, metric }) => known[against](scenario, metric),
      findHeadFile([...heads, ...gate.runs], check.scenario),
    ),
  );
  const isMany = isLargeSuite(checks);
  const isFine = ({ outcome }: GateCheckFact): boolean => outcome === 'pass' || outcome === 'new';
  return {
    headline: {
      word: gate.verdict,
      sentence: `${formatUnexecutedWarning(gate.comparison?.findings ?? [])}${sentenceOf(checks, comparison)}`,
    },
    /** The base and how it was chosen; null: there was none. */
    base: gate.base && baseText(gate.base),
    /** Name of the baseline; null: there was none. */
    baseline: gate.baseline && printable(gate.baseline.base.label),
    /** Effect of the options on the verdict, in a sentence; may be empty. */
    counts: countsText(gate),
    checks,
    /** Checks that need attention, most severe first. */
    open: checks.filter((check) => !isFine(check)),
    /** Checks that need no attention, new scenarios first. */
    fine: checks.filter(isFine),
    /** True if there are so many scenarios that each open check gets only one line. */
    isMany,
    /** Live; null: not done. */
    comparison,
    /** Comparison with the baseline; null: there was none. */
    stored,
    /** Runs of the head alone. */
    runs: gate.runs.map(runFacts),
    footnotes: footnotesOf(gate),
    next: nextOf(isMany ? gravestInSuite(checks) : checks),
  };
}

function byPlace(facts: ComparisonFacts | null) {
  const places = new Map<string, ComparedMetricFact>();
  for (const fact of facts?.comparisons ?? []) {
    places.set(JSON.stringify([fact.comparison.scenario, fact.metric]), fact);
  }
  return (scenario: string, metric: string): ComparedMetricFact | null =>
    places.get(JSON.stringify([scenario, metric])) ?? null;
}

function baseText({ label, commit, how }: NonNullable<GateReport['base']>): string {
  const short = shortCommit(commit);
  const name = printable(label);
  return name === commit ? `${short} (${how})` : `${name} (${short}; ${printable(how)})`;
}

function sentenceOf(checks: readonly GateCheckFact[], comparison: ComparisonFacts | null): string {
  if (checks.length === 0) return 'there were no checks to evaluate';
  const counts = Object.entries(GATE_OUTCOME_LABELS).flatMap(([outcome, { counted }]) => {
    const matching = checks.filter((check) => check.outcome === outcome);
    const [only] = matching;
    if (only === undefined) return [];
    const isNamed = matching.length === 1 && outcome !== 'pass' && checks.length > 1;
    const name = isNamed || checks.length === 1 ? ` (${nameOf(only)})` : '';
    return [`${formatGroupedNumber(matching.length)} ${counted}${name}`];
  });
  const all = `${plural(checks.length, 'check')}: ${counts.join(', ')}`;
  const worst = describeWorstFailure(checks, comparison?.scenarios ?? []);
  return worst === null ? all : `${worst}; ${all}`;
}

function nameOf({ scenario, subject, comparison, outcome }: GateCheckFact): string {
  const what = subject === '' ? scenario : `${subject} of ${scenario}`;
  return comparison !== null && outcome === 'fail' ? `${what}: ${comparison.change}` : what;
}

function countsText({ options, verdict, exit_code: code }: GateReport): string {
  if (options.report_only && verdict !== 'pass' && verdict !== 'interrupted') {
    return 'Report only: the exit code is 0 whatever the verdict.';
  }
  if (verdict !== 'inconclusive') return '';
  if (code !== 0) return 'Inconclusive checks fail the gate (--on-inconclusive fail).';
  return options.on_inconclusive === 'pass'
    ? 'Inconclusive checks pass the gate (--on-inconclusive pass).'
    : 'Inconclusive checks only warn; use --on-inconclusive fail to fail the gate.';
}

/** Collects the findings of gate and comparisons; of single runs only those invalidating them. */
function footnotesOf({ findings, comparison, baseline, runs }: GateReport): readonly Footnote[] {
  const live = (comparison?.runs ?? []).filter(({ side }) => side === 'b');
  const heads = [...live, ...runs];
  const of = [findings, comparison?.findings ?? [], baseline?.findings ?? []];
  return collectFootnotes([
    ...of.map((own) => ({ scenario: null, findings: own })),
    ...heads.flatMap((run) => findInvalidatingErrors([run], [run])),
  ]);
}

function gravestInSuite(checks: readonly GateCheckFact[]): readonly GateCheckFact[] {
  const gravest = checks.filter(({ outcome }) => outcome === checks[0]?.outcome);
  return gravest.toSorted((check, other) =>
    compareBySeverity({ fact: check.comparison }, { fact: other.comparison }),
  );
}

function nextOf([first]: readonly GateCheckFact[]): NextStep | null {
  if (first === undefined || first.outcome === 'pass' || first.outcome === 'new') return null;
  const { check, reproduce: again } = first;
  switch (first.outcome) {
    case 'refused':
      return {
        purpose: 'see which changes this machine can detect',
        command: calibrateCommand(check),
      };
    case 'undecided':
      return withMoreTime(first);
    case 'interrupted':
      return { purpose: 'finish the check', command: again };
    case 'fail':
    case 'warned':
      return { purpose: 'reproduce the result on your machine', command: again };
    default:
      return { purpose: 'try again once the problem is fixed', command: again };
  }
}

function calibrateCommand(check: GateCheck): string {
  const own = asChangeCheck(check)?.calibrate;
  return sanitizeCommand(own ?? `perf-harness calibrate ${quoteCommandWord(check.scenario)}`);
}

/** Returns a step to measure longer, the only way to decide a budget or baseline change. */
function withMoreTime({ comparison, reproduce: again }: GateCheckFact): NextStep {
  const purposes = { decide: 'get a verdict by measuring for longer', what: 'it' };
  const more = comparison && suggestLongerComparison(again, comparison, purposes);
  return more ?? { purpose: 'measure again', command: again };
}
