import { join } from 'node:path';
import { EXIT, type Host, type PerformanceMap, UserError } from 'perf-harness/plugin';
import { openProjectCode, type ProjectCode } from '../../analysis/index.ts';
import type { Exploration } from './code-exploration-document.ts';
import { findExistingOptimizations } from './find-existing-optimizations.ts';
import { findHotPaths } from './find-hot-call-paths.ts';

/** Options of an exploration. */
export interface ExploreRequest {
  /** Folder of the project, absolute. */
  readonly root: string;
  /** Folder or file, from the root; `.`: all. */
  readonly scope: string;
  /** Measured map; null: nothing was measured, so that nothing is known to be hot. */
  readonly map: PerformanceMap | null;
  readonly signal: AbortSignal;
}

/**
 * Reads the code of a scope and relates it to the measurements. None of it is run.
 * @throws UserError where there is no such scope (TPX-03).
 */
export async function exploreCode(host: Host, request: ExploreRequest): Promise<Exploration> {
  const { root, scope, map, signal } = request;
  const path = join(root, scope);
  if (!host.files.isFolder(path) && !host.files.isFile(path)) throw noScope(scope, root);
  const code = await openProjectCode(host, root, { signal });
  const isOfScope = (file: string): boolean =>
    scope === '.' || file === scope || file.startsWith(`${scope.replace(/\/$/u, '')}/`);
  const paths = map === null ? [] : findHotPaths(map, isOfScope);
  const hot = new Set(paths.flatMap(({ files }) => files));
  return {
    scope,
    module_map: code.sources.filter(isOfScope).map((file) => ({
      file,
      role: roleOf(code, file, map),
      hot_path: hot.has(file),
    })),
    hot_paths: paths,
    existing_optimizations: findExistingOptimizations(code, isOfScope),
    investigation_targets: targetsOf(code.facts, map, { isOfScope, hot }),
  };
}

function noScope(scope: string, root: string): UserError {
  return new UserError({
    code: 'team-scope-not-found',
    message: `${scope} does not exist in ${root}, so it cannot be explored.`,
    remedy: 'Pass a folder or file of the project, relative to the project root.',
    exitCode: EXIT.usage,
  });
}

/** Returns the role of a file by its contents, the most specific first. */
function roleOf({ facts }: ProjectCode, file: string, map: PerformanceMap | null): string {
  if (placeOf(map?.entry_point_info.location ?? null) === file) return 'entry point';
  if (facts.routes.some((route) => route.file === file)) return 'routes';
  const calls = facts.functions
    .filter((codeFunction) => codeFunction.file === file)
    .flatMap((codeFunction) => codeFunction.calls);
  const does = (type: string): boolean => calls.some((call) => call.type === type);
  if (does('I/O-DB')) return 'data access';
  if (does('I/O-Network') || does('External')) return 'network client';
  if (does('I/O-File')) return 'file access';
  return /(?:^|[/.-])(?:config|settings|env)\b/iu.test(file) ? 'configuration' : 'code';
}

function placeOf(location: string | null): string | null {
  return location?.replace(/(?::\d+)+$/u, '') ?? null;
}

interface Part {
  readonly isOfScope: (file: string) => boolean;
  readonly hot: ReadonlySet<string>;
}

/** Targets that measurement suggests, and matches of code patterns in hot files. */
function targetsOf(
  { patterns }: ProjectCode['facts'],
  map: PerformanceMap | null,
  { isOfScope, hot }: Part,
): Exploration['investigation_targets'] {
  const suspected = (map?.suspicion_stack ?? [])
    .filter(
      ({ verdict, location }) => verdict !== 'dismissed' && isOfScope(placeOf(location) ?? ''),
    )
    .map(({ location, description }) => ({ location, reason: description }));
  const known = new Set(suspected.map(({ location }) => location));
  const shaped = patterns
    .filter(({ file }) => isOfScope(file) && (map === null || hot.has(file)))
    .map(({ file, line, message }) => ({ location: `${file}:${line}`, reason: message }))
    .filter(({ location }) => !known.has(location));
  return [...suspected, ...shaped];
}
