/** TypeScript before version 7, a library. */
import { createRequire } from 'node:module';
import { basename, dirname } from 'node:path';
import type { CompilerOptions } from '../find-tsconfig.ts';
import {
  createSyntaxError,
  definesFields,
  hasModuleInterop,
  readCompilerVersion,
  type Transformable,
  type Transformer,
} from './source-transformer.ts';

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
export function createTypescriptTransformer(manifest: string): Transformer {
  let library: TypeScript | undefined;
  return {
    ...readCompilerVersion(manifest),
    transform: (file, transformable) => {
      library ??= createRequire(manifest)('.') as TypeScript;
      return transformBy(library, file, transformable);
    },
  };
}

function transformBy(typescript: TypeScript, file: string, transformable: Transformable): string {
  const { source } = transformable;
  const { options: compilerOptions } = typescript.convertCompilerOptionsFromJson(
    createTypescriptSettings(transformable),
    dirname(file),
  );
  const { outputText, diagnostics = [] } = typescript.transpileModule(source, {
    // The source map names the file relative to the module.
    fileName: basename(file),
    reportDiagnostics: true,
    compilerOptions,
  });
  const [error] = diagnostics.filter(({ category, file: at }) => category === ERROR && at);
  if (error !== undefined) {
    const at = error.file?.getLineAndCharacterOfPosition(error.start ?? 0);
    throw createSyntaxError(
      file,
      source,
      typescript.flattenDiagnosticMessageText(error.messageText, ' '),
      { line: (at?.line ?? 0) + 1, column: (at?.character ?? 0) + 1 },
    );
  }
  return outputText;
}

/** Returns TypeScript settings: the project's that affect JavaScript, and those Node.js needs. */
export function createTypescriptSettings({ options, format }: Transformable): CompilerOptions {
  const { jsx, jsxFactory, jsxFragmentFactory, jsxImportSource } = options;
  return {
    ...given({ jsxFactory, jsxFragmentFactory }),
    ...(jsx === 'react' ? {} : given({ jsxImportSource })),
    jsx: jsx === 'react' || jsx === 'react-jsxdev' ? jsx : 'react-jsx',
    experimentalDecorators: options.experimentalDecorators ?? false,
    emitDecoratorMetadata: options.emitDecoratorMetadata ?? false,
    useDefineForClassFields: definesFields(options),
    // Newer targets leave standard decorators as they are, which Node.js does not run.
    target: 'es2022',
    // With nodenext a file without a package is CommonJS, and import() is preserved.
    module: format === 'commonjs' ? 'nodenext' : 'esnext',
    moduleResolution: format === 'commonjs' ? 'nodenext' : 'bundler',
    verbatimModuleSyntax: format === 'module' && options.verbatimModuleSyntax === true,
    ...(hasModuleInterop(options) ? {} : { esModuleInterop: false }),
    allowJs: true,
    inlineSourceMap: true,
  };
}

function given(options: CompilerOptions): CompilerOptions {
  return Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined));
}
