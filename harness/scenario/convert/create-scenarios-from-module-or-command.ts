import { relative } from 'node:path';
import type { CommandLine, FunctionBody, Scenario } from '../../model/scenario/scenario.ts';
import { printableShellWords } from '../../model/shell-quote.ts';
import type { LoadedModule } from '../load/module-load-error.ts';
import { INVALID_SCENARIO, readScenarioDefinition } from '../read-scenario-definition.ts';
import { isName, type ReadDefinition } from '../schema/scenario-definition-schema.ts';
import type { PlainValue } from '../schema/serialisable-user-value.ts';
import type { Mistake } from '../schema/user-input-mistake.ts';
import { createScenario } from './create-scenario-from-definition.ts';
import { listExportedDefinitions } from './exported-scenario-definitions.ts';
import {
  countCombinations,
  expandScenarioParams,
  MOST_COMBINATIONS,
} from './fill-param-placeholders.ts';
import type { OnMistake, ScenarioContext } from './server-settings.ts';

export interface FileScenarios {
  readonly scenarios: readonly Scenario[];
  readonly mistakes: readonly Mistake[];
}

export interface FileContext extends ScenarioContext {
  /** Folder that errors name files from. */
  readonly folder: string;
}

export function createScenarios(
  file: string,
  module: LoadedModule,
  context: FileContext,
): FileScenarios {
  const shown = relative(context.folder, file);
  const { benchTasks, suiteTasks } = module;
  if (benchTasks !== undefined) {
    return benchTasks.length === 0
      ? wrong(shown, 'the exported Bench has no tasks; add tasks with bench.add(…)')
      : taskScenarios('tinybench', file, benchTasks, context);
  }
  if (suiteTasks !== undefined) {
    return suiteTasks.length === 0
      ? wrong(shown, 'no benchmark in it can be called without parameters or a setup of its own')
      : taskScenarios('suite', file, suiteTasks, context);
  }
  if (module.defaultExport === undefined) {
    return wrong(shown, noDefault(module.exportNames), NO_DEFAULT_REMEDY);
  }
  const definitions = listExportedDefinitions({ default: module.defaultExport }) as PlainValue[];
  if (definitions.length === 0) {
    return wrong(shown, 'the default export is an empty list; export at least one scenario');
  }
  const parts = definitions.map((raw, index) => {
    const place = definitions.length === 1 ? null : index;
    return definitionScenarios(file, raw, [shown, label(raw, place)], context);
  });
  return {
    scenarios: parts.flatMap(({ scenarios }) => scenarios),
    mistakes: parts.flatMap(({ mistakes }) => mistakes),
  };
}

const NO_DEFAULT_REMEDY =
  'If the file contains only helpers, start its name with "_" so that perf-harness skips it in folders.';

function noDefault(names: readonly string[]): string {
  const instead = names.length === 0 ? '' : ` (it exports ${names.slice(0, 5).join(', ')})`;
  return `there is no default export${instead}; expected \`export default defineScenario({ … })\`, a list of scenarios, or a tinybench Bench`;
}

function wrong(shown: string, problem: string, remedy?: string): FileScenarios {
  const mistake = { code: INVALID_SCENARIO, where: [shown], problem };
  return { scenarios: [], mistakes: [remedy === undefined ? mistake : { ...mistake, remedy }] };
}

/** Returns the name of a scenario for errors, even where the name itself is invalid. */
function label(raw: PlainValue, index: number | null): string {
  const name = typeof raw === 'object' && raw !== null && 'name' in raw ? raw.name : undefined;
  if (typeof name === 'string' && isName(name)) return `scenario "${name}"`;
  return index === null ? 'default export' : `default export[${index}]`;
}

function definitionScenarios(
  file: string,
  raw: PlainValue,
  where: readonly string[],
  context: ScenarioContext,
): FileScenarios {
  const result = readScenarioDefinition(raw, where);
  if ('mistakes' in result) return { scenarios: [], mistakes: result.mistakes };
  const { definition } = result;
  const combinations = countCombinations(definition.params ?? {});
  if (combinations > MOST_COMBINATIONS) {
    const problem = `there are ${combinations} combinations of parameter values; at most ${MOST_COMBINATIONS} are allowed`;
    return {
      scenarios: [],
      mistakes: [{ code: INVALID_SCENARIO, where: [...where, 'params'], problem }],
    };
  }
  // Every combination makes the same mistakes, so each is reported once.
  const mistakes = new Map<string, Mistake>();
  const onMistake = (path: string, problem: string): void => {
    mistakes.set(`${path} ${problem}`, {
      code: INVALID_SCENARIO,
      where: [...where, path],
      problem,
    });
  };
  const scenarios = expandScenarioParams(definition.params ?? {}).map((params) =>
    createScenario(definition, params, { file, raw }, context, onMistake),
  );
  return { scenarios, mistakes: [...mistakes.values()] };
}

function taskScenarios(
  type: 'tinybench' | 'suite',
  file: string,
  tasks: readonly string[],
  context: ScenarioContext,
): FileScenarios {
  const scenarios = tasks.map((task) => createTaskScenario(type, file, task, context));
  return { scenarios, mistakes: [] };
}

export function createTaskScenario(
  type: Exclude<FunctionBody['type'], 'scenario'>,
  file: string,
  task: string,
  context: ScenarioContext,
): Scenario {
  const definition = { kind: 'function', name: task, run: true } as const;
  return { ...bareScenario(definition, file, context), body: { type, file, task } } as Scenario;
}

/** Creates a scenario from a target k6 script; the script decides where its load goes. */
export function createScriptScenario(file: string, context: FileContext): FileScenarios {
  const name = relative(context.folder, file);
  const definition = { kind: 'k6', name, k6: { script: file } } as const;
  const scenario = { ...bareScenario(definition, file, context), cwd: context.folder };
  return { scenarios: [scenario], mistakes: [] };
}

/** Creates a scenario from a generated definition, which cannot have mistakes. */
function bareScenario(
  definition: ReadDefinition,
  file: string | null,
  context: ScenarioContext,
  onMistake: OnMistake = () => undefined,
): Scenario {
  return createScenario(definition, {}, { file, raw: {} }, context, onMistake);
}

/** Creates a scenario of a command without file, in the current folder, named by its words. */
export function createCommandScenario(
  command: CommandLine,
  folder: string,
  context: ScenarioContext,
): Scenario {
  const isShell = command.type === 'shell';
  const name = isShell ? command.text.replace(/\p{Cc}+/gu, ' ') : printableShellWords(command.argv);
  return { ...bareScenario({ kind: 'command', name, command }, null, context), cwd: folder };
}

/** The scenario for a URL: a server that is up already, under the load of the defaults. */
export function createUrlScenario(
  url: string,
  context: ScenarioContext,
): { readonly scenario: Scenario; readonly mistakes: readonly Mistake[] } {
  const mistakes: Mistake[] = [];
  const definition = { kind: 'http', name: url, http: { url } } as const;
  const scenario = bareScenario(definition, null, context, (_path, problem) => {
    mistakes.push({ code: INVALID_SCENARIO, where: [url], problem });
  });
  return { scenario, mistakes };
}
