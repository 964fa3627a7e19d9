import type { ProjectCode } from '../../analysis/index.ts';
import type { Exploration } from './code-exploration-document.ts';

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
export function findExistingOptimizations(
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
