/** swc, if a project or the cache has it: it starts faster. */
import { createRequire } from 'node:module';
import { basename } from 'node:path';
import type { Options, Output } from '@swc/core';
import type { CompilerOptions } from '../find-tsconfig.ts';
import {
  createSyntaxError,
  definesFields,
  hasModuleInterop,
  readCompilerVersion,
  type Transformable,
  type Transformer,
} from './source-transformer.ts';

interface Swc {
  readonly transformSync: (source: string, options: Options) => Output;
}

/** @param manifest - Absolute path of the package.json of `@swc/core`. */
export function createSwcTransformer(manifest: string): Transformer {
  let library: Swc | undefined;
  return {
    ...readCompilerVersion(manifest),
    transform: (file, transformable) => {
      library ??= createRequire(manifest)('.') as Swc;
      return transformBy(library, file, transformable);
    },
  };
}

function transformBy(swc: Swc, file: string, { source, format, options }: Transformable): string {
  const { code } = outputOf(swc, file, source, {
    filename: file,
    // Relative to the module.
    sourceFileName: basename(file),
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

function outputOf(swc: Swc, file: string, source: string, options: Options): Output {
  try {
    return swc.transformSync(source, options);
  } catch (error) {
    const message = String((error as Error).message);
    const [, text = message, startLine = '1', startColumn = '1'] =
      /x (.+)\n\s*,-\[.*:(\d+):(\d+)\]/u.exec(message) ?? [];
    // The header gives the start of the shown code; a caret below a line marks the error.
    const [, before = '', line = startLine, caret] = CARET.exec(message) ?? [];
    const column = caret === undefined ? Number(startColumn) : caret.length - before.length + 1;
    throw createSyntaxError(file, source, text, { line: Number(line), column });
  }
}

/** ` 2 | const one = { a: 1 b: 2 };`, and below it `   :                    ^`. */
const CARET = /^( *(\d+) \| ).*\n( *: *)\^/mu;

/** Type in decorator metadata; not yet defined in import cycles: tsc emits Object, swc throws. */
const TYPE_IN_METADATA = /typeof (_[\w$]+\.[\w$]+) === "undefined" \? Object : \1/gu;

/** Marker by which importers recognize compiled ES modules; swc omits it without interop. */
const MARK = 'Object.defineProperty(exports, "__esModule", { value: true });';

function asTscWrites(code: string): string {
  const isMarked = /^module\.exports = |__esModule/mu.test(code);
  return code
    .replace('"use strict";', (found) => (isMarked ? found : found + MARK))
    .replaceAll(
      TYPE_IN_METADATA,
      (_, type: string) => `(() => { try { return ${type} ?? Object } catch { return Object } })()`,
    );
}

function jsxOf({ jsx, jsxFactory, jsxFragmentFactory, jsxImportSource }: CompilerOptions) {
  return jsx === 'react'
    ? { runtime: 'classic', pragma: jsxFactory, pragmaFrag: jsxFragmentFactory }
    : { runtime: 'automatic', importSource: jsxImportSource, development: jsx === 'react-jsxdev' };
}

function commonJs(options: CompilerOptions) {
  return {
    type: 'commonjs',
    importInterop: hasModuleInterop(options) ? 'swc' : 'none',
    // A module loaded by import() may be an ES module only.
    ignoreDynamic: true,
    // So that modules of ES can import by name.
    exportInteropAnnotation: true,
  };
}
