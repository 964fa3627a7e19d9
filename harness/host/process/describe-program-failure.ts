import type { ExecResult } from './process-runner.ts';

/** Describes the end of a program that should have succeeded, as the end of a sentence. */
export function describeProgramFailure({ exit, timedOut }: ExecResult, timeoutMs: number): string {
  if (timedOut) return `did not finish within ${timeoutMs / 60_000} min`;
  if (exit.type === 'code') return `exited with code ${exit.code}`;
  if (exit.type === 'signal') return `was terminated by ${exit.signal}`;
  return `could not be started (${exit.error.code})`;
}
