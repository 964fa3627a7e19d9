import { EXIT } from '../../model/exit-code.ts';
import { UserError } from '../../model/user-error.ts';

type Description = readonly [code: string, what: string, remedy: string];

const TRY_AGAIN =
  'Try again later. The measurements are stored on this machine and will be added then.';

const DOWN: Description = [
  'history-database-down',
  'no PostgreSQL server responds there',
  TRY_AGAIN,
];
const SLOW: Description = ['history-database-slow', 'it takes too long to respond', TRY_AGAIN];
const BUSY: Description = ['history-locked', 'another process is writing to it', TRY_AGAIN];
const REFUSED: Description = [
  'history-database-password',
  'it rejects this user, password or client address',
  'Check the user, password and sslmode in history.url.',
];
const RIGHTS: Description = [
  'history-database-rights',
  'its user lacks the required permission',
  'Grant the user permission to create, read and write tables.',
];

/** Meaning of errors of Node.js and of PostgreSQL (Appendix A of its manual). */
const DESCRIPTIONS_BY_CODE: ReadonlyMap<string, Description> = new Map([
  ...['ECONNREFUSED', 'ECONNRESET', 'ENOENT', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH'].map(
    (code) => [code, DOWN] as const,
  ),
  ...['ENETUNREACH', 'EPIPE', '57P01', '57P02', '57P03', '53300', '08006'].map(
    (code) => [code, DOWN] as const,
  ),
  ['ETIMEDOUT', SLOW],
  ['57014', SLOW],
  ['55P03', BUSY],
  ['40P01', BUSY],
  ['28P01', REFUSED],
  ['28000', REFUSED],
  ['42501', RIGHTS],
  [
    '25006',
    [
      'history-read-only',
      'it is read-only',
      'Set history.url to the server that accepts writes, not to a replica.',
    ],
  ],
  [
    '3D000',
    [
      'history-database-none',
      'the server has no database with that name',
      'Create the database (createdb), or use another database in history.url. perf-harness creates the tables.',
    ],
  ],
  ['53100', ['history-disk-full', 'its disk is full', 'Free some space there, and try again.']],
]);

/** Messages of the client itself, which have no code. */
const DESCRIPTIONS_BY_MESSAGE: readonly (readonly [RegExp, Description])[] = [
  [/timeout/iu, SLOW],
  [/password|SASL/u, REFUSED],
  [/SSL/u, REFUSED],
  [/terminated|not queryable|closed/iu, DOWN],
];

/**
 * Describes a PostgreSQL error in one paragraph without any text of server or client, so no secret
 * leaks; null if the error is a bug of perf-harness.
 */
export function describePostgresError(error: unknown, place: string): UserError | null {
  if (error instanceof UserError || !(error instanceof Error)) return null;
  const code = codeOf(error);
  const known = code === null ? describeByMessage(error) : DESCRIPTIONS_BY_CODE.get(code);
  if (known === undefined) return null;
  const [id, what, remedy] = known;
  return new UserError({
    code: id,
    message: `The history in ${place} cannot be used: ${what}${code === null ? '' : ` (${code})`}.`,
    remedy,
    exitCode: EXIT.usage,
  });
}

function codeOf(error: Error): string | null {
  // A name with several addresses fails once for each.
  const [first] = error instanceof AggregateError ? error.errors : [error];
  const code = (first as { readonly code?: unknown } | undefined)?.code;
  return typeof code === 'string' ? code : null;
}

function describeByMessage({ message }: Error): Description | undefined {
  return DESCRIPTIONS_BY_MESSAGE.find(([said]) => said.test(message))?.[1];
}
