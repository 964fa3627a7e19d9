import { BUDGET_PRESETS } from '../../../harness/model/scenario/budget-preset-names.ts';
import { optionError } from '../../../harness/model/value/bad-option-error.ts';
import { numberType } from '../../../harness/model/value/number-option-types.ts';
import { LOAD_PROFILES } from '../../init/k6/k6-load-profiles.ts';

/** CI services that a job can be written for. */
export const CI_SERVICES = ['github', 'gitlab'] as const;

const FORCE_OPTION = { help: 'overwrite existing files' } as const;

export const INIT_OPTIONS = {
  yes: { letter: '-y', help: 'ask no questions; use the first candidate that works' },
  force: FORCE_OPTION,
  list: {
    help: 'list what could be measured, with its share of the time of the tests; write nothing',
  },
  ci: {
    value: 'service',
    choices: CI_SERVICES,
    help: 'write a CI job instead of a scenario',
  },
  agents: { help: 'write instructions for coding agents: a skill page and a section in AGENTS.md' },
} as const;

export const INIT_K6_OPTIONS = {
  from: { value: 'source', help: 'an OpenAPI or HAR file, or http://127.0.0.1:3000' },
  shape: {
    value: 'name',
    choices: LOAD_PROFILES,
    usualWord: 'smoke',
    help: 'load profile',
  },
  scale: {
    value: 'factor',
    read: numberType({
      accepts: (scale) => Number.isFinite(scale) && scale > 0,
      takes: 'a factor above 0, such as 0.1',
    }).read,
    usualWord: '1',
    help: 'scale factor for stage durations, such as 0.1',
  },
  preset: {
    value: 'name',
    choices: BUDGET_PRESETS,
    usualWord: 'kpi-web',
    help: 'preset whose limits become thresholds of the script',
  },
  out: { value: 'file', help: 'k6 script to write (default: load/k6.js)' },
  force: FORCE_OPTION,
} as const;

export const INIT_FUNCTION_OPTIONS = {
  args: {
    value: 'list',
    read: readList,
    help: 'call the function with this JSON array; runs no tests',
  },
  bench: {
    help: 'write a benchmark for an existing tool instead: vitest, pytest, Go, criterion, .NET',
  },
  out: { value: 'file', help: 'scenario file (default: scenarios/<function>)' },
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
    `${flag} takes the arguments of the function as a JSON array, such as '["a", 3]'; found ${text.slice(0, 60)}.`,
  );
}
