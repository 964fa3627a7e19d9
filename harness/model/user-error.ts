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

/** Error for a report that could not be saved, which the caller can still show. */
export class NotSavedError<T> extends UserError {
  readonly report: T;

  constructor(report: T, { code, message, remedy, exitCode, cause }: UserError) {
    super({ code, message, ...(remedy !== undefined && { remedy }), exitCode, cause });
    this.report = report;
  }
}

/** Saves a report and returns it. @throws NotSavedError if that fails, as on a full disk. */
export function saveReport<T>(report: T, save: () => void): T {
  try {
    save();
  } catch (error) {
    throw error instanceof UserError ? new NotSavedError(report, error) : error;
  }
  return report;
}
