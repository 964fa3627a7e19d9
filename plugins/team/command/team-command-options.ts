import {
  ACCEPT_OPTION,
  programOptions,
} from '../../optimize/cli-options-for-generators-and-reviewers.ts';

export const SESSION_OPTIONS = {
  session: {
    value: 'id',
    help: 'session to use (default: the unfinished session)',
    toolHelp: 'Default: the only unfinished session.',
  },
} as const;

const TIMEOUT_OPTION = {
  value: 'duration',
  help: 'time limit per task, including waits for other measurements (default: 45min)',
} as const;

export const RUN_OPTIONS = {
  parallelMode: {
    value: 'mode',
    help: 'auto, single, fan-out or independent (default: auto, which selects independent if there are several targets)',
    toolHelp: 'auto, single, fan-out or independent. Default: auto.',
  },
  maxBranches: {
    value: 'count',
    wholeNumber: [1, 10],
    help: 'maximum number of branches in a fan-out, 1 to 10 (default: 5)',
    toolHelp: 'Default: 5.',
  },
  metric: {
    value: 'name',
    help: 'metric to improve, such as fcp, memory or startup (default: time)',
    toolHelp: 'Metric to improve, such as fcp, memory or startup. Default: time.',
  },
  for: {
    value: 'words',
    help: 'purpose of the work, in your own words',
    toolHelp: 'Purpose of the work, in words.',
  },
  yes: { help: 'accept the default answer to every question' },
  accept: ACCEPT_OPTION,
  taskTimeout: TIMEOUT_OPTION,
  ...programOptions('changes'),
} as const;

export const RESUME_OPTIONS = { ...SESSION_OPTIONS, taskTimeout: TIMEOUT_OPTION } as const;

export const START_OPTIONS = {
  ...RUN_OPTIONS,
  resume: {
    value: 'session',
    help: 'resume this session',
    toolHelp: 'Resume this session; cannot be combined with other options.',
  },
} as const;

export const STATUS_OPTIONS = {
  ...SESSION_OPTIONS,
  watch: { help: 'refresh after every change until no worker is active' },
} as const;

export const DECIDE_OPTIONS = {
  ...SESSION_OPTIONS,
  proceed: { help: 'proceed without changes', toolHelp: 'Proceed without changes.' },
  narrow: {
    value: 'place',
    isRepeatable: true,
    help: 'CP-0, CP-1: limit the work to this location; repeatable',
    toolHelp: 'CP-0, CP-1: limit the work to these locations.',
  },
  metric: {
    value: 'name',
    help: 'CP-0: metric to improve, such as fcp, memory or startup',
  },
  priority: {
    value: 'OPT=P',
    isRepeatable: true,
    help: 'CP-2: OPT-001=P0; repeatable',
    toolHelp: 'CP-2: such as ["OPT-003=P0"].',
  },
  again: {
    help: 'after a disagreement: repeat the task',
    toolHelp: 'After a disagreement: repeat the task.',
  },
} as const;

export const FINISH_OPTIONS = {
  ...SESSION_OPTIONS,
  archive: { help: 'close the session and keep it as a record' },
  keep: { help: 'leave the session open' },
  export: {
    value: 'folder',
    help: 'copy the artefacts to this folder, then archive the session',
    toolHelp: 'Project folder to copy the artefacts to; the session is then archived.',
  },
} as const;
