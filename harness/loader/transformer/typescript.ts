/** The project's own TypeScript before version 7, which has no such interface any more. */
import { createRequire } from 'node:module';
import { basename, dirname } from 'node:path';
import type { CompilerOptions } from '../tsconfig.ts';
import {
  definesFields,
  hasModuleInterop,
  nameAndVersion,
  syntaxErrorAt,
  type Transformable,
  type Transformer,
} from './transformer.ts';

/** The part of TypeScript's interface that is used here. */
interface TypeScript {
  readonly transpileModule: (
    source: string,
    how: {
      readonly fileName: string;
      readonly reportDiagnostics: true;
      readonly compilerOptions: object;
    },
  ) => { readonly outputText: string; readonly diagnostics?: readonly Diagnostic[] };
  readonly convertCompilerOptionsFromJson: (
    options: object,
    folder: string,
  ) => { readonly options: object };
  readonly flattenDiagnosticMessageText: (text: unknown, newline: string) => string;
}

interface Diagnostic {
  readonly category: number;
  readonly messageText: unknown;
  readonly start?: number;
  readonly file?: {
    readonly getLineAndCharacterOfPosition: (position: number) => {
      readonly line: number;
      readonly character: number;
    };
  };
}

/** `DiagnosticCategory.Error` of TypeScript's interface. */
const ERROR = 1;

/** @param manifest - Absolute path of the package.json of `typescript`, of a version below 7. */
export function typescriptAt(manifest: string): Transformer {
  let library: TypeScript | undefined;
  return {
    ...nameAndVersion(manifest),
    transform: (file, transformable) => {
      library ??= createRequire(manifest)('.') as TypeScript;
      return transformBy(library, file, transformable);
    },
  };
}

function transformBy(
  typescript: TypeScript,
  file: string,
  { source, format, options }: Transformable,
): string {
  const { options: compilerOptions } = typescript.convertCompilerOptionsFromJson(
    asWritten(options, format),
    dirname(file),
  );
  const { outputText, diagnostics = [] } = typescript.transpileModule(source, {
    // The source map names the file beside the module.
    fileName: basename(file),
    reportDiagnostics: true,
    compilerOptions,
  });
  const [error] = diagnostics.filter(({ category, file: at }) => category === ERROR && at);
  if (error !== undefined) {
    const at = error.file?.getLineAndCharacterOfPosition(error.start ?? 0);
    throw syntaxErrorAt(
      file,
      source,
      typescript.flattenDiagnosticMessageText(error.messageText, ' '),
      { line: (at?.line ?? 0) + 1, column: (at?.character ?? 0) + 1 },
    );
  }
  return outputText;
}

/** The project's settings as far as they say what the JavaScript means, and what Node.js needs beside them. */
function asWritten(options: CompilerOptions, format: Transformable['format']): object {
  const { jsx, jsxFactory, jsxFragmentFactory, jsxImportSource } = options;
  return {
    experimentalDecorators: options.experimentalDecorators,
    emitDecoratorMetadata: options.emitDecoratorMetadata,
    useDefineForClassFields: definesFields(options),
    jsx: jsx === 'react' || jsx === 'react-jsxdev' ? jsx : 'react-jsx',
    ...(jsxFactory === undefined ? {} : { jsxFactory }),
    ...(jsxFragmentFactory === undefined ? {} : { jsxFragmentFactory }),
    ...(jsxImportSource === undefined || jsx === 'react' ? {} : { jsxImportSource }),
    target: 'es2022',
    // Under nodenext a file without a package is CommonJS, and import() stays what it is.
    module: format === 'commonjs' ? 'nodenext' : 'esnext',
    moduleResolution: format === 'commonjs' ? 'nodenext' : 'bundler',
    verbatimModuleSyntax: format === 'module' && options.verbatimModuleSyntax === true,
    esModuleInterop: hasModuleInterop(options),
    inlineSourceMap: true,
    inlineSources: false,
    noEmitHelpers: false,
    importHelpers: false,
    removeComments: false,
  };
}
