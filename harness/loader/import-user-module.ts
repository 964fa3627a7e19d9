import { pathToFileURL } from 'node:url';

/** Imports a user's module; CommonJS from TypeScript gets its author's declared default export. */
export async function importUserModule(file: string): Promise<Record<string, unknown>> {
  const module = (await import(pathToFileURL(file).href)) as Record<string, unknown>;
  const { default: all } = module;
  if (!isCompiled(all)) return module;
  const { default: own, ...named } = all;
  return own === undefined ? named : { ...named, default: own };
}

function isCompiled(all: unknown): all is Record<string, unknown> {
  return typeof all === 'object' && all !== null && '__esModule' in all && all.__esModule === true;
}
