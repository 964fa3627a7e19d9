import { type Flags, type Host, optionError, readMoment, toMoment } from 'perf-harness/plugin';
import type { CLOSE_OPTIONS, VERIFY_OPTIONS } from './investigate-command-options.ts';
import { type IncidentMaterial, readIncidentMaterial } from './read-investigate-options.ts';

/** Material of `investigate verify`. */
export interface VerifyOptions extends IncidentMaterial {
  /** Moment the fix came into use, in milliseconds since 1970, or its git ref. */
  readonly after: { readonly at: number } | { readonly ref: string };
  /** Name of the fix; null for that of its commit or deployment. */
  readonly fix: string | null;
}

/** End of an investigation by `investigate close`. */
export interface CloseOptions {
  /** A place in the ranking, or words. */
  readonly cause: number | string;
  /** Milliseconds since 1970; null: as it was verified. */
  readonly resolvedAt: number | null;
  readonly learned: readonly string[];
}

/** @throws UserError where the moment of the fix or the logs are missing, and for invalid flags. */
export function readVerifyOptions(host: Host, words: Flags<typeof VERIFY_OPTIONS>): VerifyOptions {
  if (words.after === undefined || words.after.trim() === '')
    throw optionError(
      'investigate verify needs the time when the fix took effect; --after is missing.',
      'Pass a time or a git ref: --after 2026-11-24T16:05Z, or --after v1.4.2',
    );
  const material = readIncidentMaterial(host, words);
  if (material.logs.length === 0)
    throw optionError(
      'investigate verify needs logs recorded after the fix; no logs were given.',
      'Pass the logs with --logs access.log, and resource metrics with --metrics system.log',
    );
  const now = host.clock.now();
  const at = toMoment(words.after, now);
  if (at !== null && at > now.getTime())
    throw optionError(`--after is in the future: "${words.after}".`);
  return {
    ...material,
    after: at === null ? { ref: words.after } : { at },
    fix: words.fix ?? null,
  };
}

/** @throws UserError where no cause is given. */
export function readCloseOptions(host: Host, words: Flags<typeof CLOSE_OPTIONS>): CloseOptions {
  const cause = words.cause?.trim() ?? '';
  if (cause === '')
    throw optionError(
      'investigate close needs the cause; --cause is missing.',
      'Give the rank or a description: --cause 1, or --cause "the disk of the replica was full"',
    );
  const now = host.clock.now();
  const resolvedAt =
    words.resolved === undefined ? null : readMoment('--resolved', words.resolved, now);
  if (resolvedAt !== null && resolvedAt > now.getTime())
    throw optionError(`--resolved is in the future: "${words.resolved}".`);
  return {
    cause: /^\d{1,4}$/u.test(cause) ? Number(cause) : cause,
    resolvedAt,
    learned: words.learned ?? [],
  };
}
