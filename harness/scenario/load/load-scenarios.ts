import { relative } from 'node:path';
import type { Host } from '../../host.ts';
import {
  createScenarios,
  createScriptScenario,
  createTaskScenario,
  type FileContext,
  type FileScenarios,
} from '../convert/create-scenarios-from-module-or-command.ts';
import { detectTargetFileKind } from './detect-scenario-file-kind.ts';
import { loadUserModules } from './load-user-modules.ts';
import type { ModuleLoadError } from './module-load-error.ts';

/** Lists the benchmarks of a vitest bench file, or returns the reason why they cannot be listed. */
export type ListVitestTasks = (options: {
  /** Absolute path of the bench file. */
  readonly file: string;
  /** Root of the project. */
  readonly cwd: string;
}) => Promise<
  | { readonly type: 'listed'; readonly tasks: readonly string[] }
  | { readonly type: 'failed'; readonly problem: string; readonly remedy: string }
>;

export async function loadScenarios(
  host: Host,
  files: readonly string[],
  context: FileContext,
  listVitestTasks: ListVitestTasks,
): Promise<FileScenarios> {
  const forms = files.map((file) => detectTargetFileKind(file, host.files.read(file) ?? ''));
  const modules = files.filter((_, index) => forms[index] === 'module' || forms[index] === 'suite');
  const outcomes = new Map(
    (await loadUserModules(host, modules)).map((outcome) => [outcome.file, outcome]),
  );
  const parts: FileScenarios[] = [];
  for (const [index, file] of files.entries()) {
    const outcome = outcomes.get(file);
    if (outcome?.type === 'loaded') parts.push(createScenarios(file, outcome.module, context));
    else if (outcome !== undefined) parts.push(unreadable(context, file, 'scenario-load', outcome));
    else if (forms[index] === 'k6') parts.push(createScriptScenario(file, context));
    // Sequentially, since each is a whole run of vitest.
    else parts.push(await vitestScenarios(file, context, listVitestTasks));
  }
  return {
    scenarios: parts.flatMap(({ scenarios }) => scenarios),
    mistakes: parts.flatMap(({ mistakes }) => mistakes),
  };
}

async function vitestScenarios(
  file: string,
  context: FileContext,
  listVitestTasks: ListVitestTasks,
): Promise<FileScenarios> {
  const listing = await listVitestTasks({ file, cwd: context.config.root });
  if (listing.type === 'failed') return unreadable(context, file, 'vitest-listing', listing);
  const scenarios = listing.tasks.map((task) => createTaskScenario('vitest', file, task, context));
  return { scenarios, mistakes: [] };
}

function unreadable(
  { folder }: FileContext,
  file: string,
  code: string,
  trouble: ModuleLoadError,
): FileScenarios {
  return { scenarios: [], mistakes: [{ code, where: [relative(folder, file)], ...trouble }] };
}
