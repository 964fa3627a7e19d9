import type { Host } from 'perf-harness/plugin';

/** Variables that programs need to start and to print; none of them is a secret. */
const HARMLESS =
  /^(?:PATH|PATHEXT|SYSTEMROOT|LANG|LANGUAGE|LC_\w+|TZ|TMPDIR|TEMP|TMP|TERM|NO_COLOR)$/u;

/**
 * Returns the environment of a third-party program: all variables of the harness are removed except
 * harmless and named variables.
 * @param home - Value of `HOME`, unless `HOME` is among the names.
 */
export function createReducedEnvironment(
  host: Host,
  named: readonly string[],
  home: string,
): Readonly<Record<string, string | undefined>> {
  const own = Object.keys(host.processes.environment());
  const kept = new Set([...own.filter((name) => HARMLESS.test(name.toUpperCase())), ...named]);
  const taken = own.filter((name) => !kept.has(name)).map((name) => [name, undefined] as const);
  return { ...Object.fromEntries(taken), ...(kept.has('HOME') ? {} : { HOME: home }) };
}
