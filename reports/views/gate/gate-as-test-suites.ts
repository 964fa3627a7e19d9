import { type GateReport, isWarningOnly } from '../../../harness/model/documents/gate-document.ts';
import { findCulpritLine } from '../../display-facts/comparison/change-explanation-display-data.ts';
import { findCheckExplanation } from '../../display-facts/gate/describe-worst-failure.ts';
import {
  GATE_OUTCOME_LABELS,
  type GateCheckFact,
} from '../../display-facts/gate/gate-check-display-data.ts';

import type { GateFacts } from '../../display-facts/gate/regression-gate-display-data.ts';
import type { Annotation, CheckSuite, SuiteCheck } from '../../format-independent-report-view.ts';
import { joinTexts } from '../../text/sentence-parts.ts';

export function gateSuites(facts: GateFacts, gate: GateReport): readonly CheckSuite[] {
  const scenarios = Map.groupBy([...facts.open, ...facts.fine], ({ scenario }) => scenario);
  const runs = [...gate.runs, ...(gate.comparison?.runs ?? [])];
  return [...scenarios].map(([name, checks]) => {
    const own = runs.filter(({ scenario }) => scenario === checks[0]?.check.scenario);
    const head = own.find(({ side }) => side !== 'a');
    const floor =
      facts.comparison?.scenarios.find((scenario) => scenario.scenario === name)?.floor ?? '';
    const trials = own.flatMap((run) => run.trials);
    return {
      name,
      file: head?.file ?? null,
      startedAt: head?.startedAt ?? null,
      hostname: head?.environment?.machine.hostname ?? null,
      properties: [
        ['base', facts.base ?? ''],
        ['baseline', facts.baseline ?? ''],
        ['floor', floor],
      ],
      checks: checks.map((check) => ({
        name: check.subject || 'measured',
        group: name,
        ...resultOf(check, gate),
      })),
      elapsedMs: trials.reduce((sum, { durationMs }) => sum + durationMs, 0),
    };
  });
}

/** True if an outcome fails the gate; inconclusive checks do if the options say so. */
function isError({ outcome, check }: GateCheckFact, { options }: Pick<GateReport, 'options'>) {
  return outcome === 'undecided'
    ? options.on_inconclusive === 'fail' && !isWarningOnly(check)
    : GATE_OUTCOME_LABELS[outcome].level === 'error';
}

/** Types of failures: only a change is a regression. */
const FAILURES: Readonly<Record<string, string>> = { change: 'regression', scenario: 'failed' };

/**
 * Returns the result of a check. Inconclusive outcomes are skipped unless they count. A report is
 * never more severe than the exit code: in a report-only gate nothing fails.
 */
function resultOf(
  fact: GateCheckFact,
  gate: GateReport,
): Pick<SuiteCheck, 'result' | 'type' | 'message' | 'text'> {
  const { check, outcome, line, why, values, reproduce } = fact;
  const message = joinTexts([line, values, why]);
  if (GATE_OUTCOME_LABELS[outcome].level === 'info') return { result: 'passed', message };
  if (outcome === 'warned') return { result: 'passed', message: `warning: ${message}` };
  if (gate.exit_code === 0 || !isError(fact, gate)) return { result: 'skipped', message };
  const common = { message, text: `${message}\nreproduce: ${reproduce}` };
  if (outcome === 'undecided') return { result: 'failure', type: 'inconclusive', ...common };
  return outcome === 'fail'
    ? { result: 'failure', type: FAILURES[check.type] ?? check.type, ...common }
    : { result: 'error', type: outcome, ...common };
}

/**
 * Returns the findings of a gate, most severe first. A gate in report-only mode shows no errors;
 * inconclusive checks are errors if they count, and are left out if the options let them pass.
 */
export function gateAnnotations(
  { open, comparison }: GateFacts,
  gate: Pick<GateReport, 'exit_code' | 'options'>,
): readonly Annotation[] {
  const isTold = ({ outcome }: GateCheckFact): boolean =>
    outcome !== 'undecided' || gate.options.on_inconclusive !== 'pass';
  return open.filter(isTold).map((fact) => {
    const { scenario, line, why, values, reproduce, file, outcome } = fact;
    const { title, level } = GATE_OUTCOME_LABELS[outcome];
    const strict = isError(fact, gate) ? 'error' : level;
    return {
      level: gate.exit_code === 0 ? 'warning' : strict,
      title: `${scenario}: ${title}`,
      message: joinTexts([line, joinTexts([values, why]), `reproduce: ${reproduce}`], '\n'),
      file,
      ...(outcome === 'fail' &&
        findCulpritLine(findCheckExplanation(fact, comparison?.scenarios ?? []))),
    };
  });
}
