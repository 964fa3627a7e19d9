import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { type Host, measure, processes } from 'perf-harness/plugin';
import type { Proof } from '../document/proof-document.ts';
import { findMetricDirection } from '../optimization-metrics.ts';
import { isProgramModule } from '../verify/change/program-modules.ts';

export interface ComparedFolders {
  readonly base: string;
  readonly head: string;
  /** Metrics that decide; null: each scenario's own. */
  readonly metrics: readonly string[] | null;
  readonly limits: processes.TreeLimits;
  readonly signal: AbortSignal;
}

/** Scenarios by name, file or tag, or a command; empty: all scenarios that the project has. */
export type MeasurementTarget = Pick<
  Parameters<typeof measure.compare>[0],
  'targets' | 'command' | 'budgetMs'
>;

export type Measured = Pick<Proof, 'gains' | 'unmeasured' | 'findings'>;

/** Measures a change by live comparisons, each scenario by its deciding metric. */
export async function measureChange(
  { base, head, metrics, limits, signal }: ComparedFolders,
  subject: MeasurementTarget,
): Promise<Measured> {
  const { comparisons } = await measure.compare({
    base,
    head,
    cwd: head,
    limits,
    signal,
    explain: false,
    label: 'perf-harness prove',
    ...subject,
    ...(metrics !== null && { decideBy: metrics }),
  });
  const gains = comparisons
    .filter(({ gated }) => gated)
    .map(({ scenario: name, metric, verdict, ratio, low, high, reason }) => ({
      scenario: name,
      benchmark: null,
      metric,
      verdict,
      ratio,
      low,
      high,
      reason,
      better: findMetricDirection(metric),
    }));
  const unmeasured = gains.length === 0 ? 'the scenarios have no gated metric' : null;
  return { gains, unmeasured, findings: [] };
}

/** Time of a process that loads a module, after to before, from which on loading is slower. */
const SLOWER = 1.1;
/** Modules that are loaded, and how often in each version, before anything is measured. */
const MOST_MODULES = 3;
const ROUNDS = 3;
const LOAD_LIMIT_MS = 30_000;
/** Time to measure a module whose loading seems slower, milliseconds. */
const BUDGET_MS = 20_000;

/**
 * Measures processes that do nothing but load the changed modules, so that a cost that a change
 * moved to start-up is not lost between measurements of calls. Returns only what is slower.
 * @param files - Changed files, from the root of the project.
 */
export async function measureLoading(
  host: Host,
  folders: ComparedFolders,
  files: readonly string[],
): Promise<Measured['gains']> {
  const modules = files.filter(
    (file) =>
      isProgramModule(file) &&
      [folders.base, folders.head].every((folder) => existsSync(join(folder, file))),
  );
  const slower: Measured['gains'][number][] = [];
  for (const file of modules.slice(0, MOST_MODULES)) {
    const args = [
      ...processes.loaderFlags({ loadsSources: true }),
      '-e',
      `await import(${JSON.stringify(`./${file}`)}); process.exit()`,
    ];
    if (!(await seemsSlower(host, folders, args))) continue;
    const { gains } = await measureChange(folders, {
      command: [process.execPath, '--input-type=module', ...args],
      budgetMs: BUDGET_MS,
    });
    const worse = gains.filter(
      ({ verdict, low }) => verdict === 'regressed' && (low ?? 0) > SLOWER,
    );
    slower.push(...worse.map((gain) => ({ ...gain, scenario: `loading ${file}` })));
  }
  return slower;
}

/** Loads both versions a few times in turn; false also where one of them cannot be loaded alone. */
async function seemsSlower(
  host: Host,
  { base, head, signal }: ComparedFolders,
  args: readonly string[],
): Promise<boolean> {
  const shortest = { base: Number.POSITIVE_INFINITY, head: Number.POSITIVE_INFINITY };
  for (let round = 0; round < ROUNDS; round += 1) {
    for (const [version, cwd] of Object.entries({ base, head }) as ['base' | 'head', string][]) {
      const started = performance.now();
      const { exit } = await host.processes.exec({
        file: process.execPath,
        args: ['--input-type=module', ...args],
        cwd,
        timeoutMs: LOAD_LIMIT_MS,
        signal,
      });
      if (exit.type !== 'code' || exit.code !== 0) return false;
      shortest[version] = Math.min(shortest[version], performance.now() - started);
    }
  }
  return shortest.head > shortest.base * SLOWER;
}
