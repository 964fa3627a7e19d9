import { isAbsolute, join, relative, resolve } from 'node:path';
import {
  type CommandContext,
  display,
  EXIT,
  type Outcome,
  toForwardSlashes,
} from 'perf-harness/plugin';
import { closeInvestigation } from '../closing/close-investigation.ts';
import { writeGate } from '../gate/write-regression-gate.ts';
import { createInvestigationStore, type InvestigationEntry } from '../store/investigation-store.ts';
import type { CLOSE_OPTIONS, GATE_OPTIONS } from './investigate-command-options.ts';
import { readCloseOptions } from './read-command-options.ts';

/** Characters of a cause, below the line of its investigation; the rest is in the report. */
const LONGEST_CAUSE = 76;

function investigationList(entries: readonly InvestigationEntry[]): string {
  if (entries.length === 0)
    return 'no investigations yet; start with: perf-harness investigate --since 4h --logs access.log\n';
  const width = Math.max(...entries.map(({ id }) => display.printable(id).length));
  return entries.map((entry) => `${lineOf(entry, width)}\n`).join('');
}

function lineOf(entry: InvestigationEntry, width: number): string {
  const id = display.printable(entry.id).padEnd(width);
  if (entry.state === 'damaged') return `${id}  damaged: ${display.printable(entry.problem)}`;
  const { incident, conclusion, causes, closed } = entry.report;
  const cause = closed?.cause ?? causes[0]?.change.title ?? null;
  const state = closed === undefined ? 'open  ' : 'closed';
  return [
    [id, state, display.printable(incident.service), conclusion].join('  '),
    ...(cause === null ? [] : [`    ${shortened(display.printable(cause))}`]),
  ].join('\n');
}

function shortened(text: string): string {
  return text.length <= LONGEST_CAUSE ? text : `${text.slice(0, LONGEST_CAUSE - 1)}…`;
}

type Empty = Record<never, never>;

/** `investigate list`: stored investigations, newest first. */
export async function runList({ host, config }: CommandContext<Empty>): Promise<Outcome> {
  const { list } = createInvestigationStore(host.files, config.stateFolder);
  return { exitCode: EXIT.ok, text: investigationList(list()) };
}

/** `investigate show`: a stored report, with its later verifications. */
export async function runShow({ host, config, words }: CommandContext<Empty>): Promise<Outcome> {
  const document = createInvestigationStore(host.files, config.stateFolder).load(words[0] ?? null);
  return { exitCode: EXIT.ok, document };
}

/** `investigate close`: retrospective, playbook, an entry in the archive. */
export async function runClose({
  host,
  config,
  words,
  flags,
}: CommandContext<typeof CLOSE_OPTIONS>): Promise<Outcome> {
  const closing = readCloseOptions(host, flags);
  const store = createInvestigationStore(host.files, config.stateFolder);
  const now = host.clock.now();
  const { report, written, stayed } = store.inTurn(() =>
    closeInvestigation(host.files, store.folder, store.load(words[0] ?? null), { ...closing, now }),
  );
  const placeOf = (path: string): string => display.printable(relative(host.cwd, path));
  const lines = [
    `closed ${display.printable(report.id)}: ${display.printable(report.closed?.cause ?? '')}`,
    ...written.map((path) => `  wrote ${placeOf(path)}`),
    ...stayed.map((path) => `  left ${placeOf(path)} unchanged`),
  ];
  return { exitCode: EXIT.ok, text: `${lines.join('\n')}\n`, document: report };
}

/** `investigate gate`: writes a scenario whose budgets fail during the incident, pass before it. */
export async function runGate({
  host,
  config,
  words,
  flags: { output },
}: CommandContext<typeof GATE_OPTIONS>): Promise<Outcome> {
  const store = createInvestigationStore(host.files, config.stateFolder);
  const report = store.load(words[0] ?? null);
  const folder =
    output === undefined ? join(store.folder, report.id, 'gate') : resolve(host.cwd, output);
  const place = relative(config.root, folder);
  const isInside = !place.startsWith('..') && !isAbsolute(place);
  // CI can run only files in the repository, to which the state folder does not belong.
  const named = output === undefined || !isInside ? 'scenarios' : toForwardSlashes(place);
  const gate = writeGate(host.files, { folder, named }, report);
  const lines = [
    `gate of ${display.printable(report.id)}${gate.endpoint === '' ? '' : `, for ${display.printable(gate.endpoint)}`}:`,
    "  fails at the incident's values, passes at the values before it",
    ...gate.budgets.map(
      ({ metric, limit, healthy, incident }) =>
        `  ${metric} ${limit} (${round(healthy, metric)} before, ${round(incident, metric)} during)`,
    ),
    'wrote a scenario and CI steps (add the command that starts the service to the scenario):',
    `  ${display.printable(relative(host.cwd, gate.scenario))}`,
    `  ${display.printable(relative(host.cwd, gate.steps))}`,
    ...(output === undefined
      ? [
          'To write these files into the repository: perf-harness investigate gate --output scenarios',
        ]
      : []),
  ];
  return { exitCode: EXIT.ok, text: `${lines.join('\n')}\n` };
}

function round(value: number, metric: string): string {
  return metric === 'error_rate'
    ? `${Number((value * 100).toPrecision(4))} %`
    : display.formatQuantity(value, 'ms');
}
