import { UserError } from '../../harness/model/user-error.ts';

/** Address of a database in libpq's variables; the password is stored nowhere else. */
export interface DatabaseAddress {
  /** `host:port/name`, for people: without user and password. */
  readonly displayName: string;
  /** Variables of libpq. */
  readonly env: Readonly<Record<string, string>>;
  readonly password: string | null;
}

/** Accepted parameters after the `?` of the URL, which say how to connect and not what to do. */
const PARAMETERS: ReadonlyMap<string, string> = new Map([
  ['host', 'PGHOST'],
  ['port', 'PGPORT'],
  ['user', 'PGUSER'],
  ['password', 'PGPASSWORD'],
  ['sslmode', 'PGSSLMODE'],
  ['sslrootcert', 'PGSSLROOTCERT'],
  ['sslcert', 'PGSSLCERT'],
  ['sslkey', 'PGSSLKEY'],
  ['channel_binding', 'PGCHANNELBINDING'],
  ['target_session_attrs', 'PGTARGETSESSIONATTRS'],
]);
/** As ORMs write it: `postgresql+asyncpg`, `postgres`. */
const SCHEME = /^postgres(?:ql)?(?:\+\w+)?:\/\//u;
const DEFAULT_PORT = '5432';

/** @param word - A URL, or a variable with one. @throws UserError, which never reveals it. */
export function readDatabaseAddress(
  word: string,
  env: Readonly<Record<string, string | undefined>>,
  option = '--sql-url',
): DatabaseAddress {
  const bad = (message: string): UserError => badAddress(option, message);
  const isUrl = word.includes('://');
  const text = isUrl ? word : (env[word] ?? '');
  const from = isUrl ? `The URL passed to ${option}` : `The URL in the variable named by ${option}`;
  if (!isUrl && text === '') {
    // It may be a secret, so it is not shown.
    throw bad(
      `${option} takes a URL, or the name of an environment variable that holds a URL; the given value is neither.`,
    );
  }
  if (!SCHEME.test(text)) throw bad(`${from} is not a PostgreSQL URL.`);
  const url = parse(text.replace(SCHEME, 'postgresql://'));
  if (url === null) throw bad(`${from} cannot be read as a URL.`);
  const found = new Map<string, string>();
  const set = (name: string, value: string): void => {
    if (value !== '') found.set(name, value);
  };
  set('PGHOST', decoded(url.hostname.replace(/^\[|\]$/gu, '')));
  set('PGPORT', url.port);
  set('PGUSER', decoded(url.username));
  set('PGPASSWORD', decoded(url.password));
  set('PGDATABASE', decoded(url.pathname.slice(1)));
  for (const [name, value] of url.searchParams) {
    const variable = PARAMETERS.get(name);
    if (variable !== undefined) set(variable, value);
  }
  const host = found.get('PGHOST');
  if (host === undefined) throw bad(`${from} names no host, and there is no default host.`);
  const name = found.get('PGDATABASE') ?? found.get('PGUSER') ?? '';
  return {
    displayName: `${host}:${found.get('PGPORT') ?? DEFAULT_PORT}/${name}`,
    env: Object.fromEntries(found),
    password: found.get('PGPASSWORD') ?? null,
  };
}

function parse(text: string): URL | null {
  try {
    return new URL(text);
  } catch {
    return null;
  }
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

function badAddress(option: string, message: string): UserError {
  return new UserError({
    code: option.replace(/^-+/u, '').replaceAll('.', '-'),
    message,
    remedy: `For example: ${option} postgresql://reader@127.0.0.1:5432/shop, or ${option} DATABASE_URL.`,
  });
}
