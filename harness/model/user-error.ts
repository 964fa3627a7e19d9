import { EXIT, type ExitCode } from './exit-code.ts';

export interface UserErrorDetails {
  /** Stable identifier, kebab-case: `scenario-not-found`. */
  readonly code: string;
  /** What is wrong and where, one paragraph. */
  readonly message: string;
  /** What to do about it, one sentence or more. */
  readonly remedy?: string;
  readonly exitCode?: ExitCode;
  readonly cause?: unknown;
}

/**
 * A mistake that the user can mend. It is printed as one paragraph without a stack trace and ends
 * the command with its exit code. Trouble of the measured program is not one of these: that is data
 * (a failed `Trial`, a `Finding`).
 */
export class UserError extends Error {
  override readonly name = 'UserError';
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
