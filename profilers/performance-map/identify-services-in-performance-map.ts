import { folderPrefix, toForwardSlashes } from '../../harness/model/cross-platform-paths.ts';
import type {
  CodeFacts,
  CodeFunction,
  CodeRoute,
} from '../../harness/model/program/code-analysis-results.ts';
import type { ProfiledFunction } from '../../harness/model/program/profile.ts';
import type { WaitSite } from '../../harness/model/program/program-wait-record-types.ts';
import type { ServiceTopology } from '../../harness/model/program/service-topology.ts';
import { isInternalHost } from '../../harness/model/scenario/allowed-remote-hosts.ts';
import { matchRoute } from '../../harness/model/scenario/match-server-route.ts';
import type { CodeIndex } from './source-code-index.ts';

export type MapServices = ReturnType<typeof createMapServices>;

const REQUEST = /^(\S+) [^/]*(\/\S*)$/;

/** @param topology - null if the project is a single service. */
export function createMapServices(
  facts: CodeFacts | null,
  code: CodeIndex | null,
  topology: ServiceTopology | null,
) {
  const services = [...(topology?.services ?? [])].map(([name, { path, hosts }]) => ({
    name,
    hosts,
    prefix: path === '.' ? '' : `${path}/`,
  }));
  const ofPath = (file: string): (typeof services)[number] | null =>
    services
      .filter(({ prefix }) => file.startsWith(prefix))
      .reduce<(typeof services)[number] | null>(
        (best, service) =>
          best === null || service.prefix.length > best.prefix.length ? service : best,
        null,
      );
  const root = facts === null ? null : folderPrefix(facts.root);
  const insideRoot = (file: string): string | null =>
    root !== null && toForwardSlashes(file).startsWith(root)
      ? toForwardSlashes(file).slice(root.length)
      : null;
  const ofFile = (file: string | null): string | null => {
    const path = file === null ? null : insideRoot(file);
    return path === null ? null : (ofPath(path)?.name ?? null);
  };
  const routesOf = (name: string | null): readonly CodeRoute[] =>
    (facts?.routes ?? []).filter(
      ({ file }) => name === null || (ofPath(file)?.name ?? null) === name,
    );
  const reached = new Map<string, ReadonlySet<CodeFunction>>();
  return {
    /** Service that owns a file, such as the file a program was started with; null if none does. */
    ofFile,
    /** Service that a request waits for, by its host, otherwise by its route; null if unknown. */
    ofSite: ({ kind, target, detail }: WaitSite): string | null => {
      if (kind !== 'network' || target === null) return null;
      const named = services.find(({ hosts }) => hosts.has(target));
      if (named !== undefined) return named.name;
      if (!isInternalHost(target.replace(/:\d+$/, ''))) return null;
      const [, method = null, path] = REQUEST.exec(detail) ?? [];
      if (path === undefined || path === '/') return null;
      const answering = services.filter(
        ({ name }) => matchRoute([...routesOf(name)], method, path) !== null,
      );
      return answering.length === 1 ? (answering[0]?.name ?? null) : null;
    },
    /** Returns true if an operation of a program may reach a function, by the source. */
    reaches: (program: string | null, operation: string, of: ProfiledFunction): boolean => {
      const called = code?.functionOf(of) ?? null;
      if (facts === null || called === null) return false;
      const service = ofFile(program);
      const key = `${service ?? ''} ${operation}`;
      const known = reached.get(key) ?? reachedFrom(facts, routesOf(service), operation);
      reached.set(key, known);
      return known.has(called);
    },
  };
}

/** Finds all functions that the handler of an operation calls, directly or indirectly. */
function reachedFrom(
  { functions }: CodeFacts,
  routes: readonly CodeRoute[],
  operation: string,
): ReadonlySet<CodeFunction> {
  const [, method = null, path = ''] = REQUEST.exec(operation) ?? [];
  const handler = matchRoute([...routes], method, path)?.handler ?? null;
  const found = new Set<CodeFunction>();
  const open = handler === null ? [] : [handler];
  for (let index = open.pop(); index !== undefined; index = open.pop()) {
    const codeFunction = functions[index];
    if (codeFunction === undefined || found.has(codeFunction)) continue;
    found.add(codeFunction);
    open.push(...codeFunction.calls.flatMap(({ targets }) => targets));
  }
  return found;
}
