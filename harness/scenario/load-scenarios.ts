import { relative } from 'node:path';
import type { Host } from '../host.ts';
import { fileForm } from './file-form.ts';
import { loadModules } from './load-modules.ts';
import type { Mistake } from './mistake.ts';
import { type FileContext, type FileScenarios, toScenarios } from './to-scenarios.ts';

/** Reads the scenarios of files, in their order, and all that is wrong with them. */
export async function loadScenarios(
  host: Host,
  files: readonly string[],
  context: FileContext,
): Promise<FileScenarios> {
  const forms = new Map(files.map((file) => [file, fileForm(file, host.files.read(file) ?? '')]));
  const modules = files.filter((file) => forms.get(file) === 'module');
  const outcomes = await loadModules(host, modules);
  const parts = new Map<string, FileScenarios>();
  for (const outcome of outcomes) {
    const { file } = outcome;
    const part =
      outcome.type === 'loaded'
        ? toScenarios(file, outcome.module, context)
        : unreadable(host, { code: 'scenario-load', ...outcome });
    parts.set(file, part);
  }
  for (const file of files) {
    if (forms.get(file) === 'k6') parts.set(file, unreadable(host, { file, ...K6 }));
  }
  const all = files.map((file) => parts.get(file) ?? NOTHING);
  return {
    scenarios: all.flatMap(({ scenarios }) => scenarios),
    mistakes: all.flatMap(({ mistakes }) => mistakes),
  };
}

const NOTHING: FileScenarios = { scenarios: [], mistakes: [] };

const K6 = {
  code: 'k6-not-supported',
  problem: 'k6 scripts are not yet supported by this version of perf-harness',
  remedy: 'Measure the server with an http scenario instead.',
};

function unreadable(
  host: Host,
  trouble: Required<Pick<Mistake, 'code' | 'problem' | 'remedy'>> & { readonly file: string },
): FileScenarios {
  const { code, problem, remedy } = trouble;
  const where = [relative(host.cwd, trouble.file)];
  return { scenarios: [], mistakes: [{ code, where, problem, remedy }] };
}
