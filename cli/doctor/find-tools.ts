import {
  VALGRIND_AT_LEAST,
  VALGRIND_INSTALL,
} from '../../harness/executors/instructions/find-valgrind.ts';
import { findK6 } from '../../harness/executors/k6/find-k6.ts';
import { CHROMIUM_INSTALL, findChromium } from '../../harness/executors/page/find-chromium.ts';
import {
  findPlaywright,
  PLAYWRIGHT_INSTALL,
} from '../../harness/executors/page/find-playwright.ts';
import {
  findLighthouse,
  LIGHTHOUSE_INSTALL,
} from '../../harness/executors/page/lighthouse/find-lighthouse.ts';
import { programOnPath } from '../../harness/host/on-path.ts';
import type { Host } from '../../harness/host.ts';
import type { FoundTool } from '../../harness/model/documents/doctor.ts';
import { findPackageTool, type PackageTool } from '../../profilers/find-package-tool.ts';
import { CLINIC, ZERO_X } from '../../profilers/package-tools.ts';
import { PERF_INSTALL } from '../../profilers/perf/find-perf.ts';
import {
  findPythonGrammar,
  PYTHON_GRAMMAR,
  PYTHON_INSTALL,
} from '../../project/code/python-grammar.ts';

interface Tool {
  readonly name: string;
  readonly purpose: string;
  readonly required: boolean;
  readonly versionArgument: string;
  /** Lowest version that will do, such as 2.30; null for any. */
  readonly atLeast: string | null;
  readonly install: string;
}

const TOOLS: readonly Tool[] = [
  {
    name: 'git',
    purpose: 'names the commit in records',
    required: false,
    versionArgument: '--version',
    atLeast: null,
    install: 'apt-get install git',
  },
  {
    name: 'npm',
    purpose: 'start scripts that init finds',
    required: false,
    versionArgument: '--version',
    atLeast: null,
    install: 'comes with Node.js',
  },
  {
    name: 'valgrind',
    purpose: 'counts the instructions of functions and commands',
    required: false,
    versionArgument: '--version',
    atLeast: VALGRIND_AT_LEAST,
    install: VALGRIND_INSTALL,
  },
  {
    name: 'perf',
    purpose: 'samples programs with native code and kernel',
    required: false,
    versionArgument: '--version',
    atLeast: null,
    install: PERF_INSTALL,
  },
];

const CHROMIUM: Tool = {
  name: 'chromium',
  purpose: 'loads pages',
  required: false,
  versionArgument: '--version',
  atLeast: null,
  install: CHROMIUM_INSTALL,
};

/** Lowest Node.js that perf-harness runs on; `engines` in package.json says the same. */
const NODE_AT_LEAST = '22.19.0';
const PROBE_TIMEOUT_MS = 10_000;

/** Everything that perf-harness uses besides its own packages. */
export async function findTools(host: Host, k6Named: string | null): Promise<readonly FoundTool[]> {
  const node: FoundTool = {
    name: 'node',
    purpose: 'runs perf-harness and what it measures',
    required: true,
    state: isAtLeast(process.versions.node, NODE_AT_LEAST) ? 'found' : 'too old',
    version: process.versions.node,
    path: process.execPath,
    install: 'https://nodejs.org, or as a dependency: npm i -D node@26',
  };
  return [
    node,
    await findSystemCalls(),
    ...(await Promise.all([
      ...TOOLS.map((tool) => probe(host, tool)),
      probeK6(host, k6Named),
      probeChromium(host),
    ])),
    findBrowserDriver(host),
    findSecondSource(host),
    ...[ZERO_X, CLINIC].map((tool) => findPackage(host, tool)),
    findGrammar(host),
  ];
}

/** The library that reads the kernel's accounting of commands. */
async function findSystemCalls(): Promise<FoundTool> {
  const tool = {
    name: 'koffi',
    purpose: 'CPU, memory and I/O of commands from the kernel',
    required: false,
    path: null,
    install: 'npm i perf-harness again, with optional dependencies',
  };
  try {
    const { loadKoffi } = await import('../../harness/executors/command/launcher/koffi.ts');
    return { ...tool, state: 'found', version: loadKoffi().version };
  } catch {
    return { ...tool, state: 'missing', version: null };
  }
}

/** The k6 that a scenario would get which names none. */
async function probeK6(host: Host, named: string | null): Promise<FoundTool> {
  const outcome = await findK6(host, named);
  const tool = {
    name: 'k6',
    purpose: 'sends the load of k6 scripts',
    required: false,
    install: 'perf-harness doctor --install k6',
  };
  if (outcome.type === 'found') return { ...tool, state: 'found', ...outcome.tool };
  const isOld = outcome.finding.id === 'tool-version';
  return { ...tool, state: isOld ? 'too old' : 'missing', version: null, path: named };
}

/** The browser that pages would be loaded in. */
async function probeChromium(host: Host): Promise<FoundTool> {
  const found = findChromium(host);
  return probe(host, CHROMIUM, found.type === 'found' ? found.tool : null);
}

/** The playwright-core that a scenario of this folder would get. */
function findBrowserDriver(host: Host): FoundTool {
  const found = findPlaywright(host, host.cwd);
  const tool = {
    name: 'playwright-core',
    purpose: 'speaks with the browser that loads pages',
    required: false,
    install: PLAYWRIGHT_INSTALL,
  };
  if (found.type === 'found') {
    const { module: path, version } = found.tool;
    return { ...tool, state: 'found', version, path };
  }
  const isOld = found.finding.id === 'tool-version';
  return { ...tool, state: isOld ? 'too old' : 'missing', version: null, path: null };
}

/** The Lighthouse that a scenario of this folder would get. */
function findSecondSource(host: Host): FoundTool {
  const found = findLighthouse(host, host.cwd);
  const tool = {
    name: 'lighthouse',
    purpose: 'measures pages beside us, where a scenario asks',
    required: false,
    install: LIGHTHOUSE_INSTALL,
  };
  if (found.type === 'found') {
    const { program: path, version } = found.tool;
    return { ...tool, state: 'found', version, path };
  }
  const isOld = found.finding.id === 'tool-version';
  return { ...tool, state: isOld ? 'too old' : 'missing', version: null, path: null };
}

/** The profiler that a scenario of this folder would get. */
function findPackage(host: Host, wanted: PackageTool): FoundTool {
  const found = findPackageTool(host, wanted, host.cwd);
  const tool = {
    name: wanted.name,
    purpose: wanted.purpose,
    required: false,
    install: `perf-harness doctor --install ${wanted.name}`,
  };
  if (found.type === 'found') {
    const { version, folder: path } = found.tool;
    return { ...tool, state: 'found', version, path };
  }
  const state = found.reason === 'version' ? 'too old' : 'missing';
  return { ...tool, state, version: null, path: null };
}

/** What Python would be read with. */
function findGrammar(host: Host): FoundTool {
  const found = findPythonGrammar(host);
  return {
    name: PYTHON_GRAMMAR,
    purpose: 'reads the code of projects in Python',
    required: false,
    install: PYTHON_INSTALL,
    state: found === null ? 'missing' : 'found',
    version: found?.version ?? null,
    path: found?.folder ?? null,
  };
}

async function probe(
  host: Host,
  tool: Tool,
  path = programOnPath(host, tool.name),
): Promise<FoundTool> {
  const { name, purpose, required, install, atLeast } = tool;
  const missing: FoundTool = {
    name,
    purpose,
    required,
    install,
    state: 'missing',
    version: null,
    path,
  };
  if (path === null) return missing;
  const result = await host.processes.exec({
    file: path,
    args: [tool.versionArgument],
    timeoutMs: PROBE_TIMEOUT_MS,
  });
  const version = /\d+(?:\.\d+)+/.exec(`${result.stdout} ${result.stderr}`)?.[0] ?? null;
  if (version === null) return missing;
  const isNewEnough = atLeast === null || isAtLeast(version, atLeast);
  return { ...missing, version, state: isNewEnough ? 'found' : 'too old' };
}

/** Compares dotted versions number by number. */
export function isAtLeast(version: string, lowest: string): boolean {
  const have = version.split('.').map(Number);
  for (const [position, wanted] of lowest.split('.').map(Number).entries()) {
    const found = have[position] ?? 0;
    if (found !== wanted) return found > wanted;
  }
  return true;
}
