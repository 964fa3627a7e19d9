import type { CompilerOptions } from '../tsconfig.ts';
import { definesFields, hasModuleInterop, type Transformable } from './transformer.ts';

/** TypeScript's settings: the project's that decide the JavaScript, and what Node.js needs beside them. */
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
    // Under nodenext a file without a package is CommonJS, and import() stays what it is.
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
