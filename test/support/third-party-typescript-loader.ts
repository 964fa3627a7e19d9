import { createRequire } from 'node:module';

/**
 * Returns a module that registers a TypeScript loader, which writes each file on one line, as most
 * loaders do.
 * @param sourceMaps - `inline` if the executed text contains its source map.
 */
export function thirdPartyTypescriptLoaderSource(sourceMaps: 'inline' | false): string {
  const swc = createRequire(import.meta.url).resolve('@swc/core');
  return `import { createRequire, registerHooks } from 'node:module';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
const { transformSync } = createRequire(import.meta.url)(${JSON.stringify(swc)});
registerHooks({ load(url, context, next) {
  if (!url.endsWith('.ts') || /\\/(?:profilers|harness)\\//.test(url)) return next(url, context);
  const filename = fileURLToPath(url);
  const { code } = transformSync(readFileSync(filename, 'utf8'), {
    filename, sourceMaps: ${JSON.stringify(sourceMaps)}, configFile: false, swcrc: false, minify: true,
    jsc: { parser: { syntax: 'typescript' }, target: 'es2024', minify: { compress: false, mangle: false } },
  });
  return { format: 'module', source: code, shortCircuit: true };
} });
`;
}
