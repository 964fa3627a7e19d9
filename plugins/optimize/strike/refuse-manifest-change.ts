import { parseJsonOrNull } from '../parse-json-or-null.ts';

interface FileVersions {
  readonly before: string | null;
  readonly after: string | null;
}

const SECTIONS = [
  'dependencies',
  'devDependencies',
  'optionalDependencies',
  'peerDependencies',
  'bundleDependencies',
  'overrides',
  'resolutions',
];

/**
 * Describes a forbidden change of package.json: it names a package that the lockfile did not have
 *, or changes the scripts, which start the tests. null: there is none.
 * @param lockfile - Text of the lockfile before; null where there is none.
 */
export function refuseManifestChange(
  manifest: FileVersions,
  lockfile: string | null,
): string | null {
  const [before, after] = [parseManifest(manifest.before), parseManifest(manifest.after)];
  if (after === null) return 'package.json can no longer be parsed';
  if (JSON.stringify(before?.scripts) !== JSON.stringify(after.scripts)) {
    return 'the package.json scripts are changed';
  }
  const had = new Set(namesIn(before));
  const added = namesIn(after).filter((name) => !had.has(name) && !isLocked(name, lockfile));
  if (added.length === 0) return null;
  return `package ${added.join(', ')} is new: it is not in the lockfile`;
}

type Manifest = Readonly<Record<string, unknown>>;

function parseManifest(text: string | null): Manifest | null {
  const value = parseJsonOrNull(text);
  // Sound: an object of JSON has texts as keys.
  return typeof value === 'object' && value !== null ? (value as Manifest) : null;
}

function namesIn(manifest: Manifest | null): readonly string[] {
  return SECTIONS.flatMap((section) => {
    const value = manifest?.[section];
    if (Array.isArray(value)) return value.filter((packageName) => typeof packageName === 'string');
    return typeof value === 'object' && value !== null ? Object.keys(value) : [];
  });
}

/** As npm, pnpm, yarn and bun write the name of a package that is installed. */
function isLocked(name: string, lockfile: string | null): boolean {
  if (lockfile === null) return false;
  const literal = name.replace(/[.*+?^${}()|[\]\\/]/gu, '\\$&');
  return new RegExp(
    `"node_modules/${literal}"|^["' ]*/?${literal}@|^ {2}["']?${literal}["']?:|^ {4}"${literal}":`,
    'mu',
  ).test(lockfile);
}

/** A cache that lasts as long as the program: made at the top of a module, or as a field of a class. */
const MADE =
  /^(?:(?:export )?(?:const|let|var) |\s+(?:(?:static|private|public|protected|readonly) )*(?=#?\w+\s*(?::[^=]*)?= new ))(#?\w*(?:[cC]ache|CACHE|[mM]emo|MEMO)\w*)\s*(?::[^=]+)?=\s*(new (?:Map|\w*LRU\w*|NodeCache|Keyv|QuickLRU|\w*Cache)\b.*|\{\}.*|Object\.create\(null\).*)$/u;
/** Constructor options that let cache entries expire. */
const ENDS = /\b(?:ttl|maxAge|max_age|stdTTL|expires?\w*|EX|PX)\b/u;
const PUT = /\b\w*(?:[rR]edis|[mM]emcache[d]?)\w*\.(?:set|hSet|hset|mSet|mset)\(/u;
/** Calls that remove an entry from a shared cache, or let it expire. */
const TAKEN =
  /\.(?:del|unlink|expire|expireAt|pexpire|pExpire|setEx|setex|psetex|pSetEx|hdel|hDel)\(/u;
/** Maximum number of lines of a call that are inspected. */
const CALL_LINES = 6;

/**
 * Returns the reason to refuse a change that adds a cache without removal or expiry of entries,
 * since its results would stay stale forever (LEAD-22).
 * @param before - null for a new file.
 * @returns null if the change is allowed.
 */
export function refuseUnboundedCache(
  path: string,
  before: string | null,
  after: string,
): string | null {
  const known = new Set((before ?? '').split('\n'));
  const lines = after.split('\n');
  for (const [index, line] of lines.entries()) {
    if (known.has(line)) continue;
    const call = lines.slice(index, index + CALL_LINES).join('\n');
    const [, name, made = ''] = MADE.exec(line) ?? [];
    if (name !== undefined && !ENDS.test(made === '' ? '' : call) && !isEmptied(name, after)) {
      return stale(`${name} in ${path}`);
    }
    if (PUT.test(line) && !ENDS.test(call) && !TAKEN.test(after)) {
      return stale(`the data that ${path} puts into the shared cache`);
    }
  }
  return null;
}

function stale(what: string): string {
  return `it adds a cache without invalidation: ${what} is never removed and never expires`;
}

/** True if entries are removed from it somewhere, or all of them at once. */
function isEmptied(name: string, text: string): boolean {
  const own = name.replace('#', '#?');
  return new RegExp(
    `(?:\\b|#)${own}(?:\\.(?:delete|clear|del|evict\\w*|invalidate\\w*|reset)\\(|\\s*=\\s*new )|delete (?:this\\.)?${own}\\[`,
    'u',
  ).test(text.replace(new RegExp(`^.*\\b${own}[^\\n]*= new.*$`, 'mu'), ''));
}
