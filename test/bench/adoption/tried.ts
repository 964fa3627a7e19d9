import type { AdoptionEntry, Command, CommandEnd, Step } from '../../../bench/adoption/entries.ts';
import type { Repository } from '../../../bench/adoption/repositories.ts';

/** A repository of the list. */
export function repository(name: string, half: Repository['half'] = 'development'): Repository {
  return {
    repository: name,
    commit: '0123456789abcdef',
    half,
    note: '',
    language: 'typescript',
    modules: 'esm',
    kind: 'library',
    framework: null,
    packageManager: 'npm',
    workspace: false,
  };
}

/** A program that ended, with what it printed on stderr. */
export function ended(command: string, end: CommandEnd | number, ...stderr: string[]): Command {
  const how = typeof end === 'number' ? ({ type: 'code', code: end } as const) : end;
  return { command, end: how, seconds: 2, stdout: [], stderr };
}

/** A step in the journal. */
export function entry(
  name: string,
  step: Step,
  works: boolean,
  commands: readonly Command[],
  more: Partial<Pick<AdoptionEntry, 'round' | 'verdicts' | 'measured'>> = {},
): AdoptionEntry {
  const round = more.round ?? 1;
  return {
    id: `${round}/${name}/${step}`,
    repository: name,
    step,
    works,
    commands,
    at: '',
    commit: 'abc',
    node: '26.0.0',
    machine: 'a machine',
    ...more,
    round,
  };
}

/** All steps of a repository in which everything works, and those that are said to be otherwise. */
export function tried(
  name: string,
  otherwise: Partial<Record<Step, AdoptionEntry>> = {},
  round = 1,
): readonly AdoptionEntry[] {
  const fine = (step: Step, command: string, more = {}): AdoptionEntry =>
    otherwise[step] ?? entry(name, step, true, [ended(command, 0)], { round, ...more });
  const verdicts = [{ scenario: 'first', metric: 'wall_time', verdict: 'unchanged' }];
  return [
    fine('clone', 'git clone'),
    fine('install', 'npm ci'),
    fine('own', 'npm run test'),
    fine('add', 'npm install'),
    fine('init', 'perf-harness init --yes'),
    fine('run', 'perf-harness run --quick', { measured: ['first'] }),
    fine('compare', 'perf-harness compare HEAD~20', { verdicts }),
  ];
}
