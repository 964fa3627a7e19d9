import type { CodeRoute } from '../program/code-analysis-results.ts';

/** Returns the match with the fewest parameters, as routers do. @param method - null: any. */
export function matchRoute(
  routes: readonly CodeRoute[],
  method: string | null,
  path: string,
): CodeRoute | null {
  const plain = path.replace(/[?#].*$/u, '').replace(/(.)\/$/u, '$1');
  const fitting = routes.filter(
    (route) =>
      (method === null || route.method === 'ALL' || route.method === method) &&
      (route.path === plain || patternOf(route.path).test(plain)),
  );
  return (
    fitting.sort((a, b) => parametersOf(a.path, plain) - parametersOf(b.path, plain))[0] ?? null
  );
}

function parametersOf(pattern: string, path: string): number {
  return pattern === path ? -1 : (pattern.match(/[:*]/gu)?.length ?? 0);
}

function patternOf(path: string): RegExp {
  const escaped = path.replace(/[.+?^${}()|[\]\\]/gu, '\\$&');
  const source = escaped
    .replace(/:\w+\*/gu, '.*')
    .replace(/:\w+/gu, '[^/]+')
    .replace(/(?<!\.)\*\w*/gu, '.*');
  return new RegExp(`^${source}$`, 'u');
}
