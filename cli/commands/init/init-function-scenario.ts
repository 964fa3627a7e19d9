import { dirname, extname, join, relative, resolve } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { runInThisContext } from 'node:vm';
import {
  findTargetFunction,
  hasNoParameters,
} from '../../../api/instrument/find-target-function.ts';
import { observeCallsOfTests } from '../../../api/instrument/observe-calls-of-tests.ts';
import type { ExportedPath } from '../../../api/instrument/observed-tests.ts';
import { toPosixPath } from '../../../harness/host/to-posix-path.ts';
import type { Host } from '../../../harness/host.ts';
import { EXIT, type ExitCode } from '../../../harness/model/exit-code.ts';
import type { CodeFunction } from '../../../harness/model/program/code-analysis-results.ts';
import { UserError } from '../../../harness/model/user-error.ts';
import { defaultExportName } from '../../../harness/packages/default-export-name.ts';
import { createTargetSlug } from '../../../project/discover/create-unique-folder-and-branch-slug.ts';
import { COMMAND_LIMIT_MS } from '../../../project/discover/discovered-command.ts';
import {
  existingBenchmark,
  generateBenchmark,
} from '../../../project/discover/generate-benchmark.ts';
import { resolveEntryPoint } from '../../../project/discover/resolve-code-entry-point.ts';
import type { Call } from '../../../registry/cli-command-definition.ts';
import { runUntilInterrupted } from '../../execution/run-until-interrupted.ts';
import { findExportAccess } from '../../init/find-export-access.ts';
import {
  type ChosenCall,
  describeUnusableCalls,
  largestInput,
} from '../../init/recorded-calls/choose-recorded-calls.ts';
import {
  describeOrigin,
  generateInputsFile,
  generateRecordedCallScenarios,
} from '../../init/recorded-calls/generate-recorded-call-scenarios.ts';
import { chooseScenarioExtension } from '../../init/scenario-file-extension.ts';
import { readPackageJson } from '../../init/workspace-package-manifests-and-entry-files.ts';
import { programName } from '../../output/program-name.ts';
import type { INIT_FUNCTION_OPTIONS } from './init-options.ts';

type FunctionCall = Call<typeof INIT_FUNCTION_OPTIONS>;

/** Runs `perf-harness init function`: a scenario that calls it with arguments from the tests. */
export function initFunctionScenario(call: FunctionCall): Promise<ExitCode> {
  return runUntilInterrupted(call.host, (signal) =>
    call.options.bench ? writeBenchmark(call, signal) : writeScenario(call, signal),
  );
}

async function writeScenario(
  { host, words: [target = ''], options: { args, out, force } }: FunctionCall,
  signal: AbortSignal,
): Promise<ExitCode> {
  const { files, terminal, cwd } = host;
  const targetFunction = await findTargetFunction(host, cwd, target, signal);
  const packageName = readPackageJson(files, cwd).name;
  const isAnonymous = targetFunction.name === 'default' && targetFunction.isExported;
  const nameDefault = (entry: string) => defaultExportName(entry, packageName) ?? 'subject';
  const name = isAnonymous ? nameDefault(targetFunction.file) : targetFunction.name;
  const slug = createTargetSlug(name);
  const scenario = out ?? join('scenarios', `${slug}.${chooseScenarioExtension(files, cwd)}`);
  if (files.isFile(resolve(cwd, scenario)) && !force) {
    terminal.out(`kept existing ${scenario} (--force overwrites it)\n`);
    return EXIT.ok;
  }
  const { call, origin, exports } = await callOf(host, targetFunction, args, signal);
  const chosen = [{ ...call, name, functionName: name, mixed: [] }];
  const folder = dirname(scenario);
  const file = {
    origin,
    extension: extname(scenario).slice(1),
    root: toPosixPath(relative(folder, '.')) || '.',
    nameDefault,
    exports,
    inputsFile: `_${slug}-inputs${extname(scenario)}`,
  };
  const inputs = generateInputsFile(chosen, file);
  const written = [
    { path: scenario, text: generateRecordedCallScenarios(chosen, file, null) },
    ...(inputs === null ? [] : [{ path: join(folder, file.inputsFile), text: inputs }]),
  ];
  for (const { path, text } of written) {
    files.writeAtomic(resolve(cwd, path), text);
    terminal.out(`wrote ${path}\n`);
  }
  terminal.out(`\nNext: ${programName(host.env)} run ${scenario}\n`);
  return EXIT.ok;
}

/** Writes a benchmark of a function, or names the existing benchmark. */
async function writeBenchmark(
  { host, words: [target = ''], options: { args } }: FunctionCall,
  signal: AbortSignal,
): Promise<ExitCode> {
  const { files, terminal, cwd } = host;
  const entry = resolveEntryPoint(files, cwd, target);
  // Checked before the tests run, since they may take minutes.
  const { file, function: name } = entry;
  const existing = file === null || name === null ? null : existingBenchmark(files, cwd, name);
  if (existing !== null) {
    terminal.out(`kept ${existing}, which already has a benchmark of the function\n`);
    return EXIT.ok;
  }
  const sample = args ?? (await sampleOf(host, target, signal));
  const result = generateBenchmark(files, cwd, entry, { slug: createTargetSlug(target), sample });
  switch (result.type) {
    case 'not-possible':
      throw new UserError({
        code: 'no-benchmark-tool',
        message: `No benchmark can be written: ${result.reason}.`,
        remedy: 'Install a benchmark tool, or omit --bench to write a perf-harness scenario.',
      });
    case 'exists':
      terminal.out(`kept ${result.file}, which already has a benchmark of the function\n`);
      return EXIT.ok;
    case 'generated': {
      const { path, command, needs } = result.benchmark;
      terminal.out(`wrote ${path}\n`);
      if (needs !== null) terminal.out(`\nThe manifest needs:\n${needs}\n`);
      terminal.out(`\nNext: ${command.text}\n`);
      return EXIT.ok;
    }
  }
}

/** Returns the arguments of a recorded call as JSON, which other tools and languages can hold. */
async function sampleOf(
  host: Host,
  target: string,
  signal: AbortSignal,
): Promise<readonly unknown[]> {
  const wanted = await findTargetFunction(host, host.cwd, target, signal);
  const { source } = (await callOf(host, wanted, null, signal)).call.input;
  // Sound: the recorder has written the source, which is a list.
  const values = runInThisContext(source) as readonly unknown[];
  const json = JSON.parse(JSON.stringify(values)) as readonly unknown[];
  if (isDeepStrictEqual(json, values)) return json;
  throw noCall(wanted, 'JSON cannot hold the arguments of its largest call');
}

/** A call of a function, without the name of its scenario. */
interface FoundCall {
  readonly call: Pick<ChosenCall, 'function' | 'input'>;
  /** Origin of the call, as a sentence; null: it is given. */
  readonly origin: string | null;
  readonly exports: ReadonlyMap<number, ExportedPath>;
}

async function callOf(
  host: Host,
  wanted: CodeFunction,
  given: readonly unknown[] | null,
  signal: AbortSignal,
): Promise<FoundCall> {
  if (given !== null) return givenCall(host, wanted, given);
  if (await hasNoParameters(host, host.cwd, wanted)) return givenCall(host, wanted, []);
  if (!wanted.isExported) throw notExported(wanted);
  host.terminal.err('running the tests in a copy to record calls …\n');
  const observed = await observeCallsOfTests(host, host.cwd, {
    packages: [],
    entries: [wanted.file],
    only: wanted,
    documented: [],
    build: null,
    limitMs: COMMAND_LIMIT_MS,
    signal,
  });
  if (observed.type === 'none') throw noCall(wanted, observed.reason);
  const { command, failure, functions, exports } = observed;
  const method = wanted.name.split('.').at(1);
  // The methods of its class are recorded too, since they create its object.
  const called = functions.find(({ path }) => method === undefined || path.at(-1) === method);
  if (called === undefined) {
    throw noCall(wanted, failure ?? `\`${command}\` never calls the function`);
  }
  const input = largestInput(called.inputs);
  if (input === undefined) throw noCall(wanted, `in the tests, ${describeUnusableCalls(called)}`);
  return { call: { function: called, input }, origin: describeOrigin(command), exports };
}

/** Creates a call that was not recorded. @throws UserError if the function is not exported. */
function givenCall(
  { files, cwd }: Host,
  wanted: CodeFunction,
  given: readonly unknown[],
): FoundCall {
  const { name, file, isExported } = wanted;
  const access =
    name === 'default' && isExported
      ? 'default'
      : findExportAccess(files.read(join(cwd, file)) ?? '', name);
  if (access === null) throw notExported(wanted);
  const path = { named: [name], default: ['default'], property: ['default', name] }[access];
  const input = { source: JSON.stringify(given), calls: 0, failed: 0, isModified: false };
  const kind = { subject: null, isNew: false, bestMs: null };
  return {
    call: {
      function: { entry: file, path, share: null, calls: 0, inputs: [], refused: {} },
      input: { ...input, ...kind },
    },
    origin: null,
    exports: new Map(),
  };
}

function notExported({ name, file }: CodeFunction): UserError {
  return new UserError({
    code: 'not-exported',
    message: `${file} does not export ${name}, so no scenario can call it directly.`,
    remedy: 'Export it, name an exported function that calls it, or write a scenario by hand.',
  });
}

function noCall({ file, name }: CodeFunction, why: string): UserError {
  return new UserError({
    code: 'no-call-seen',
    message: `No call of ${file}::${name} could be recorded: ${why}.`,
    remedy: "Pass the function's arguments as a JSON array: --args '[…]'.",
  });
}
