import { readFileSync } from 'node:fs';
import { type LoadHookContext, type LoadHookSync, setSourceMapsSupport } from 'node:module';
import { extname } from 'node:path';
import { fileURLToPath } from 'node:url';
import {
  HOOKS_HANDLE_REQUIRE,
  loadNativeCommonJs,
} from '../probe/preserve-commonjs-loading-under-hooks.ts';
import { chooseLoadMethod } from './choose-source-load-method.ts';
import { SOURCE_EXTENSIONS } from './source-extensions.ts';
import { transformSource } from './transform-source.ts';
import { recordTransformedFile } from './transformed-source-file-records.ts';

const NAME = /^[\p{ID_Start}$_][\p{ID_Continue}$]*$/u;
/** Words that no binding can have. */
const RESERVED =
  /^(?:await|break|case|catch|class|const|continue|debugger|default|delete|do|else|enum|export|extends|false|finally|for|function|if|implements|import|in|instanceof|interface|let|new|null|package|private|protected|public|return|static|super|switch|this|throw|true|try|typeof|var|void|while|with|yield|eval|arguments)$/u;

/** JSON as a module with its keys by name, as TypeScript's `resolveJsonModule`. @throws SyntaxError */
function jsonModule(text: string): string {
  const value: unknown = JSON.parse(text.replace(/^\uFEFF/u, ''));
  const keys = typeof value === 'object' && value !== null ? Object.keys(value) : [];
  const names = keys.filter((key) => NAME.test(key) && !RESERVED.test(key));
  return [
    // By JSON.parse, as its own key would otherwise be taken for the prototype.
    `const value = JSON.parse(${JSON.stringify(JSON.stringify(value))});`,
    'export default value;',
    ...names.map(
      (name, index) => `const key${index} = value.${name}; export { key${index} as ${name} };`,
    ),
  ].join('\n');
}

/** Loads what Node.js alone cannot: TypeScript with more than erasable types, JSX, JSON, text. */
export const loadSource: LoadHookSync = (url, context, nextLoad) => {
  if (!url.startsWith('file:')) return nextLoad(url, context);
  // Query and fragment are ignored: a program may load a module twice by varying them.
  const file = fileURLToPath(url.replace(/[?#].*$/u, ''));
  const ending = extname(file);
  if (ending === '.json' && isPlainImport(context)) {
    return replaced('module', jsonModule(readFileSync(file, 'utf8')));
  }
  // Node.js does it behind a flag.
  if (context.importAttributes?.type === 'text') {
    return replaced('module', `export default ${JSON.stringify(readFileSync(file, 'utf8'))};\n`);
  }
  if (!SOURCE_EXTENSIONS.includes(ending))
    return loadNativeCommonJs(url, context, nextLoad(url, context));
  const text = readFileSync(file, 'utf8');
  const how = chooseLoadMethod(file, text);
  if (how.by === 'node') {
    const isModule = how.isModule || context.format === 'module-typescript';
    // Node.js would strip the types again, with the same result.
    if (isModule && how.stripped !== null) return replaced('module', named(how.stripped, url));
    const isCommonJs = !HOOKS_HANDLE_REQUIRE && context.format === 'commonjs-typescript';
    if (isCommonJs && how.stripped !== null) return replaced('commonjs', named(how.stripped, url));
    // Node.js would detect the format by trial, and warn that the package should state it.
    const isUnknown = how.isModule && (context.format ?? null) === null;
    return nextLoad(url, isUnknown ? { ...context, format: 'module-typescript' } : context);
  }
  setSourceMapsSupport(true, { nodeModules: true });
  const { code, by } = transformSource(file, how);
  recordTransformedFile(file, by);
  return replaced(how.format, code);

  /** Also calls the next hooks, for observers of loading; Node.js rereads the file for them. */
  function replaced(format: 'module' | 'commonjs', source: string) {
    nextLoad(url, { ...context, format, importAttributes: {} });
    return { format, source, shortCircuit: true };
  }
};

/** Adds the source URL, as Node.js does after stripping types. */
function named(code: string, url: string): string {
  return `${code}\n\n//# sourceURL=${url}`;
}

/** True for an import without a type attribute, as compilers and bundlers permit it. */
function isPlainImport({ conditions, importAttributes }: LoadHookContext): boolean {
  return conditions?.includes('import') === true && importAttributes?.type === undefined;
}
