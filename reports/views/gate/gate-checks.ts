import { assertNever } from '../../../harness/model/assert-never.ts';
import type { GateReport } from '../../../harness/model/documents/gate-document.ts';
import { onlyWarns } from '../../../harness/model/only-warns.ts';
import type { GateCheckFact } from '../../facts/gate/gate-check-fact.ts';
import type { GateFacts } from '../../facts/gate/gate-facts.ts';
import type { Check, CheckSuite } from '../../view.ts';

/** A gate as suites: a scenario each, with a check for each of its own. */
export function gateSuites(facts: GateFacts, gate: GateReport): readonly CheckSuite[] {
  const scenarios = Map.groupBy([...facts.open, ...facts.fine], ({ scenario }) => scenario);
  const runs = [...gate.runs, ...(gate.comparison?.runs ?? [])];
  return [...scenarios].map(([name, checks]) => {
    const own = runs.filter(({ scenario }) => scenario === checks[0]?.check.scenario);
    const head = own.find(({ side }) => side !== 'a');
    const floor = facts.comparison?.scenarios.find((one) => one.scenario === name)?.floor ?? '';
    const trials = own.flatMap((run) => run.trials);
    return {
      name,
      file: head?.file ?? null,
      startedAt: head?.startedAt ?? null,
      hostname: head?.environment?.machine.hostname ?? null,
      properties: [
        ...(facts.base === null ? [] : [['base', facts.base] as const]),
        ...(facts.baseline === null ? [] : [['baseline', facts.baseline] as const]),
        ...(floor === '' ? [] : [['floor', floor] as const]),
      ],
      checks: checks.map((check) => ({
        name: check.subject || 'measured',
        group: check.scenario,
        ...resultOf(check, gate),
      })),
      elapsedMs: trials.reduce((sum, { durationMs }) => sum + durationMs, 0),
    };
  });
}

/** Types of failures: only a change is a regression. */
const FAILURES: Readonly<Record<string, string>> = { change: 'regression', scenario: 'failed' };

/**
 * Unknown outcomes are skipped, unless they count. A report is not redder than the exit code: of a
 * gate that only reports nothing fails.
 */
function resultOf(
  { check, outcome, line, why, values, reproduce }: GateCheckFact,
  { options, exit_code: code }: GateReport,
): Pick<Check, 'result' | 'type' | 'message' | 'text'> {
  const message = [line, values, why].filter((part) => part !== '').join('; ');
  const text = `${message}\nreproduce: ${reproduce}`;
  const isRed = code !== 0;
  const skipped = { result: 'skipped', message } as const;
  switch (outcome) {
    case 'pass':
    case 'new':
      return { result: 'passed', message };
    case 'warned':
      return { result: 'passed', message: `warning: ${message}` };
    case 'undecided':
      return isRed && options.on_inconclusive === 'fail' && !onlyWarns(check)
        ? { result: 'failure', type: 'inconclusive', message, text }
        : skipped;
    case 'fail':
      return isRed
        ? { result: 'failure', type: FAILURES[check.type] ?? check.type, message, text }
        : skipped;
    case 'refused':
    case 'incomparable':
    case 'failed':
    case 'tool':
    case 'blocked':
    case 'interrupted':
      return isRed ? { result: 'error', type: outcome, message, text } : skipped;
    default:
      return assertNever(outcome);
  }
}
