import { join } from 'node:path';
import type { ObservedTests } from '../../../api/instrument/observed-tests.ts';
import { readReadme } from '../../../api/instrument/readme-code-blocks.ts';
import { resolveRealPath } from '../../../harness/host/folder-tree-operations.ts';
import { defaultExportName } from '../../../harness/packages/default-export-name.ts';
import { formatQuantity, formatShare } from '../../../reports/format-quantity.ts';
import type { InspectedProject } from '../inspect-project-for-scenarios.ts';
import {
  type ChosenCall,
  chooseRecordedCalls,
  type NameDefaultExport,
  type UnusedFunction,
} from '../recorded-calls/choose-recorded-calls.ts';
import {
  describeOrigin,
  generateInputsFile,
  generateRecordedCallScenarios,
  type RecordedCallsFile,
} from '../recorded-calls/generate-recorded-call-scenarios.ts';
import type { ScenarioExtension } from '../scenario-file-extension.ts';
import type { TestObserver } from '../test-observer.ts';
import { tryScenarioAfterBuild } from '../try/try-scenario-after-build.ts';
import {
  type CandidatePlan,
  createScenarioText,
  type ListedCandidate,
  type ScenarioCandidate,
  type ScenarioText,
} from './scenario-candidate.ts';

/** Most scenarios: more would take minutes to measure. */
const MAX_SCENARIOS = 5;
/** Smallest share outside of exported functions that is reported. */
const LEAST_OTHER = 0.1;
/** Functions that are named with the reason why no scenario calls them. */
const MOST_UNUSED = 5;

/** Returns the candidate for the functions that the tests call; none without tests to run. */
export function findRecordedCallCandidates(
  project: InspectedProject,
  tests: TestObserver | null,
  extension: ScenarioExtension,
): readonly ScenarioCandidate[] {
  if (tests === null || tests.entries.length === 0) return [];
  const { observe, packageNames } = tests;
  // People call what a package exports as a whole by the name of the package.
  const nameDefault = (entry: string): string => {
    const own = packageNames.get(entry);
    const name = own === undefined ? null : defaultExportName('index.js', own);
    return name ?? defaultExportName(entry) ?? 'subject';
  };
  return [
    {
      about: tests.about,
      plan: async (signal) =>
        planScenarios(project, await observe(signal), { nameDefault, extension }, signal),
      list: async (signal) => listFunctions(project, await observe(signal), nameDefault),
    },
  ];
}

interface ScenarioFile {
  readonly nameDefault: NameDefaultExport;
  readonly extension: ScenarioExtension;
}

async function planScenarios(
  project: InspectedProject,
  observed: ObservedTests,
  { nameDefault, extension }: ScenarioFile,
  signal: AbortSignal,
): Promise<CandidatePlan> {
  if (observed.type === 'none') return { type: 'failed', problem: observed.reason };
  const examples = readExamples(project);
  const { chosen, unused } = chooseRecordedCalls(observed.functions, nameDefault, examples);
  const file = {
    origin: describeOrigin(observed.command),
    extension,
    root: '..',
    exports: observed.exports,
    nameDefault,
    inputsFile: `_first-inputs.${extension}`,
  };
  const built = await buildEntries(project, chosen, signal);
  if (built !== null) return { type: 'failed', problem: built };
  const works = await tryCalls(project, chosen, file, signal);
  const left = [...unused, ...works.failed];
  if (works.calls.length === 0) return { type: 'failed', problem: whyNone(left) };
  const sentences = works.calls.map(({ call, timeMs }) => {
    const { share } = call.function;
    const time = `${formatQuantity(timeMs, 'ms', 2)} per call`;
    return share === null
      ? `${call.name}: ${time}`
      : `${call.name}: ${formatShare(share)} of the time that your tests spend in the package; ${time}`;
  });
  const first = textOfCalls(
    works.calls.map(({ call }) => call),
    file,
  );
  return {
    type: 'measured',
    first,
    saw: [...sentences, ...describeUnused(left), ...describeLimits(observed)].join('\n'),
    loaded: [
      ...works.loaded,
      ...works.calls.map(({ call }) => resolveEntry(project, call.function.entry)),
    ],
    scenarios: works.calls.length,
  };
}

/** Builds the project if functions are exported by files that it lacks; returns a problem or null. */
async function buildEntries(
  { host, root, build }: InspectedProject,
  chosen: readonly ChosenCall[],
  signal: AbortSignal,
): Promise<string | null> {
  const isThere = chosen.every((call) => host.files.isFile(join(root, call.function.entry)));
  return isThere || build === null ? null : build.run(signal);
}

function resolveEntry({ root }: InspectedProject, entry: string): string {
  return join(resolveRealPath(root) ?? root, entry);
}

interface WorkingCall {
  readonly call: ChosenCall;
  readonly timeMs: number;
}

/** Measures the calls briefly, one after the other, until enough of them work. */
async function tryCalls(
  project: InspectedProject,
  chosen: readonly ChosenCall[],
  file: RecordedCallsFile & { readonly extension: ScenarioExtension },
  signal: AbortSignal,
): Promise<{
  readonly calls: readonly WorkingCall[];
  readonly failed: readonly UnusedFunction[];
  readonly loaded: readonly string[];
}> {
  const calls: WorkingCall[] = [];
  const failed: UnusedFunction[] = [];
  const loaded = new Set<string>();
  for (const call of chosen) {
    if (signal.aborted) break;
    const isLate = project.limit.signal.aborted;
    if (isLate || calls.length === MAX_SCENARIOS) {
      const reason = isLate
        ? 'the time limit of init is reached'
        : `${MAX_SCENARIOS} scenarios are enough`;
      failed.push({ name: call.name, reason });
      continue;
    }
    project.host.terminal.err(`  trying ${call.name} …\n`);
    const tried = await tryScenarioAfterBuild(
      project,
      textOfCalls([call], file),
      file.extension,
      signal,
    );
    if (tried.type === 'failed') failed.push({ name: call.name, reason: tried.problem });
    else {
      calls.push({ call, timeMs: tried.timeMs ?? 0 });
      for (const path of tried.loaded) loaded.add(path);
    }
  }
  return { calls, failed, loaded: [...loaded] };
}

function textOfCalls(calls: readonly ChosenCall[], file: RecordedCallsFile): ScenarioText {
  const inputs = generateInputsFile(calls, file);
  return createScenarioText((prepare) => generateRecordedCallScenarios(calls, file, prepare), {
    inputs: inputs === null ? null : { name: file.inputsFile, text: inputs },
  });
}

function whyNone(unused: readonly UnusedFunction[]): string {
  return unused.length === 0
    ? 'they call no exported function of the package'
    : `none of the functions that they call can be measured: ${unused
        .slice(0, MOST_UNUSED)
        .map(({ name, reason }) => `${name} (${reason})`)
        .join(', ')}`;
}

function describeUnused(unused: readonly UnusedFunction[]): readonly string[] {
  const more = unused.length - MOST_UNUSED;
  return [
    ...unused.slice(0, MOST_UNUSED).map(({ name, reason }) => `left out: ${name}: ${reason}`),
    ...(more > 0 ? [`left out: ${more} more; perf-harness init --list shows them`] : []),
  ];
}

/** Describes what the shares do not cover. */
function describeLimits({
  failure,
  otherShare,
}: Extract<ObservedTests, { readonly type: 'observed' }>): readonly string[] {
  const other = otherShare === null ? '' : formatShare(otherShare);
  return [
    ...(otherShare === null || otherShare < LEAST_OTHER
      ? []
      : [`no exported function: ${other} of the time, such as loading modules`]),
    ...(failure === null ? [] : [`the tests failed, and calls until then count: ${failure}`]),
  ];
}

/** Returns the code blocks of all READMEs of the project. */
function readExamples({ host: { files }, root, packages }: InspectedProject): string {
  const readmes = packages.map(({ folder }) => readReadme(files, join(root, folder)));
  return readmes.flatMap((readme) => readme?.blocks.map(({ text }) => text) ?? []).join('\n');
}

function listFunctions(
  project: InspectedProject,
  observed: ObservedTests,
  nameDefault: NameDefaultExport,
): readonly ListedCandidate[] {
  if (observed.type === 'none') {
    return [
      {
        about: 'functions that the tests call',
        share: null,
        timeMs: null,
        problem: observed.reason,
      },
    ];
  }
  const examples = readExamples(project);
  const { chosen, unused } = chooseRecordedCalls(observed.functions, nameDefault, examples);
  return [
    ...chosen.map((call) => ({
      about: call.name,
      share: call.function.share,
      timeMs: call.input.bestMs,
      problem: null,
    })),
    ...unused.map(({ name: about, reason }) => ({
      about,
      share: null,
      timeMs: null,
      problem: reason,
    })),
  ];
}
