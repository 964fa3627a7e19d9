/** Turns TypeScript and JSX into what Node.js runs, by the project's own settings. */
import { pathToFileURL } from 'node:url';
import type { Options } from '@swc/core';
import { loadSwc, type Swc } from './swc.ts';
import type { CompilerOptions } from './tsconfig.ts';

/** A source, and what is to become of it. */
export interface Transformable {
  readonly source: string;
  readonly format: 'module' | 'commonjs';
  readonly options: CompilerOptions;
}

let library: Swc | undefined;

/** Takes longer to load than most files take to transform, so only where one asks for it. */
function load(): Swc {
  library ??= loadSwc();
  return library;
}

/** What transforms, with its version. */
export function transformer(): string {
  return `@swc/core ${load().version}`;
}

/**
 * JavaScript with its source map.
 * @throws Error with the place and the line where it is no valid TypeScript.
 */
export function transform(file: string, { source, format, options }: Transformable): string {
  const { code } = transformOrTell(file, source, {
    filename: file,
    sourceFileName: pathToFileURL(file).href,
    sourceMaps: 'inline',
    inlineSourcesContent: false,
    configFile: false,
    swcrc: false,
    jsc: {
      parser: { syntax: 'typescript', tsx: /[jt]sx$/u.test(file), decorators: true },
      target: 'es2024',
      keepClassNames: true,
      experimental: { keepImportAttributes: true },
      transform: {
        legacyDecorator: options.experimentalDecorators ?? false,
        decoratorMetadata: options.emitDecoratorMetadata ?? false,
        ...(options.experimentalDecorators ? {} : { decoratorVersion: '2022-03' as const }),
        useDefineForClassFields: definesFields(options),
        verbatimModuleSyntax: options.verbatimModuleSyntax ?? false,
        react: jsxOf(options),
      },
    },
    module: format === 'commonjs' ? commonJs(options) : { type: 'nodenext' },
  } as Options);
  return format === 'commonjs' ? asTscWrites(code) : code;
}

/**
 * How a type stands in the metadata of decorators. Where two modules import each other, the class is
 * not there yet: what tsc writes gives Object then, what swc writes throws.
 */
const TYPE_IN_METADATA = /typeof (_[\w$]+\.[\w$]+) === "undefined" \? Object : \1/gu;

/** By this mark others see that its default export is none of all; swc leaves it out without interop. */
const MARK = 'Object.defineProperty(exports, "__esModule", { value: true });';

function transformOrTell(file: string, source: string, options: Options) {
  try {
    return load().transformSync(source, options);
  } catch (error) {
    throw syntaxError(file, source, String((error as Error).message));
  }
}

/** The error as Node.js would tell it: with the place and the line in front of its stack. */
function syntaxError(file: string, source: string, message: string): SyntaxError {
  const [, what = message, startLine = '1', startColumn = '1'] =
    /x (.+)\n\s*,-\[.*:(\d+):(\d+)\]/u.exec(message) ?? [];
  // The head says where what is shown begins; a caret below a line where the error is.
  const [, before = '', line = startLine, caret] = CARET.exec(message) ?? [];
  const column = caret === undefined ? Number(startColumn) : caret.length - before.length + 1;
  const error = new SyntaxError(what);
  const code = source.split('\n')[Number(line) - 1] ?? '';
  error.stack = `${file}:${line}\n${code}\n${' '.repeat(Math.max(0, column - 1))}^\n\n${error.stack}`;
  return error;
}

/** ` 2 | const one = { a: 1 b: 2 };`, and below it `   :                    ^`. */
const CARET = /^( *(\d+) \| ).*\n( *: *)\^/mu;

function asTscWrites(code: string): string {
  const isMarked = /^module\.exports = |__esModule/mu.test(code);
  return code
    .replace('"use strict";', (found) => (isMarked ? found : found + MARK))
    .replaceAll(
      TYPE_IN_METADATA,
      (_, type: string) => `(() => { try { return ${type} ?? Object } catch { return Object } })()`,
    );
}

/** As tsc decides it where nothing says so: by its target. */
function definesFields({ useDefineForClassFields, target }: CompilerOptions): boolean {
  if (useDefineForClassFields !== undefined) return useDefineForClassFields;
  return target === undefined || /^es(?:next|20(?:2[2-9]|[3-9]\d))$/iu.test(target);
}

function jsxOf({ jsx, jsxFactory, jsxFragmentFactory, jsxImportSource }: CompilerOptions) {
  return jsx === 'react'
    ? { runtime: 'classic', pragma: jsxFactory, pragmaFrag: jsxFragmentFactory }
    : { runtime: 'automatic', importSource: jsxImportSource, development: jsx === 'react-jsxdev' };
}

function commonJs({ esModuleInterop, module }: CompilerOptions) {
  const isInterop = esModuleInterop ?? !/^commonjs$/iu.test(module ?? '');
  return {
    type: 'commonjs',
    importInterop: isInterop ? 'swc' : 'none',
    // What is loaded by import() may be a module of ES alone.
    ignoreDynamic: true,
    // So that modules of ES can import by name.
    exportInteropAnnotation: true,
  };
}
