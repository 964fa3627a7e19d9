import { readFileSync } from 'node:fs';
import type { LoadHookContext, LoadHookSync } from 'node:module';
import { setSourceMapsSupport } from 'node:module';
import { extname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { howToLoad, SOURCES } from './how-to-load.ts';
import { jsonModule } from './json-module.ts';
import { transform } from './transform.ts';
import { noteTransformed } from './transformed.ts';

/** Loads what Node.js alone would not: TypeScript whose types cannot just be left out, and JSX. */
export const loadSource: LoadHookSync = (url, context, nextLoad) => {
  if (!url.startsWith('file:')) return nextLoad(url, context);
  const file = fileURLToPath(pathOf(url));
  const ending = extname(file);
  if (ending === '.json' && isPlainImport(context)) {
    return { format: 'module', source: jsonModule(readFileSync(file, 'utf8')), shortCircuit: true };
  }
  if (!SOURCES.includes(ending)) return nextLoad(url, context);
  const text = readFileSync(file, 'utf8');
  const how = howToLoad(file, text);
  if (how.by === 'node') return nextLoad(url, context);
  setSourceMapsSupport(true, { nodeModules: true });
  const source = transform(file, text, how.format, how.options);
  noteTransformed(file);
  return { format: how.format, source, shortCircuit: true };
};

/** An import that does not say of what kind it is, as compilers and bundlers let people write it. */
function isPlainImport({ conditions, importAttributes }: LoadHookContext): boolean {
  return conditions?.includes('import') === true && importAttributes.type === undefined;
}

/** Without what stands behind the path, by which a program may load a module twice. */
function pathOf(url: string): string {
  return url.replace(/[?#].*$/u, '');
}
