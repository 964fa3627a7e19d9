import { ACCEPT_OPTION, programOptions } from '../../optimize/program-options-for-plugins.ts';

export const SESSION_OPTIONS = {
  session: {
    value: 'id',
    help: 'which one (default: the one that is not completed)',
    toolHelp: 'Its name. Default: the only one that is not completed.',
  },
} as const;

const TIMEOUT_OPTION = {
  value: 'duration',
  help: 'for each task, waiting for other measurements included (default: 45min)',
} as const;

export const RUN_OPTIONS = {
  parallelMode: {
    value: 'mode',
    help: 'auto, single, fan-out or independent (default: auto; several targets: independent)',
  },
  maxBranches: {
    value: 'count',
    wholeNumber: [1, 10],
    help: 'most branches of a fan-out, 1 to 10 (default: 5)',
    toolHelp: 'Default: 5.',
  },
  metric: {
    value: 'name',
    help: 'what is to get better, such as fcp, memory or startup (default: time)',
    toolHelp: 'What is to get better, such as fcp, memory or startup. Default: time.',
  },
  for: {
    value: 'words',
    help: 'what it is for, in your words',
    toolHelp: 'What it is for, in words.',
  },
  yes: { help: 'take the usual answer to every question' },
  accept: ACCEPT_OPTION,
  taskTimeout: TIMEOUT_OPTION,
  ...programOptions('changes'),
} as const;

export const RESUME_OPTIONS = { ...SESSION_OPTIONS, taskTimeout: TIMEOUT_OPTION } as const;

/** Options of a program that starts or resumes a team. */
export const START_OPTIONS = {
  ...RUN_OPTIONS,
  resume: {
    value: 'session',
    help: 'go on with this session',
    toolHelp: 'Go on with this session; nothing else is taken with it.',
  },
} as const;

export const STATUS_OPTIONS = {
  ...SESSION_OPTIONS,
  watch: { help: 'again whenever it changes, until nobody works on it' },
} as const;

export const DECIDE_OPTIONS = {
  ...SESSION_OPTIONS,
  proceed: { help: 'go on as it is' },
  narrow: {
    value: 'place',
    isRepeatable: true,
    help: 'CP-0, CP-1: work on this place alone; repeatable',
    toolHelp: 'CP-0, CP-1: work on these places alone.',
  },
  metric: {
    value: 'name',
    help: 'CP-0: what is to get better, such as fcp, memory or startup',
  },
  priority: {
    value: 'OPT=P',
    isRepeatable: true,
    help: 'CP-2: OPT-001=P0; repeatable',
    toolHelp: 'CP-2: such as ["OPT-003=P0"].',
  },
  again: { help: 'where no agreement was found: have it done again' },
} as const;

export const FINISH_OPTIONS = {
  ...SESSION_OPTIONS,
  archive: { help: 'a record, and nothing more will happen to it' },
  keep: { help: 'leave it open' },
  export: {
    value: 'folder',
    help: 'copy its artefacts there, then archive it',
    toolHelp: 'A folder of the project to copy its artefacts to; then it is archived.',
  },
} as const;
