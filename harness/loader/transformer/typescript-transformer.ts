/** TypeScript before version 7, a library. */
import { createRequire } from 'node:module';
import { basename, dirname } from 'node:path';
import { createTypescriptSettings } from './create-typescript-compiler-options.ts';
import {
  createSyntaxError,
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
