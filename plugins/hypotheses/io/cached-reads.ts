import type { CodemodMatch, CodemodSource } from '../codemod.ts';
import { callsOf, isConstantPath, isTextRead } from './file-calls.ts';
import { type NeededImport, needImport } from './imports.ts';
import { bindingsOf, namesIn } from './names.ts';
import { readCachedHelper } from './read-cached.ts';
import { enclosingFunction, endOf, insertAt, kindOf, matchAt, replaceNode } from './syntax.ts';

/** Reads of one constant file inside of functions, as reads that are kept until the file changes. */
export function findConstantReads(source: CodemodSource, isSync: boolean): readonly CodemodMatch[] {
  const suffix = isSync ? 'Sync' : '';
  if (!source.text.includes(`readFile${suffix}`)) return [];
  const module = isSync ? 'fs' : 'fs/promises';
  const read = needImport(source, `node:${module}`, `readFile${suffix}`);
  const stat = needImport(source, `node:${module}`, `stat${suffix}`);
  // The helper is without types: files with them are left alone.
  if (read === null || stat === null || /\.[cm]?tsx?$/u.test(source.path)) return [];
  const helper = readCachedHelper(isSync, read.local, stat.local);
  const taken = [helper.name, 'keptTexts'].some((name) => bindingsOf(source.root, name).length > 0);
  if (taken) return [];
  return callsOf(source, module, new Set([`readFile${suffix}`])).flatMap(({ call, given }) => {
    const [path, encoding] = given;
    const scope = enclosingFunction(call);
    if (scope === null || path === undefined || encoding === undefined) return [];
    if (!isConstantPath(path) || !isTextRead(given) || namesIn(encoding).size > 0) return [];
    const text = `${helper.name}(${path.text()}, ${encoding.text()})`;
    return [
      matchAt(call, [replaceNode(call, text), ...stat.edits, atTop(source, helper.untyped, stat)]),
    ];
  });
}

/** Behind the imports, so that the map is there before anybody calls. */
function atTop(source: CodemodSource, text: string, { edits }: NeededImport) {
  const heads = source.root
    .children()
    .filter(
      (node) =>
        kindOf(node) === 'import_statement' || /\brequire\(/u.test(node.text().slice(0, 200)),
    )
    .filter((node) =>
      /^(?:import_statement|lexical_declaration|variable_declaration)$/u.test(kindOf(node)),
    );
  const last = heads.at(-1);
  const at =
    last === undefined ? (edits[0]?.start ?? 0) : Math.min(endOf(last) + 1, source.text.length);
  return insertAt(at, `\n${text}`);
}
