import { importUserModule } from '../../loader/import-user-module.ts';
import { listExportedDefinitions } from '../../scenario/convert/exported-scenario-definitions.ts';
import type { FunctionLocation } from './locate-measured-function.ts';
import type { LoadedFunction } from './set-up-user-function-and-wrap-errors.ts';

export async function loadFunctionFromModule(body: FunctionLocation): Promise<LoadedFunction> {
  switch (body.type) {
    case 'scenario':
      return definedFunction(await importUserModule(body.file), body.file, body.name);
    case 'tinybench': {
      // Imported before the user's file, since it changes the tinybench that the file gets.
      const { loadTinybenchTask } = await import('./load-tinybench-task.ts');
      return loadTinybenchTask(await importUserModule(body.file), body.file, body.task);
    }
    case 'suite': {
      // Imported when needed, since it replaces the tool that the file gets.
      const { captureBenchmarks } = await import('../../loader/captured-benchmark-suites.ts');
      const benchmarks = await captureBenchmarks(body.file);
      const found = benchmarks.find(({ name }) => name === body.task);
      if (found === undefined)
        throw new Error(`${body.file} no longer has a benchmark named "${body.task}"`);
      return { run: found.run, setup: found.setup ?? undefined };
    }
  }
}

function definedFunction(
  module: Record<string, unknown>,
  file: string,
  name: string,
): LoadedFunction {
  const found = listExportedDefinitions(module).find(
    (candidate) => (candidate as { name?: unknown } | null)?.name === name,
  ) as LoadedFunction | undefined;
  if (typeof found?.run !== 'function') {
    throw new Error(`${file} no longer defines a function scenario named "${name}"`);
  }
  const { run, setup, beforeEach, teardown } = found;
  return { run, setup, beforeEach, teardown };
}
