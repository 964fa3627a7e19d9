import { readFileSync } from 'node:fs';
import type { CompilerOptions } from '../find-tsconfig.ts';

export interface Transformable {
  readonly source: string;
  readonly format: 'module' | 'commonjs';
  readonly options: CompilerOptions;
}

/** Compiler that transforms one file at a time, without reading others. */
export interface Transformer {
  /** Name of its package. */
  readonly name: string;
  readonly version: string;
  /** JavaScript with its source map. @throws SyntaxError with the place and the line. */
  readonly transform: (file: string, transformable: Transformable) => string;
}

/** @param manifest - Absolute path of the package.json of a compiler, which is not loaded. */
export function readCompilerVersion(manifest: string): Pick<Transformer, 'name' | 'version'> {
  const { name, version } = JSON.parse(readFileSync(manifest, 'utf8')) as Transformer;
  return { name, version };
}

/** Syntax error, place and line first as in Node.js. @param place - Line and column, from 1. */
export function createSyntaxError(
  file: string,
  source: string,
  message: string,
  { line, column }: { readonly line: number; readonly column: number },
): SyntaxError {
  const error = new SyntaxError(message);
  const code = source.split('\n')[line - 1] ?? '';
  error.stack = `${file}:${line}\n${code}\n${' '.repeat(Math.max(0, column - 1))}^\n\n${error.stack}`;
  return error;
}

/** True if CommonJS default imports follow `esModuleInterop`; if unset, tsc decides by `module`. */
export function hasModuleInterop({ esModuleInterop, module }: CompilerOptions): boolean {
  return esModuleInterop ?? !/^commonjs$/iu.test(module ?? '');
}

/** True if class fields are defined, not assigned; if unset, the target decides, as in tsc. */
export function definesFields({ useDefineForClassFields, target }: CompilerOptions): boolean {
  if (useDefineForClassFields !== undefined) return useDefineForClassFields;
  return target === undefined || /^es(?:next|20(?:2[2-9]|[3-9]\d))$/iu.test(target);
}
