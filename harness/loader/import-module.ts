import { pathToFileURL } from 'node:url';

/**
 * Imports a user's module. The default export of CommonJS compiled from TypeScript is the one its
 * author declared.
 */
export async function importModule(file: string): Promise<Record<string, unknown>> {
  const module = (await import(pathToFileURL(file).href)) as Record<string, unknown>;
  const { default: all } = module;
  if (!isCompiled(all)) return module;
  const { default: own, ...named } = all;
  return own === undefined ? named : { ...named, default: own };
}

function isCompiled(all: unknown): all is Record<string, unknown> {
  return typeof all === 'object' && all !== null && '__esModule' in all && all.__esModule === true;
}
