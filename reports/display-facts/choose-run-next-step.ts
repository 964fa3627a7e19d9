import { z } from 'zod';
import type { RunRecord } from '../../harness/model/documents/run-record.ts';
import { printableShellWords, shellQuote } from '../../harness/model/shell-quote.ts';
import type { RenderOptions } from '../reporter.ts';
import type { NextStep } from '../suggested-next-step.ts';
import { printable, quoteCommandWord } from '../text/printable-text.ts';

import type { Footnote } from './collect-finding-footnotes.ts';
import { parseBudgetLimit } from './run/budget-display-data.ts';
import type { RunFacts } from './run/single-run-display-data.ts';

/** Checks whose findings indicate that the machine may have made the measurements uncertain. */
export const NOISE_CHECKS: ReadonlySet<string> = new Set([
  'busy-machine',
  'drift',
  'high-variance',
  'unstable-baseline',
  'wide-interval',
]);

/** Next step if another program made the measurements. */
export const IMPORT_NEXT_STEP: NextStep = {
  purpose: 'import the files of more runs',
  command: 'perf-harness import --help',
};

export function chooseRunNextStep(
  runs: readonly RunFacts[],
  footnotes: readonly Footnote[],
  { baseline = null }: Pick<RenderOptions, 'baseline'>,
): NextStep | null {
  // Field data of real users need no further step.
  if (
    runs.length > 0 &&
    runs.every(({ field, metrics }) => field !== null && metrics.length === 0)
  ) {
    return null;
  }
  const first = (outcome: RunFacts['outcome']): RunFacts | undefined =>
    runs.find((run) => run.outcome === outcome);
  const interrupted = first('interrupted');
  if (interrupted !== undefined) {
    return { purpose: 'finish the measurement', command: rerun(interrupted.run, null) };
  }
  const failed = first('failed');
  if (failed !== undefined && failed.failures.length === 0) return afterBlock(failed);
  if (failed !== undefined) {
    const command = `perf-harness report ${shortId(failed, runs)} --reporter json`;
    return { purpose: 'read the full details of the failure', command };
  }
  const failing = first('fail');
  if (failing !== undefined && baseline !== null) {
    return { purpose: 'see what changed', command: `perf-harness compare ${shellQuote(baseline)}` };
  }
  if (failing !== undefined) {
    const command = 'perf-harness baseline save before';
    return { purpose: 'save this run as a reference for your change', command };
  }
  const unsure = first('inconclusive');
  if (unsure?.run.imported !== undefined) return IMPORT_NEXT_STEP;
  if (unsure !== undefined) {
    return {
      purpose: 'run more trials for a verdict',
      command: rerun(unsure.run, neededTrials(unsure)),
    };
  }
  if (footnotes.some(({ id, level }) => level !== 'info' && NOISE_CHECKS.has(id))) {
    return {
      purpose: 'check how stable this machine is',
      command: 'perf-harness doctor --stability 60s',
    };
  }
  if (runs.length === 0)
    return { purpose: 'list the scenarios', command: 'perf-harness run --list' };
  if (baseline !== null) {
    const command = `perf-harness compare ${shellQuote(baseline)}`;
    return { purpose: 'compare with the baseline', command };
  }
  return {
    purpose: 'save this run as a reference for later runs',
    command: 'perf-harness baseline save main',
  };
}

/** Returns the time starting an identifier if it identifies the run; `report` accepts it. */
function shortId({ id }: RunFacts, runs: readonly RunFacts[]): string {
  const [time = id] = id.split('-');
  return runs.filter((run) => run.id.startsWith(time)).length === 1 ? time : id;
}

/** Returns the next step if an error prevented all measurements. */
function afterBlock({ run }: RunFacts): NextStep {
  const isToolMissing = run.findings.some(
    ({ id, level }) => level === 'error' && id.startsWith('tool-'),
  );
  return isToolMissing
    ? { purpose: 'see how to install the missing tool', command: 'perf-harness doctor' }
    : { purpose: 'measure once the error is fixed', command: rerun(run, null) };
}

const MOST_TRIALS = 200;

/**
 * Trials that would pull the interval off the limit: its width shrinks with the root of n. Twice
 * as many at least, and no more than anyone would wait for.
 */
function neededTrials({ run }: RunFacts): number {
  const needs = run.budgets.flatMap(({ verdict, metric, value, low, high, limit }) => {
    const summary = run.metrics[metric];
    if (verdict !== 'inconclusive' || summary === undefined) return [];
    const line = parseBudgetLimit({ limit }, summary.unit);
    if (line === null || value === null || low === null || high === null) return [];
    const side = value < line ? high - value : value - low;
    return [summary.n * (side / Math.max(Number.MIN_VALUE, Math.abs(value - line))) ** 2];
  });
  const measured = Math.max(1, ...Object.values(run.metrics).map(({ n }) => n));
  return Math.min(MOST_TRIALS, Math.ceil(Math.max(2 * measured, ...needs)));
}

/** Original command or URL of an ad-hoc scenario; a record of another origin may lack it. */
const settingsSchema = z.object({
  command: z
    .union([
      z.object({ type: z.literal('argv'), argv: z.array(z.string()) }),
      z.object({ type: z.literal('shell'), text: z.string() }),
    ])
    .optional(),
  request: z.object({ url: z.string() }).optional(),
});

function rerun(run: RunRecord, trials: number | null): string {
  const start = trials === null ? 'perf-harness run' : `perf-harness run --trials ${trials}`;
  if (run.file !== null) return `${start} ${quoteCommandWord(run.scenario)}`;
  const { command, request } = settingsSchema.safeParse(run.settings).data ?? {};
  if (command?.type === 'argv') return `${start} -- ${printableShellWords(command.argv)}`;
  if (command?.type === 'shell') return `${start} -- ${printable(command.text)}`;
  return `${start} ${quoteCommandWord(request?.url ?? run.scenario)}`;
}
