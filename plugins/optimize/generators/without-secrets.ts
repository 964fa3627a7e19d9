import type { Host } from 'perf-harness';

/** Names of variables that hold what nobody else is to see. */
const SECRET = /key|token|secret|password|passwd|credential|auth/iu;
/** Shorter values stand in any text by chance. */
const LEAST_CHARACTERS = 8;

/**
 * Takes the secrets that a program was given out of what it printed: that is kept, told, and may end
 * in a branch.
 * @param named - Variables that it was given.
 */
export function withoutSecrets(host: Host, named: readonly string[]): (text: string) => string {
  const own = host.processes.environment();
  const secrets = named
    .filter((name) => SECRET.test(name))
    .map((name) => ({ name, value: own[name] ?? '' }))
    .filter(({ value }) => value.length >= LEAST_CHARACTERS)
    // A longer one may begin with a shorter one.
    .toSorted((one, other) => other.value.length - one.value.length);
  return (text) =>
    secrets.reduce((clean, { name, value }) => clean.replaceAll(value, `(value of ${name})`), text);
}
