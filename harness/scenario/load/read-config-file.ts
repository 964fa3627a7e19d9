import { extname, relative } from 'node:path';
import type { Host } from '../../host.ts';
import type { PlainValue } from '../schema/serialisable-user-value.ts';
import { createMistakesError, type Mistake } from '../schema/user-input-mistake.ts';
import { loadUserModules } from './load-user-modules.ts';

const REMEDY = 'A config file must load on its own and contain only settings.';

/** Reads the value of a config file: JSON, YAML or a module's default export. @throws UserError */
export async function readConfigFile(host: Host, file: string): Promise<PlainValue> {
  const extension = extname(file);
  if (extension === '.json') return readJson(host, file);
  if (extension === '.yaml' || extension === '.yml') return await readYaml(host, file);
  const [outcome] = await loadUserModules(host, [file]);
  if (outcome?.type !== 'loaded') {
    if (outcome?.isMissingTool) throw createMistakesError(mistakeIn(host, file, outcome));
    return refuse(host, file, outcome?.problem ?? 'cannot be read', REMEDY);
  }
  const { defaultExport, exportNames } = outcome.module;
  if (defaultExport !== undefined) return defaultExport;
  const instead = exportNames.length === 0 ? '' : ` (it exports ${exportNames.join(', ')})`;
  return refuse(
    host,
    file,
    `no default export${instead}, expected \`export default defineConfig({ … })\``,
  );
}

function readJson(host: Host, file: string): PlainValue {
  try {
    // Editors of some systems put a byte order mark at the start of a file.
    return JSON.parse((host.files.read(file) ?? '').replace(/^\uFEFF/, '')) as PlainValue;
  } catch (error) {
    return refuse(host, file, `invalid JSON: ${(error as Error).message}`);
  }
}

async function readYaml(host: Host, file: string): Promise<PlainValue> {
  const { parseDocument } = await import('yaml');
  const document = parseDocument(host.files.read(file) ?? '');
  const [error] = document.errors;
  if (error !== undefined) {
    // The first line states problem and position; the rest illustrates it.
    const [first = ''] = error.message.split('\n');
    return refuse(host, file, `invalid YAML: ${first.replace(/:$/, '')}`);
  }
  let settings: unknown;
  try {
    settings = document.toJS();
    // A value that refers to itself is no plain value.
    JSON.stringify(settings);
  } catch (problem) {
    const why = `invalid YAML: ${(problem as Error).message.split('\n')[0]}`;
    return refuse(host, file, why, 'Quote values that begin with * or &.');
  }
  // An empty file means no settings.
  return (settings ?? {}) as PlainValue;
}

function refuse(host: Host, file: string, problem: string, remedy?: string): never {
  throw createMistakesError(mistakeIn(host, file, { problem, ...(remedy ? { remedy } : {}) }));
}

function mistakeIn(
  host: Host,
  file: string,
  { problem, ...more }: Pick<Mistake, 'problem' | 'remedy' | 'isMissingTool'>,
): Mistake {
  return { code: 'config-load', where: [relative(host.cwd, file)], problem, ...more };
}
