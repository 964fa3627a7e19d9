import type { Command } from 'perf-harness/plugin';
import {
  CLOSE_OPTIONS,
  GATE_OPTIONS,
  INVESTIGATE_OPTIONS,
  VERIFY_OPTIONS,
} from './investigate-command-options.ts';

const list: Command<Record<never, never>> = {
  name: 'list',
  summary: 'list stored investigations, newest first',
  options: {},
  hasReports: false,
  run: async (context) => (await import('./list-show-close-gate-commands.ts')).runList(context),
};

const show: Command<Record<never, never>> = {
  name: 'show',
  takes: '[id]',
  summary: 'show the report of an investigation (default: the newest)',
  options: {},
  hasReports: true,
  run: async (context) => (await import('./list-show-close-gate-commands.ts')).runShow(context),
};

const verify: Command<typeof VERIFY_OPTIONS> = {
  name: 'verify',
  takes: '[id]',
  summary: 'check whether a fix held',
  description:
    'Compares the logs after a fix with the values recorded for the incident, in three windows: up to 30 min, 2 h and 24 h after the fix. Exits with 1 if the fix did not hold, and with 3 if there is not enough evidence yet.',
  examples: [
    'perf-harness investigate verify --after v1.4.2 --logs access.log',
    'perf-harness investigate verify 2026-11-24-shop --after 2026-11-24T16:05Z \\',
    "  --fix PERF_FIX_001 --logs 'logs/*.gz' --metrics system.log",
    'perf-harness investigate verify --after 2h --logs access.log \\',
    '  --preset incident-exit',
  ],
  options: VERIFY_OPTIONS,
  hasReports: true,
  run: async (context) => (await import('./verify-command.ts')).runVerify(context),
};

const close: Command<typeof CLOSE_OPTIONS> = {
  name: 'close',
  takes: '[id]',
  summary: 'write a retrospective, a playbook and an archive entry',
  options: CLOSE_OPTIONS,
  hasReports: true,
  run: async (context) => (await import('./list-show-close-gate-commands.ts')).runClose(context),
};

const gate: Command<typeof GATE_OPTIONS> = {
  name: 'gate',
  takes: '[id]',
  summary: "write a scenario with budgets that fail at the incident's values",
  options: GATE_OPTIONS,
  hasReports: false,
  run: async (context) => (await import('./list-show-close-gate-commands.ts')).runGate(context),
};

/** `investigate`: it was fast and is slow now; why? */
export const investigate: Command<typeof INVESTIGATE_OPTIONS> = {
  name: 'investigate',
  summary: 'find out when and why a service became slow',
  description:
    'Reads logs, resource metrics, a repository and configurations; reports when the slowdown began, what changed then, and the evidence for and against each cause. Runs nothing except the scenario that you name, and changes nothing. Exits with 1 if something became worse.',
  examples: [
    'perf-harness investigate --since 4h --logs access.log',
    'perf-harness investigate --since 2026-11-24T12:00Z --until 2026-11-24T16:00Z \\',
    "  --service checkout --logs 'logs/*.gz' --metrics system.log",
    'perf-harness investigate --since 4h --logs app.jsonl --deploys deploys.csv',
    'perf-harness investigate --since 4h --logs access.log --log-format nginx.conf',
    'perf-harness investigate --since 4h --logs access.log --reporter html=out.html',
  ],
  options: INVESTIGATE_OPTIONS,
  hasReports: true,
  run: async (context) => (await import('./investigate-command.ts')).runInvestigate(context),
  commands: [list, show, verify, close, gate],
};
