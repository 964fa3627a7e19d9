import { join } from 'node:path';
import { EXIT, type Host, storage, UserError } from 'perf-harness/plugin';
import { openProjectCode } from '../../analysis/index.ts';
import { missingIndexes, type Worktree } from '../../optimize/index.ts';
import {
  detectTechnologySignals,
  findBenchTool,
  type ProjectType,
} from '../profiler/detect-project-type-and-tools.ts';
import {
  type BundleSize,
  countElements,
  findBlockingResources,
  findLargeAssets,
  LARGE_DOM_ELEMENTS,
  measureBundleParts,
  measureBundleSize,
} from '../profiler/measure-front-end-build.ts';
import type { TaskContext } from './worker-task-context.ts';

const BUILD_FOLDERS = ['dist', 'build', 'out'];
const MAX_REPORTED = 5;

/** Needless re-renders of a front end cannot be seen in its files (D8). */
const UNCHECKED = 'needless re-renders: not checked automatically; only a browser trace shows them';

export interface Build {
  /** Absolute. */
  readonly folder: string;
  readonly size: BundleSize;
}

/** Finds a front end's last build in the user's tree, without building; null if none. */
export function findBuild(
  { host, root }: Pick<TaskContext, 'host' | 'root'>,
  { kind }: ProjectType,
): Build | null {
  if (kind !== 'Frontend' && kind !== 'Full-stack') return null;
  const paths = BUILD_FOLDERS.map((name) => join(root, name));
  const folder = paths.find((path) => host.files.isFolder(path));
  return folder === undefined ? null : { folder, size: measureBundleSize(host.files, folder) };
}

/** Findings on the technologies of a project, its build and its query plans; a sentence each. */
export async function collectProjectFindings(
  context: TaskContext,
  { root }: Worktree,
  build: Build | null,
): Promise<readonly string[]> {
  const { host, signal } = context;
  const signals = detectTechnologySignals(await openProjectCode(host, root, { signal }));
  return [
    ...(signals.length === 0 ? [] : [`signals: ${signals.join(', ')}`]),
    ...(build === null ? [] : [...collectBuildFindings(host, build), UNCHECKED]),
    ...indexFindings(host, context.dependencies),
  ];
}

/** Reports statements that scan a whole table for few rows (TPP-03). */
function indexFindings(host: Host, { database }: TaskContext['dependencies']): readonly string[] {
  return missingIndexes(host, database).map(
    ({ table, columns, wastedRows }) =>
      `no index on ${table} covers ${columns.join(', ')}, so the query plan reads ${wastedRows} rows only to discard them`,
  );
}

/** Resources of a build that visitors wait for, and its large parts (TPP-02). */
export function collectBuildFindings(
  { files }: Pick<Host, 'files'>,
  { folder, size }: Build,
): readonly string[] {
  const pages = files.glob('**/*.html', folder).flatMap((path) => {
    const name = path.slice(folder.length + 1);
    return pageFindings(name, files.read(path) ?? '');
  });
  const stats = storage.tryParseJson(files.read(join(folder, 'stats.json')));
  const largeParts = measureBundleParts(stats)
    .slice(0, MAX_REPORTED)
    .map(({ name, bytes }) => `${name} adds ${bytes} B to the bundle`);
  const assets = findLargeAssets(size)
    .slice(0, MAX_REPORTED)
    .map(({ path, bytes }) => `${path} accounts for ${bytes} B of the build's ${size.bytes} B`);
  return [...pages, ...largeParts, ...assets];
}

function pageFindings(name: string, html: string): readonly string[] {
  const blocking = findBlockingResources(html).map(
    ({ kind, url, line }) => `${name}:${line}: rendering is blocked by the ${kind} ${url}`,
  );
  const count = countElements(html);
  return count > LARGE_DOM_ELEMENTS
    ? [...blocking, `${name} has ${count} elements, more than ${LARGE_DOM_ELEMENTS}`]
    : blocking;
}

/** Error for a project without scenarios, with a suggestion of what could be measured (TPB-02). */
export function noScenarioError(
  { host }: TaskContext,
  { root }: Worktree,
  cause: UserError,
): UserError {
  const found = findBenchTool(host.files, root);
  const example = found === null ? '' : `, such as \`${found.argv.join(' ')}\``;
  return new UserError({
    code: 'team-no-scenarios',
    message: 'The project has no scenario, so an improvement could not be verified.',
    remedy: `Create a scenario for the work that matters${example}: perf-harness init`,
    exitCode: EXIT.usage,
    cause,
  });
}
