import type { ProfileReport } from '../../../harness/model/documents/profile-document.ts';
import { printable } from '../../text/printable.ts';
import type { Annotation, Block, Check, CheckSuite, Headline } from '../../view.ts';
import { distinctEnvironments, environmentBlock } from '../environment-block.ts';

type State = ProfileReport['state'];

/** Fields common to profiles and to differences between profiles. */
type Profiled = Pick<
  ProfileReport,
  'state' | 'scenario' | 'file' | 'created_at' | 'duration_ms' | 'environment'
>;

const RESULTS: Readonly<Record<State, Check['result']>> = {
  completed: 'passed',
  failed: 'error',
  interrupted: 'skipped',
};
const LEVELS: Readonly<Record<State, Annotation['level']>> = {
  completed: 'info',
  failed: 'error',
  interrupted: 'warning',
};

/** @param label - Headline of a document that is complete. */
export function profiledHeadline(state: State, sentence: string, label: string): Headline {
  const common = { outcome: state, sentence };
  switch (state) {
    case 'completed':
      return { ...common, label, sign: '●', tone: 'plain' };
    case 'failed':
      return { ...common, label: 'Failed', sign: '✗', tone: 'bad' };
    case 'interrupted':
      return { ...common, label: 'Interrupted', sign: '!', tone: 'doubt' };
  }
}

/** A suite of one check, with its output where it passes. */
export function profiledSuite(
  { state, scenario, file, created_at: startedAt, duration_ms: elapsedMs, environment }: Profiled,
  check: Pick<Check, 'name' | 'message'> & { readonly output: readonly string[] },
  properties: CheckSuite['properties'],
): CheckSuite {
  const { name, message, output } = check;
  const result = RESULTS[state];
  const common = { name, group: printable(scenario), result, message, elapsedMs };
  return {
    name: printable(scenario),
    file,
    startedAt,
    hostname: environment?.machine.hostname ?? null,
    ...(properties !== undefined && { properties }),
    checks: [
      result === 'passed'
        ? { ...common, text: [message, ...output].join('\n') }
        : { ...common, type: state },
    ],
  };
}

/** The sentence of the headline; `title` names the document. */
export function stateAnnotation(state: State, title: string, message: string): Annotation {
  return { level: LEVELS[state], title: `${title}: ${state}`, message, file: null };
}

/** Table of the machine. */
export function machineTable({ environment }: Profiled): readonly Block[] {
  return environment === null ? [] : [environmentBlock(distinctEnvironments([{ environment }]))];
}
