import type { Host } from 'perf-harness/plugin';

/** What programs need to start and to print; none of it is a secret. */
const HARMLESS =
  /^(?:PATH|PATHEXT|SYSTEMROOT|LANG|LANGUAGE|LC_\w+|TZ|TMPDIR|TEMP|TMP|TERM|NO_COLOR)$/u;

/**
 * Variables for a program of somebody else's: everything that the harness has is taken away but what
 * is harmless, or named.
 * @param home - Folder that it is told is its home, unless `HOME` is among the names.
 */
export function reducedEnvironment(
  host: Host,
  named: readonly string[],
  home: string,
): Readonly<Record<string, string | undefined>> {
  const own = Object.keys(host.processes.environment());
  const kept = new Set([...own.filter((name) => HARMLESS.test(name.toUpperCase())), ...named]);
  const taken = own.filter((name) => !kept.has(name)).map((name) => [name, undefined] as const);
  return { ...Object.fromEntries(taken), ...(kept.has('HOME') ? {} : { HOME: home }) };
}
