import * as module from 'node:module';
import { dirname, extname } from 'node:path';
import {
  hasDecorators,
  hasModuleSyntax,
  hasUnusedImports,
  requiresModuleFormat,
  stripNonCode,
} from './detect-source-syntax-features.ts';
import { type CompilerOptions, findTsconfig } from './find-tsconfig.ts';
import { markTypeOnlyExports } from './mark-type-only-exports.ts';
import { findPackageType } from './package-scope.ts';
import { isPackageFile } from './source-extensions.ts';
import { cacheCompiledCode } from './transpiled-code-cache.ts';

/** Way to turn a TypeScript or JSX source into a module. */
export type LoadMethod =
  /** Node.js loads it as it is: it leaves the types out, if any. */
  | {
      readonly by: 'node';
      readonly isModule: boolean;
      /** The source without its types, as Node.js would leave them out once more; null: it cannot. */
      readonly stripped: string | null;
    }
  | {
      readonly by: 'transform';
      readonly format: 'module' | 'commonjs';
      readonly options: CompilerOptions;
      /** Source to transform, in which exports of types are marked as types. */
      readonly source: string;
    };

/** Settings of `module` with which tsc emits CommonJS unless the package states otherwise. */
const WRITES_COMMONJS = /^(?:commonjs|node16|node18|node20|nodenext)$/iu;

/**
 * Chooses plain Node.js for what it can load, so that the measured code is the same as in
 * production; the project's compiler transforms the rest.
 */
export function chooseLoadMethod(file: string, source: string): LoadMethod {
  const stripped = stripTypes(file, source);
  const code = stripNonCode(stripped ?? source);
  const format = formatOf(file, code);
  // In CommonJS a missing name is undefined and harmless.
  const marked = format === 'module' ? markTypeOnlyExports(file, source) : source;
  const isPlain =
    stripped !== null &&
    marked === source &&
    !(format === 'commonjs' && hasModuleSyntax(code)) &&
    !hasDecorators(code) &&
    !hasUnusedImports(code);
  if (isPlain) {
    const isModule = format === 'module' && hasModuleSyntax(code);
    return { by: 'node', isModule, stripped: stripped === '' ? null : stripped };
  }
  return { by: 'transform', format, source: marked, options: findTsconfig(file)?.options ?? {} };
}

/** null: Node.js does not load such a file, or cannot leave its types out. */
function stripTypes(file: string, source: string): string | null {
  if (/[jt]sx$/u.test(file) || isPackageFile(file)) return null;
  // It warns that it is experimental, which loading the same file does not.
  const { emitWarning } = process;
  process.emitWarning = () => undefined;
  try {
    return cacheCompiledCode(source, () => module.stripTypeScriptTypes(source));
  } catch (error) {
    // Text that is no valid TypeScript is best reported by Node.js, which shows the line.
    return (error as { readonly code?: unknown }).code === 'ERR_INVALID_TYPESCRIPT_SYNTAX'
      ? ''
      : null;
  } finally {
    process.emitWarning = emitWarning;
  }
}

function formatOf(file: string, code: string): 'module' | 'commonjs' {
  const ending = extname(file);
  if (ending === '.mts') return 'module';
  if (ending === '.cts') return 'commonjs';
  const type = findPackageType(dirname(file));
  if (type === 'module' || requiresModuleFormat(code)) return 'module';
  if (!hasModuleSyntax(code)) return 'commonjs';
  const isCommonJs =
    type === 'commonjs' || WRITES_COMMONJS.test(findTsconfig(file)?.options.module ?? '');
  return isCommonJs ? 'commonjs' : 'module';
}
