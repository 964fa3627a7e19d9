import type { ProfileReport } from '../../../harness/model/documents/profile-document.ts';
import { shellQuote } from '../../../harness/model/shell-quote.ts';
import type {
  Annotation,
  Block,
  CheckSuite,
  Headline,
  SuiteCheck,
} from '../../format-independent-report-view.ts';
import type { NextStep } from '../../suggested-next-step.ts';
import { printable } from '../../text/printable-text.ts';
import { distinctEnvironments, environmentBlock } from '../environment-block.ts';

type State = ProfileReport['state'];

/** Fields common to profiles and to differences between profiles. */
type Profiled = Pick<
  ProfileReport,
  'state' | 'scenario' | 'file' | 'created_at' | 'duration_ms' | 'environment'
>;

const STATES = {
  completed: { sign: '●', result: 'passed', level: 'info' },
  failed: { sign: '✗', label: 'Failed', result: 'error', level: 'error' },
  interrupted: { sign: '!', label: 'Interrupted', result: 'skipped', level: 'warning' },
} as const;

/** @param label - Headline of a document that is complete. */
export function profiledHeadline(outcome: State, sentence: string, label: string): Headline {
  const { sign, ...own } = STATES[outcome];
  return { outcome, sentence, sign, label: 'label' in own ? own.label : label };
}

export function profiledSuite(
  { state, scenario, file, created_at: startedAt, duration_ms: elapsedMs, environment }: Profiled,
  check: Pick<SuiteCheck, 'name' | 'message'> & { readonly output: readonly string[] },
  properties: NonNullable<CheckSuite['properties']>,
): CheckSuite {
  const { name, message, output } = check;
  const { result } = STATES[state];
  const group = printable(scenario);
  const shown = result === 'passed' && { text: [message, ...output].join('\n') };
  return {
    name: group,
    file,
    startedAt,
    hostname: environment?.machine.hostname ?? null,
    properties,
    checks: [{ name, group, result, type: state, message, ...shown, elapsedMs }],
  };
}

/** The sentence of the headline; `title` names the document. */
export function stateAnnotation(state: State, title: string, message: string): Annotation {
  return { level: STATES[state].level, title: `${title}: ${state}`, message };
}

export function machineTable({ environment }: Profiled): readonly Block[] {
  return environment === null ? [] : [environmentBlock(distinctEnvironments([{ environment }]))];
}

/** The step after a profile by `profile <scenario> <rest>`; null: no scenario file could be measured again. */
export function profiledNextStep(
  { state, scenario, file }: Profiled,
  rest: string,
): NextStep | null {
  if (file === null) return null;
  const name = shellQuote(scenario);
  return state === 'completed'
    ? {
        purpose: 'view the flame graph',
        command: `perf-harness profile ${name} ${rest}`,
        makesPage: true,
      }
    : { purpose: 'run the scenario without profiling', command: `perf-harness run ${name}` };
}
