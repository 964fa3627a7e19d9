import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { onTestFinished } from 'vitest';
import { listVitestTasks } from '../../../harness/executors/function/vitest/list-vitest-tasks.ts';
import { createHost, type Host } from '../../../harness/host.ts';
import type { Scenario } from '../../../harness/model/scenario/scenario.ts';
import { UserError } from '../../../harness/model/user-error.ts';
import { parseNameFilter } from '../../../harness/scenario/filter-scenarios-by-name-or-tag.ts';
import { closeSpareReader } from '../../../harness/scenario/load/load-user-modules.ts';
import { loadConfig } from '../../../harness/scenario/project-config.ts';
import {
  EVERY_SCENARIO,
  resolveRequestedScenarios,
  type ScenarioRequest,
} from '../../../harness/scenario/resolve-requested-scenarios.ts';

/** A project on disk for one test, with the host of a command run in it. */
export interface ScenarioProject {
  readonly folder: string;
  readonly host: Host;
  /** Resolves a request as the command line does. */
  readonly resolve: (request?: Asked) => Promise<readonly Scenario[]>;
  /** The message and remedy that a request is refused with. */
  readonly refusal: (request?: Asked) => Promise<string>;
}

/** Request with the filter as it is typed. */
type Asked = Partial<Omit<ScenarioRequest, 'filter'>> & { readonly filter?: string };

const sharedHost = createHost();

/** Ends the process that reads modules, which the tests of a file share: `afterAll(closeProjects)`. */
export async function closeProjects(): Promise<void> {
  await sharedHost.processes.stopAll();
  closeSpareReader(sharedHost);
}

/** Function that lists the benchmarks of a vitest file. */
type List = (options: Parameters<typeof listVitestTasks>[1]) => ReturnType<typeof listVitestTasks>;

/** Writes files to a new folder; `from` is the subfolder in which the command starts. */
export function createScenarioProject(
  files: Readonly<Record<string, string>>,
  {
    from = '.',
    name = 'project',
    list = (options) => listVitestTasks(sharedHost, options),
  }: { readonly from?: string; readonly name?: string; readonly list?: List } = {},
): ScenarioProject {
  const outer = mkdtempSync(join(tmpdir(), 'scenario-test-'));
  const folder = join(outer, name);
  const all = { 'package.json': '{"type":"module"}', ...files };
  for (const [path, text] of Object.entries(all)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  const host: Host = { ...sharedHost, cwd: join(folder, from) };
  onTestFinished(() => rmSync(outer, { recursive: true }));
  const resolve: ScenarioProject['resolve'] = async ({ filter, ...request } = {}) => {
    const config = await loadConfig(host, host.cwd);
    const read = filter === undefined ? null : parseNameFilter(filter);
    const asked = { ...EVERY_SCENARIO, ...request, filter: read };
    return resolveRequestedScenarios(host, config, asked, list);
  };
  return { folder, host, resolve, refusal: (request) => readUserError(resolve(request)) };
}

/** Returns the message of the user error that rejects a promise. */
export async function readUserError(promise: Promise<unknown>): Promise<string> {
  try {
    await promise;
  } catch (error) {
    if (error instanceof UserError) return formatUserError(error);
    throw error;
  }
  throw new Error('nothing was refused');
}

/** A mistake of the user as the command line prints it. */
export function formatUserError({ code, exitCode, message, remedy }: UserError): string {
  return `[${code}, exit ${exitCode}] ${message}${remedy === undefined ? '' : ` ${remedy}`}`;
}

/** A scenario file of definitions that are written without their wrapping. */
export function scenarioFileText(...definitions: readonly string[]): string {
  const list = definitions.map((text) => `defineScenario({ ${text} })`);
  return `import { defineScenario } from 'perf-harness';\nexport default [${list.join(',\n')}];\n`;
}
