import {
  Document,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  LineCounter,
  type Node,
  parseAllDocuments,
} from 'yaml';

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

interface Leaf {
  readonly path: string;
  readonly value: string;
  readonly line: number | null;
}

const MAX_DEPTH = 20;

/** Returns the leaves of a YAML, JSON or TOML file. @throws Error where it cannot be parsed. */
async function parseConfiguration(file: string, text: string): Promise<readonly Leaf[]> {
  const counter = new LineCounter();
  if (file.endsWith('.toml')) {
    const { parse } = await import('smol-toml');
    return [...leavesOfNode(new Document(parse(text)).contents as Node, '', counter, 0)];
  }
  // JSON is YAML, and so has places too.
  const documents = parseAllDocuments(text, { lineCounter: counter, logLevel: 'silent' });
  const list = Array.isArray(documents) ? documents : [];
  return list.flatMap((document, index) => {
    const [error] = document.errors;
    if (error !== undefined) throw new Error(error.message.split('\n')[0]);
    const prefix = list.length > 1 ? nameOf(document.toJS({ maxAliasCount: 100 }), index) : '';
    return document.contents === null
      ? []
      : [...leavesOfNode(document.contents as Node, prefix, counter, 0)];
  });
}

function nameOf(value: unknown, index: number): string {
  const { kind, metadata } = (value ?? {}) as { kind?: unknown; metadata?: { name?: unknown } };
  return typeof kind === 'string' ? `${kind}/${String(metadata?.name ?? index)}` : String(index);
}

function* leavesOfNode(
  node: Node,
  path: string,
  counter: LineCounter,
  depth: number,
): Generator<Leaf> {
  if (depth > MAX_DEPTH || isAlias(node)) return;
  if (isScalar(node)) {
    const at = node.range?.[0];
    yield {
      path,
      value: String(node.value),
      line: at === undefined ? null : counter.linePos(at).line,
    };
  } else if (isMap(node)) {
    for (const { key, value } of node.items) {
      const name = isScalar(key) ? String(key.value) : String(key);
      if (value !== null)
        yield* leavesOfNode(value as Node, joinPath(path, name), counter, depth + 1);
    }
  } else if (isSeq(node)) {
    for (const [index, item] of node.items.entries())
      yield* leavesOfNode(item as Node, joinPath(path, placeOf(item, index)), counter, depth + 1);
  }
}

/**
 * Returns the name of a list item, if it has one, as in lists of containers and variables, else its
 * index. Metrics of an autoscaler have their name one level deeper: `resource: {name: cpu}`.
 */
function placeOf(item: unknown, index: number): string {
  const name = isMap(item) ? (item.get('name') ?? item.getIn(['resource', 'name'])) : undefined;
  return typeof name === 'string' ? name : String(index);
}

function joinPath(path: string, name: string): string {
  return path === '' ? name : `${path}.${name}`;
}
