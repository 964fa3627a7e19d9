import { join } from 'node:path';
import { EXIT, type Host, type measure, type PerformanceMap, UserError } from 'perf-harness/plugin';
import { z } from 'zod';
import { openProjectCode, type ProjectCode } from '../../analysis/index.ts';

export const explorationSchema = z.strictObject({
  scope: z.string().describe('Folder or file, relative to the root; `.`: the whole project.'),
  module_map: z
    .array(z.strictObject({ file: z.string(), role: z.string(), hot_path: z.boolean() }))
    .readonly(),
  /** Where time is spent, largest share first. */
  hot_paths: z
    .array(
      z.strictObject({
        chain: z.array(z.string()).readonly().describe('Functions, caller first.'),
        frequency: z.enum(['high', 'medium', 'low']),
        files: z.array(z.string()).readonly(),
      }),
    )
    .readonly(),
  existing_optimizations: z
    .array(z.strictObject({ type: z.string(), location: z.string(), description: z.string() }))
    .readonly(),
  investigation_targets: z
    .array(z.strictObject({ location: z.string(), reason: z.string() }))
    .readonly(),
});
/** Structure of a part of a project, and its places worth an investigation (TPX-01). */
export type Exploration = z.infer<typeof explorationSchema>;

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

type HotPath = Exploration['hot_paths'][number];

const MAX_CHAINS = 10;
/** Share of an operation, in percent, from which on a step is worth a line. */
const LEAST_SHARE = 5;

/** Ways through the measured steps that take a noticeable part of the time (TPX-01). */
function findHotPaths(
  { steps }: PerformanceMap,
  isOfScope: (file: string) => boolean,
): readonly HotPath[] {
  return chainsOf(steps, [])
    .toSorted((a, b) => shareOf(b) - shareOf(a))
    .map(pathOf)
    .filter(({ files }) => files.some(isOfScope))
    .slice(0, MAX_CHAINS);
}

type Chain = readonly measure.Step[];

/** Returns chains from the top down to the last step with a significant share. */
function chainsOf(steps: readonly measure.Step[], above: Chain): readonly Chain[] {
  return steps
    .filter((step) => step.time_share_pct >= LEAST_SHARE)
    .flatMap((step) => {
      const chain = [...above, step];
      const below = chainsOf(step.children, chain);
      return below.length > 0 ? below : [chain];
    });
}

function shareOf(chain: Chain): number {
  return chain.at(-1)?.time_share_pct ?? 0;
}

function pathOf(chain: Chain): HotPath {
  const files = chain.flatMap(({ location }) => location?.replace(/(?::\d+)+$/u, '') ?? []);
  return {
    chain: chain.map((step) => step.function),
    frequency: frequencyOf(chain),
    files: [...new Set(files)],
  };
}

/** Calls per operation from which a step counts as frequent, and as repeated. */
const OFTEN = 10;
const REPEATED = 2;

/** Rates the frequency of a chain by the calls per operation of its most frequent step. */
function frequencyOf(chain: Chain): HotPath['frequency'] {
  // A step without a call count runs at least once in an operation.
  const most = Math.max(...chain.map(({ calls }) => calls ?? 1));
  if (most >= OFTEN) return 'high';
  return most >= REPEATED ? 'medium' : 'low';
}

/** Packages and modules that serve performance, by purpose. */
const FOR_SPEED: readonly (readonly [type: string, names: RegExp])[] = [
  ['cache', /^(?:lru-cache|node-cache|memoizee|p-memoize|fast-memoize|keyv|cacheable)$/u],
  ['batching', /^dataloader$/u],
  ['worker threads', /^(?:piscina|workerpool|(?:node:)?worker_threads)$/u],
  ['processes', /^(?:node:)?cluster$/u],
  ['pooling', /^(?:generic-pool|tarn)$/u],
  ['compression', /^(?:compression|@fastify\/compress|koa-compress)$/u],
  ['limited concurrency', /^(?:p-limit|p-queue|bottleneck)$/u],
];

/** Existing optimizations, so that nobody proposes them again (TPX-01). */
function findExistingOptimizations(
  code: ProjectCode,
  isOfScope: (file: string) => boolean,
): Exploration['existing_optimizations'] {
  const sources = code.sources.filter(isOfScope);
  const imported = sources.flatMap((file) =>
    code.importsOf(file).flatMap((importEntry) => {
      const found = FOR_SPEED.find(([, names]) => names.test(importEntry.source));
      if (found === undefined) return [];
      const location = `${file}:${lineOf(code, file, importEntry.source)}`;
      return [{ type: found[0], location, description: `uses ${importEntry.source}` }];
    }),
  );
  const cached = code.facts.functions
    .filter(({ file }) => isOfScope(file))
    .flatMap(({ file, name, calls }) =>
      calls
        .filter(({ type }) => type === 'Cache')
        .map(({ line, callee }) => ({
          type: 'cache',
          location: `${file}:${line}`,
          description: `${name} calls ${callee}`,
        })),
    );
  const all = [...imported, ...cached];
  return [
    ...new Map(
      all.map((optimization) => [`${optimization.type} ${optimization.location}`, optimization]),
    ).values(),
  ];
}

/** Returns the first line that names a module as an import does; 1 if there is none. */
function lineOf(code: ProjectCode, file: string, source: string): number {
  const lines = (code.textOf(file) ?? '').split('\n');
  const at = lines.findIndex(
    (line) => line.includes(`'${source}'`) || line.includes(`"${source}"`),
  );
  return Math.max(0, at) + 1;
}
