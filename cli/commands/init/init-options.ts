import { BUDGET_PRESETS } from '../../../harness/model/scenario/budget-preset.ts';
import { optionError } from '../../../harness/model/value/bad-option-error.ts';
import { numberType } from '../../../harness/model/value/number-option-types.ts';
import { LOAD_PROFILES } from '../../init/k6/k6-load-profiles.ts';

/** CI services that a job can be written for. */
export const CI_SERVICES = ['github', 'gitlab'] as const;

const FORCE_OPTION = { help: 'write over files that are there' } as const;

export const INIT_OPTIONS = {
  yes: { letter: '-y', help: 'ask nothing, take the first that works' },
  force: FORCE_OPTION,
  ci: {
    value: 'service',
    choices: CI_SERVICES,
    help: 'write the job of a CI service instead',
  },
  agents: { help: 'write what coding agents read: a skill page, and a part of AGENTS.md' },
} as const;

export const INIT_K6_OPTIONS = {
  from: { value: 'source', help: 'an OpenAPI or HAR file, or http://127.0.0.1:3000' },
  shape: {
    value: 'name',
    choices: LOAD_PROFILES,
    usualWord: 'smoke',
    help: 'course of the load',
  },
  scale: {
    value: 'factor',
    read: numberType({
      accepts: (scale) => Number.isFinite(scale) && scale > 0,
      takes: 'a factor above 0, such as 0.1',
    }).read,
    usualWord: '1',
    help: 'factor of its durations, such as 0.1',
  },
  preset: {
    value: 'name',
    choices: BUDGET_PRESETS,
    usualWord: 'kpi-web',
    help: 'limits that become thresholds',
  },
  out: { value: 'file', help: 'the script (default: load/k6.js)' },
  force: FORCE_OPTION,
} as const;

export const INIT_FUNCTION_OPTIONS = {
  args: { value: 'list', read: readList, help: 'call it with this JSON list; no test is run' },
  bench: {
    help: 'write a benchmark of your own tool instead: vitest, pytest, Go, criterion, .NET',
  },
  out: { value: 'file', help: 'the scenario (default: scenarios/ and its name)' },
  force: FORCE_OPTION,
} as const;

function readList(text: string, flag: string): readonly unknown[] {
  try {
    const list: unknown = JSON.parse(text);
    if (Array.isArray(list)) return list;
  } catch {
    // Said below.
  }
  throw optionError(
    `${flag} takes what the function is called with as a JSON list, such as '["a", 3]'; found ${text.slice(0, 60)}.`,
  );
}
