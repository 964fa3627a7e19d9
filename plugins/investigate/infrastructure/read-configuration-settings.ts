import { parseConfiguration } from './parse-configuration.ts';

/** Value of a configuration, by its path. */
export interface Setting {
  /** `db.pool.max` */
  readonly path: string;
  readonly value: string;
  readonly line: number | null;
}

/** Names of secrets, whose values are never printed (INV, bad input). */
const SECRET =
  /pass(?:word|wd|phrase)?|secret|token|api_?key|private|credential|auth|dsn|cookie|salt|signature/iu;
const URL_WITH_USER = /^([a-z][a-z\d+.-]*:\/\/)[^@/\s]+@/iu;
/** Limit of settings in a file; a file with more is generated. */
const MOST_SETTINGS = 20_000;

/**
 * Reads all values of a configuration: YAML (also with several documents, such as Kubernetes
 * manifests), JSON, TOML, or lines of `NAME=value`.
 *
 * @throws Error where it cannot be read; YAML with multiplying aliases is rejected.
 */
export async function readSettings(
  file: string,
  text: string,
): Promise<ReadonlyMap<string, Setting>> {
  const settings = new Map<string, Setting>();
  const add = (path: string, value: string, line: number | null): void => {
    if (settings.size >= MOST_SETTINGS)
      throw new Error(`it has more than ${MOST_SETTINGS} settings`);
    settings.set(path, { path, value: withoutSecret(path, value), line });
  };
  if (/\.env(?:\.[\w-]+)?$|(?:^|\/)\.env/u.test(file)) {
    for (const [index, line] of text.split('\n').entries()) {
      const found = /^\s*(?:export\s+)?([A-Za-z_]\w*)\s*=\s*(.*?)\s*$/u.exec(line);
      if (found !== null)
        add(found[1] ?? '', (found[2] ?? '').replace(/^(["'])(.*)\1$/u, '$2'), index + 1);
    }
    return settings;
  }
  for (const { path, value, line } of await parseConfiguration(file, text)) add(path, value, line);
  return settings;
}

function withoutSecret(path: string, value: string): string {
  if (SECRET.test(path)) return '(secret)';
  return value.replace(URL_WITH_USER, '$1(secret)@');
}
