import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
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
import { installedPackage } from '../../harness/host/installed-package.ts';
import { programOnPath } from '../../harness/host/on-path.ts';
import {
  findPythonGrammar,
  PYTHON_GRAMMAR,
  PYTHON_INSTALL,
} from '../../harness/host/python-grammar.ts';
import type { Host } from '../../harness/host.ts';
import { findTransformer, SWC } from '../../harness/loader/transformer/find-transformer.ts';
import type { FoundTool } from '../../harness/model/documents/doctor.ts';
import { findPackageTool, type PackageTool } from '../../profilers/find-package-tool.ts';
import { CLINIC, ZERO_X } from '../../profilers/package-tools.ts';
import { PERF_INSTALL } from '../../profilers/perf/find-perf.ts';
import { OFFICIAL_PACKAGES, type OfficialPackage } from '../../registry/official-packages.ts';

/** A tool before it was looked for. */
type Tool = Pick<FoundTool, 'name' | 'purpose' | 'install'>;

/** Lowest versions that will do, of tools that have one. */
const AT_LEAST: Readonly<Record<string, string>> = { valgrind: VALGRIND_AT_LEAST };

const ON_PATH: readonly Tool[] = [
  { name: 'git', purpose: 'names the commit in records', install: 'apt-get install git' },
  { name: 'npm', purpose: 'start scripts that init finds', install: 'comes with Node.js' },
  {
    name: 'valgrind',
    purpose: 'counts the instructions of functions and commands',
    install: VALGRIND_INSTALL,
  },
  {
    name: 'perf',
    purpose: 'samples programs with native code and kernel',
    install: PERF_INSTALL,
  },
];

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
  const chromium = findChromium(host);
  return [
    node,
    await findSystemCalls(),
    ...(await Promise.all([
      ...ON_PATH.map((tool) => probe(host, tool, programOnPath(host, tool.name))),
      probeK6(host, k6Named),
      probe(
        host,
        { name: 'chromium', purpose: 'loads pages', install: CHROMIUM_INSTALL },
        chromium.type === 'found' ? chromium.tool : null,
      ),
    ])),
    findBrowserDriver(host),
    findSecondSource(host),
    ...[ZERO_X, CLINIC].map((tool) => findPackage(host, tool)),
    findCompiler(host),
    findGrammar(host),
    ...OFFICIAL_PACKAGES.map(findPluginPackage),
  ];
}

/** @param path - Of a tool that is not found: the place that was named. */
function stateOf(
  { name, purpose, install }: Tool,
  found: { readonly version: string; readonly path: string | null } | null,
  { isTooOld = false, path = null }: { isTooOld?: boolean; path?: string | null } = {},
): FoundTool {
  const state = isTooOld ? 'too old' : found === null ? 'missing' : 'found';
  const { version, path: foundAt } = found ?? { version: null, path };
  return { name, purpose, required: false, state, version, path: foundAt, install };
}

/** The library that reads the kernel's accounting of commands. */
async function findSystemCalls(): Promise<FoundTool> {
  const tool = {
    name: 'koffi',
    purpose: 'CPU, memory and I/O of commands from the kernel',
    install: 'npm i perf-harness again, with optional dependencies',
  };
  try {
    const { loadKoffi } = await import('../../harness/executors/command/launcher/koffi.ts');
    return stateOf(tool, { version: loadKoffi().version, path: null });
  } catch {
    return stateOf(tool, null);
  }
}

/** The k6 that a scenario would get which names none. */
async function probeK6(host: Host, named: string | null): Promise<FoundTool> {
  const found = await findK6(host, named);
  const tool = {
    name: 'k6',
    purpose: 'sends the load of k6 scripts',
    install: 'perf-harness doctor --install k6',
  };
  if (found.type === 'found') return stateOf(tool, found.tool);
  return stateOf(tool, null, { isTooOld: found.finding.id === 'tool-version', path: named });
}

/** The playwright-core that a scenario of this folder would get. */
function findBrowserDriver(host: Host): FoundTool {
  const found = findPlaywright(host, host.cwd);
  const tool = {
    name: 'playwright-core',
    purpose: 'speaks with the browser that loads pages',
    install: PLAYWRIGHT_INSTALL,
  };
  if (found.type === 'not-found') {
    return stateOf(tool, null, { isTooOld: found.finding.id === 'tool-version' });
  }
  const { module: path, version } = found.tool;
  return stateOf(tool, { version, path });
}

/** The Lighthouse that a scenario of this folder would get. */
function findSecondSource(host: Host): FoundTool {
  const found = findLighthouse(host, host.cwd);
  const tool = {
    name: 'lighthouse',
    purpose: 'measures pages beside us, where a scenario asks',
    install: LIGHTHOUSE_INSTALL,
  };
  if (found.type === 'not-found') {
    return stateOf(tool, null, { isTooOld: found.finding.id === 'tool-version' });
  }
  const { program: path, version } = found.tool;
  return stateOf(tool, { version, path });
}

/** The profiler that a scenario of this folder would get. */
function findPackage(host: Host, { name, purpose, ...wanted }: PackageTool): FoundTool {
  const found = findPackageTool(host, { name, purpose, ...wanted }, host.cwd);
  const tool = { name, purpose, install: `perf-harness doctor --install ${name}` };
  if (found.type === 'not-found') {
    return stateOf(tool, null, { isTooOld: found.reason === 'version' });
  }
  const { version, folder: path } = found.tool;
  return stateOf(tool, { version, path });
}

/** The compiler that a scenario of this folder would get. */
function findCompiler(host: Host): FoundTool {
  const tool = {
    name: SWC,
    purpose: 'loads TypeScript that Node.js alone cannot',
    install: `perf-harness doctor --install ${SWC}`,
  };
  try {
    const { name, version } = findTransformer(join(host.cwd, 'index.ts'));
    return stateOf({ ...tool, name }, { version, path: null });
  } catch {
    return stateOf(tool, null);
  }
}

/** A package of plugins, as perf-harness itself would find it. */
function findPluginPackage({ name, purpose }: OfficialPackage): FoundTool {
  const found = installedPackage(name, fileURLToPath(new URL('.', import.meta.url)));
  const tool = { name, purpose, install: `npm install --save-dev ${name}` };
  return stateOf(tool, found && { version: found.version, path: found.folder });
}

/** The grammar that Python would be read with. */
function findGrammar(host: Host): FoundTool {
  const found = findPythonGrammar(host);
  const tool = {
    name: PYTHON_GRAMMAR,
    purpose: 'reads the code of projects in Python',
    install: PYTHON_INSTALL,
  };
  return stateOf(tool, found && { version: found.version, path: found.folder });
}

async function probe(host: Host, tool: Tool, path: string | null): Promise<FoundTool> {
  if (path === null) return stateOf(tool, null);
  const result = await host.processes.exec({
    file: path,
    args: ['--version'],
    timeoutMs: PROBE_TIMEOUT_MS,
  });
  const version = /\d+(?:\.\d+)+/.exec(`${result.stdout} ${result.stderr}`)?.[0];
  if (version === undefined) return stateOf(tool, null, { path });
  const isTooOld = !isAtLeast(version, AT_LEAST[tool.name] ?? '0');
  return stateOf(tool, { version, path }, { isTooOld });
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
