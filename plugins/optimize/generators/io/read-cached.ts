import type { HelperFunction } from './helper-functions.ts';

/**
 * What both forms hold to: what was kept counts only while the file is the same by number, size and
 * both of its times, and only where it had been left alone for a second when it was read: two
 * writes within one tick of the file system's clock look the same.
 */
const body = (isSync: boolean, read: string, stat: string): string => `{
  const found = ${isSync ? `${stat}(path, { bigint: true, throwIfNoEntry: false })` : `await ${stat}(path, { bigint: true }).catch(() => undefined)`};
  // Reading says what is wrong.
  if (found === undefined) return ${isSync ? '' : 'await '}${read}(path, encoding);
  const key = JSON.stringify([String(path), encoding]);
  const mark = \`\${found.dev}:\${found.ino}:\${found.size}:\${found.mtimeNs}:\${found.ctimeNs}\`;
  const kept = keptTexts.get(key);
  if (kept !== undefined && kept.mark === mark) return kept.text;
  const isSettled = found.size > 0n && Date.now() - Number(found.ctimeMs) > 1_000;
  const text = ${isSync ? '' : 'await '}${read}(path, encoding);
  if (isSettled) keptTexts.set(key, { mark, text });
  else keptTexts.delete(key);
  return text;
}
`;

const MEANING = `/** The text of a file, read again whenever the file is not the one that was read. */`;
const KEPT = 'const keptTexts = new Map();\n\n';

export function readCachedHelper(isSync: boolean, read: string, stat: string): HelperFunction {
  const name = isSync ? 'readCachedSync' : 'readCached';
  const untyped = `${KEPT}${MEANING}
${isSync ? '' : 'async '}function ${name}(path, encoding) ${body(isSync, read, stat)}`;
  return { name, untyped, typed: untyped };
}
