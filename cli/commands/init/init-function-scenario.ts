import { dirname, join, relative, resolve } from 'node:path';
import {
  type CapturedCall,
  captureCallArguments,
  findTargetFunction,
  hasNoParameters,
} from '../../../api/instrument/capture-call-arguments.ts';
import type { Host } from '../../../harness/host.ts';
import { EXIT, type ExitCode } from '../../../harness/model/exit-code.ts';
import type { CodeFunction } from '../../../harness/model/program/code-analysis-results.ts';
import { UserError } from '../../../harness/model/user-error.ts';
import { defaultExportName } from '../../../harness/packages/default-export-name.ts';
import { createTargetSlug } from '../../../project/discover/create-unique-folder-and-branch-slug.ts';
import {
  existingBenchmark,
  generateBenchmark,
} from '../../../project/discover/generate-benchmark.ts';
import { resolveEntryPoint } from '../../../project/discover/resolve-code-entry-point.ts';
import type { Call } from '../../../registry/cli-command-definition.ts';
import { runUntilInterrupted } from '../../execution/run-until-interrupted.ts';
import {
  findExportAccess,
  generateFunctionScenario,
} from '../../init/generate-function-scenario.ts';
import { chooseScenarioExtension } from '../../init/scenario-file-extension.ts';
import { readPackageJson } from '../../init/workspace-package-manifests-and-entry-files.ts';
import { programName } from '../../output/program-name.ts';
import type { INIT_FUNCTION_OPTIONS } from './init-options.ts';

/** Most characters of arguments in the scenario itself; longer arguments get their own file. */
const MOST_INLINE = 400;

type FunctionCall = Call<typeof INIT_FUNCTION_OPTIONS>;

/** Runs `perf-harness init function`: a scenario that calls it with arguments from the tests. */
export function initFunctionScenario(call: FunctionCall): Promise<ExitCode> {
  return runUntilInterrupted(call.host, (signal) =>
    call.options.bench ? writeBenchmark(call, signal) : writeScenario(call, signal),
  );
}

async function writeScenario(
  { host, words: [target = ''], options: { args: given, out, force } }: FunctionCall,
  signal: AbortSignal,
): Promise<ExitCode> {
  const { files, terminal, cwd } = host;
  const wanted = await findTargetFunction(host, cwd, target, signal);
  const isAnonymous = wanted.name === 'default' && wanted.isExported;
  const access = isAnonymous
    ? 'default'
    : findExportAccess(files.read(join(cwd, wanted.file)) ?? '', wanted.name);
  if (access === null) throw notExported(wanted);
  const name = isAnonymous
    ? (defaultExportName(wanted.file, readPackageJson(files, cwd).name) ?? 'subject')
    : wanted.name;
  const scenario =
    out ?? join('scenarios', `${createTargetSlug(name)}.${chooseScenarioExtension(files, cwd)}`);
  if (files.isFile(resolve(cwd, scenario)) && !force) {
    terminal.out(`kept existing ${scenario} (--force overwrites it)\n`);
    return EXIT.ok;
  }
  const call = await callOf(host, wanted, given, signal);
  const isLong = JSON.stringify(call.arguments).length > MOST_INLINE;
  const input = scenario.replace(/\.[^.]+$/u, '.input.json');
  const text = generateFunctionScenario({
    function: { name, module: importPath(scenario, wanted.file), access },
    given: call.arguments,
    inputFile: isLong ? relative(dirname(scenario), input) : null,
    origin: originOf(call),
    isTypeScript: /\.[mc]?ts$/u.test(scenario),
  });
  const written = [{ path: scenario, text }];
  if (isLong) written.push({ path: input, text: `${JSON.stringify(call.arguments, null, 2)}\n` });
  for (const file of written) {
    files.writeAtomic(resolve(cwd, file.path), file.text);
    terminal.out(`wrote ${file.path}\n`);
  }
  terminal.out(`\nNext: ${programName(host.env)} run ${scenario}\n`);
  return EXIT.ok;
}

/** Writes a benchmark of a function, or names the existing benchmark. */
async function writeBenchmark(
  { host, words: [target = ''], options: { args: given } }: FunctionCall,
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
  const { arguments: sample } =
    given === null
      ? await callOf(host, await findTargetFunction(host, cwd, target, signal), given, signal)
      : { arguments: given };
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

async function callOf(
  host: Host,
  wanted: CodeFunction,
  given: readonly unknown[] | null,
  signal: AbortSignal,
): Promise<Omit<CapturedCall, 'command'> & { readonly command: string | null }> {
  if (given !== null) return { arguments: given, seen: 0, command: null };
  if (await hasNoParameters(host, host.cwd, wanted)) {
    return { arguments: [], seen: 0, command: null };
  }
  host.terminal.err('running the tests in a copy to capture call arguments …\n');
  return captureCallArguments(host, host.cwd, wanted, signal);
}

function originOf({ seen, command }: { readonly seen: number; readonly command: string | null }) {
  if (command === null) return 'Arguments given on the command line';
  const calls = seen === 1 ? 'the only call' : `the largest of ${seen} calls`;
  return `Of ${calls} that \`${command}\` makes`;
}

function importPath(scenario: string, file: string): string {
  const path = relative(dirname(scenario), file).replaceAll('\\', '/');
  return path.startsWith('.') ? path : `./${path}`;
}

function notExported({ file, name }: CodeFunction): UserError {
  return new UserError({
    code: 'not-exported',
    message: `${file} does not export ${name}, so no scenario can call it directly.`,
    remedy: 'Export it, name an exported function that calls it, or write a scenario by hand.',
  });
}
