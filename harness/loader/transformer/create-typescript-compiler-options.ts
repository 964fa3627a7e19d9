import type { CompilerOptions } from '../find-tsconfig.ts';
import { definesFields, hasModuleInterop, type Transformable } from './source-transformer.ts';

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
