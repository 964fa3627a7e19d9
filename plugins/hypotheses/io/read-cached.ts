import type { HelperFunction } from './helper-functions.ts';

/**
 * What both forms hold to: what was kept counts only while the file is the same by number, size and
 * both of its times, and only where it had been left alone for a second when it was read: two
 * writes within one tick of the file system's clock look the same.
 */
const body = (wait: string, read: string, stat: string): string => `{
  const found = ${wait}${stat}(path, { bigint: true });
  const mark = \`\${found.dev}:\${found.ino}:\${found.size}:\${found.mtimeNs}:\${found.ctimeNs}\`;
  const kept = keptTexts.get(String(path));
  if (kept !== undefined && kept.mark === mark) return kept.text;
  const isSettled = Date.now() - Number(found.ctimeMs) > 1_000;
  const text = ${wait}${read}(path, encoding);
  if (isSettled) keptTexts.set(String(path), { mark, text });
  else keptTexts.delete(String(path));
  return text;
}
`;

const MEANING = `/** The text of a file, read again whenever the file is not the one that was read. */`;
const KEPT = 'const keptTexts = new Map();\n\n';

export function readCachedHelper(isSync: boolean, read: string, stat: string): HelperFunction {
  const name = isSync ? 'readCachedSync' : 'readCached';
  const untyped = `${KEPT}${MEANING}
${isSync ? '' : 'async '}function ${name}(path, encoding) ${body(isSync ? '' : 'await ', read, stat)}`;
  return { name, untyped, typed: untyped };
}
