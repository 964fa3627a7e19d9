import { functionAround } from '../../../analysis/index.ts';
import type { CodemodMatch, CodemodSource } from '../codemod.ts';
import { createMatch, findHeaderEnd, insertText, replaceNode } from '../syntax/codemod-edits.ts';
import { findBuiltinCalls, isConstantPath, isTextRead } from './builtin-calls.ts';
import { collectReferencedNames, findDeclarations } from './find-declarations.ts';
import { type AddedImport, addImport } from './module-imports.ts';

/**
 * Returns the body shared by both forms. A cached text is valid only while the file keeps its
 * inode, size and both times, and only if it had been unchanged for a second when it was read,
 * since two writes within one tick of the file system's clock look the same.
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

const MEANING = `/** Text of a file, read again whenever the file differs from the last read. */`;
const KEPT = 'const keptTexts = new Map();\n\n';

function readCachedHelper(isSync: boolean, read: string, stat: string) {
  const name = isSync ? 'readCachedSync' : 'readCached';
  const text = `${KEPT}${MEANING}
${isSync ? '' : 'async '}function ${name}(path, encoding) ${body(isSync, read, stat)}`;
  return { name, text };
}

/** Finds constant-file reads in functions, replaced by reads cached until the file changes. */
export function findConstantFileReads(
  source: CodemodSource,
  isSync: boolean,
): readonly CodemodMatch[] {
  const suffix = isSync ? 'Sync' : '';
  if (!source.text.includes(`readFile${suffix}`)) return [];
  const module = isSync ? 'fs' : 'fs/promises';
  const read = addImport(source, `node:${module}`, `readFile${suffix}`);
  const stat = addImport(source, `node:${module}`, `stat${suffix}`);
  // The helper has no types, so TypeScript files are skipped.
  if (read === null || stat === null || /\.[cm]?tsx?$/u.test(source.path)) return [];
  const helper = readCachedHelper(isSync, read.local, stat.local);
  const taken = [helper.name, 'keptTexts'].some(
    (name) => findDeclarations(source.root, name).length > 0,
  );
  if (taken) return [];
  return findBuiltinCalls(source, module, new Set([`readFile${suffix}`])).flatMap(
    ({ call, given }) => {
      const [path, encoding] = given;
      const scope = functionAround(call);
      if (scope === null || path === undefined || encoding === undefined) return [];
      if (!isConstantPath(path) || !isTextRead(given) || collectReferencedNames(encoding).size > 0)
        return [];
      // Virtual files of the system do not say when they changed.
      if (/^['"`]\/(?:proc|sys|dev)\//u.test(path.text())) return [];
      const text = `${helper.name}(${path.text()}, ${encoding.text()})`;
      return [
        createMatch(call, [
          replaceNode(call, text),
          ...read.edits,
          ...stat.edits,
          atTop(source, helper.text, stat),
        ]),
      ];
    },
  );
}

/** Inserts after the leading imports, so that the map exists before any call. */
function atTop({ root, text: whole }: CodemodSource, text: string, { edits }: AddedImport) {
  const end = findHeaderEnd(root);
  const at = end === 0 ? (edits[0]?.start ?? 0) : Math.min(end + 1, whole.length);
  return insertText(at, `\n${text}`);
}
