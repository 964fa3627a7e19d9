import { EXIT, type ExitCode } from './exit-code.ts';

export interface UserErrorDetails {
  /** Stable identifier, kebab-case: `scenario-not-found`. */
  readonly code: string;
  /** Problem and its place, one paragraph. */
  readonly message: string;
  /** Remedy, one sentence or more. */
  readonly remedy?: string;
  readonly exitCode?: ExitCode;
  readonly cause?: unknown;
}

/** Each installed copy of this module has its own class; the brand identifies all their errors. */
const BRAND = Symbol.for('perf-harness.user-error');

/**
 * An error that the user can fix. It is printed as one paragraph without a stack trace and ends the
 * command with its exit code. Failures of the measured program are not errors of this kind but data
 * (a failed `Trial`, a `Finding`).
 */
export class UserError extends Error {
  override readonly name = 'UserError';
  readonly [BRAND] = true;
  readonly code: string;
  readonly remedy: string | undefined;
  readonly exitCode: ExitCode;

  constructor(details: UserErrorDetails) {
    super(details.message, { cause: details.cause });
    this.code = details.code;
    this.remedy = details.remedy;
    this.exitCode = details.exitCode ?? EXIT.usage;
  }
}

Object.defineProperty(UserError, Symbol.hasInstance, {
  value(this: unknown, error: unknown): boolean {
    // Subclasses are distinguished by their classes.
    if (this !== UserError) return Function.prototype[Symbol.hasInstance].call(this, error);
    return typeof error === 'object' && error !== null && BRAND in error;
  },
});
