import { assertNever } from '../../../harness/model/assert-never.ts';
import type {
  GateCheck,
  GateOptions,
  GateReport,
} from '../../../harness/model/documents/gate-document.ts';
import { onlyWarns } from '../../../harness/model/only-warns.ts';
import { culpritSource } from '../../facts/comparison/culprit-source.ts';
import type { GateCheckFact } from '../../facts/gate/gate-check-fact.ts';
import type { GateFacts } from '../../facts/gate/gate-facts.ts';
import { explanationOf } from '../../facts/gate/worst-failure.ts';
import type { Annotation } from '../../view.ts';

/**
 * What a gate found, the gravest first. A gate that only reports shows no errors; what is undecided is
 * one where it counts, and where it is let pass it is not even warned of.
 */
export function gateAnnotations(
  { open, comparison }: GateFacts,
  { exit_code: exitCode, options }: Pick<GateReport, 'exit_code' | 'options'>,
): readonly Annotation[] {
  const isTold = ({ outcome }: GateCheckFact): boolean =>
    outcome !== 'undecided' || options.on_inconclusive !== 'pass';
  return open.filter(isTold).map((check) => ({
    ...checkAnnotation(check, exitCode, options),
    ...(check.outcome === 'fail' &&
      culpritSource(explanationOf(check, comparison?.scenarios ?? []))),
  }));
}

function checkAnnotation(fact: GateCheckFact, exitCode: number, options: GateOptions): Annotation {
  const { scenario, line, why, values, reproduce, file } = fact;
  const details = [values, why].filter((part) => part !== '').join('; ');
  return {
    level: exitCode === 0 ? 'warning' : levelOf(fact, options),
    title: `${scenario}: ${WORDS[fact.outcome]}`,
    message: [line, ...(details === '' ? [] : [details]), `see it again: ${reproduce}`].join('\n'),
    file,
  };
}

const WORDS: Readonly<Record<GateCheck['outcome'], string>> = {
  fail: 'performance gate failed',
  failed: 'could not be measured',
  tool: 'a tool is missing',
  blocked: 'was not measured',
  interrupted: 'interrupted',
  refused: 'limit refused',
  incomparable: 'could not be compared',
  undecided: 'undecided',
  warned: 'over a limit that warns',
  new: 'new',
  pass: 'passed',
};

function levelOf(
  { outcome, check }: GateCheckFact,
  { on_inconclusive: what }: GateOptions,
): Annotation['level'] {
  switch (outcome) {
    case 'fail':
    case 'failed':
    case 'tool':
    case 'blocked':
    case 'refused':
    case 'incomparable':
    case 'interrupted':
      return 'error';
    case 'undecided':
      return what === 'fail' && !onlyWarns(check) ? 'error' : 'warning';
    case 'warned':
      return 'warning';
    case 'new':
    case 'pass':
      return 'info';
    default:
      return assertNever(outcome);
  }
}
