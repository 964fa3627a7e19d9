import '../../harness/loader/register-self.ts';
import { isAbsolute, join, relative, resolve } from 'node:path';
import { judgeBudget } from '../../harness/gate/judge.ts';
import { parseBudget } from '../../harness/gate/parse-budget.ts';
import { createInvestigationStore } from '../../harness/history/investigation-store.ts';
import type { Host } from '../../harness/host.ts';
import type { InvestigationReport } from '../../harness/model/documents/investigation-document.ts';
import { EXIT, type ExitCode } from '../../harness/model/exit-code.ts';
import { slashed } from '../../harness/model/slashed.ts';
import {
  type CloseWords,
  type KeptWords,
  readClose,
  readKept,
  readShown,
} from '../../options/investigate-follow-up.ts';
import { documentMarkdown } from '../../reports/markdown/document-markdown.ts';
import { formatQuantity } from '../../reports/scale.ts';
import { printable } from '../../reports/text/printable.ts';
import { investigationList } from '../output/investigation-list.ts';
import { openReportTargets, writeReports } from '../output/reporting.ts';

/** `investigate list`: what is kept, newest first. */
export async function listInvestigations(host: Host, words: KeptWords): Promise<ExitCode> {
  const { config } = await readKept(host, words);
  const { list } = createInvestigationStore(host.files, config.stateFolder);
  host.terminal.out(investigationList(list()));
  return EXIT.ok;
}

/** `investigate show`: the report of one again, with what was verified since. */
export async function showInvestigation(host: Host, words: KeptWords): Promise<ExitCode> {
  const { config, key, reports } = await readShown(host, words);
  const targets = await openReportTargets(host, reports);
  const report = createInvestigationStore(host.files, config.stateFolder).load(key);
  writeReports(host, targets, report, { baseline: null, root: config.root });
  return EXIT.ok;
}

/** `investigate close`: retrospective, playbook, an entry in the archive. */
export async function closeKept(host: Host, words: CloseWords): Promise<ExitCode> {
  const { config, key, reports, ...closing } = await readClose(host, words);
  const targets = reports === null ? [] : await openReportTargets(host, reports);
  const { closeInvestigation } = await import('../../plugins/investigate/start-follow-up.ts');
  const store = createInvestigationStore(host.files, config.stateFolder);
  const now = host.clock.now();
  const done = store.inTurn(() =>
    closeInvestigation(host.files, store.folder, store.load(key), { ...closing, now }, inMarkdown),
  );
  const say = (path: string): string => printable(relative(host.cwd, path));
  host.terminal.out(
    [
      `closed ${printable(done.report.id)}: ${printable(done.report.closed?.cause ?? '')}`,
      ...done.written.map((path) => `  wrote ${say(path)}`),
      ...done.stayed.map((path) => `  left ${say(path)} as it was`),
      '',
    ].join('\n'),
  );
  writeReports(host, targets, done.report, { baseline: null, root: config.root });
  return EXIT.ok;
}

/** `investigate gate`: a scenario with budgets that the incident breaks and the time before it keeps. */
export async function gateKept(
  host: Host,
  words: KeptWords & { readonly output?: string },
): Promise<ExitCode> {
  const { config, key } = await readKept(host, words);
  const { writeGate } = await import('../../plugins/investigate/start-follow-up.ts');
  const store = createInvestigationStore(host.files, config.stateFolder);
  const report = store.load(key);
  const folder =
    words.output === undefined
      ? join(store.folder, report.id, 'gate')
      : resolve(host.cwd, words.output);
  const place = relative(config.root, folder);
  const isInside = !place.startsWith('..') && !isAbsolute(place);
  // What CI is to run has to be in the repository, which the state folder is not.
  const named = words.output === undefined || !isInside ? 'scenarios' : slashed(place);
  const gate = writeGate(host.files, { folder, named }, report, keeps);
  host.terminal.out(
    [
      `gate of ${printable(report.id)}${gate.endpoint === '' ? '' : `, for ${printable(gate.endpoint)}`}:`,
      '  fails on the incident, passes before it',
      ...gate.budgets.map(
        ({ metric, limit, healthy, incident }) =>
          `  ${metric} ${limit} (${round(healthy, metric)} before, ${round(incident, metric)} during)`,
      ),
      'wrote a scenario, in which you say what starts the service, and steps for CI:',
      `  ${printable(relative(host.cwd, gate.scenario))}`,
      `  ${printable(relative(host.cwd, gate.steps))}`,
      ...(words.output === undefined
        ? ['Into the repository: perf-harness investigate gate --output scenarios']
        : []),
      '',
    ].join('\n'),
  );
  return EXIT.ok;
}

/** Whether a number keeps a budget, by the parser and the judge of gates. */
function keeps(metric: string, limit: string, value: number): boolean {
  const budget = parseBudget(metric, limit, 'error');
  if ('problem' in budget) throw new TypeError(`${metric} ${limit}: ${budget.problem}`);
  const judged = judgeBudget(budget, {
    unit: metric === 'error_rate' ? 'ratio' : 'ms',
    better: 'lower',
    nature: 'timed',
    center: value,
    low: value,
    high: value,
    confidence: 0,
    n: 1,
    variation: 0,
    sample: [value],
  });
  return judged.verdict === 'pass';
}

function round(value: number, metric: string): string {
  return metric === 'error_rate'
    ? `${Number((value * 100).toPrecision(4))} %`
    : formatQuantity(value, 'ms');
}

/** The report of one, as the file that is kept has it. */
export function inMarkdown(report: InvestigationReport): string {
  return documentMarkdown(report, { baseline: null });
}
