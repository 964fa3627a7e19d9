import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import {
  VALGRIND_INSTALL,
  VALGRIND_MIN_VERSION,
} from '../../harness/executors/instructions/find-valgrind.ts';
import { findK6 } from '../../harness/executors/k6/find-k6.ts';
import {
  CHROMIUM_INSTALL,
  findChromium,
  findLighthouse,
  findPlaywright,
  LIGHTHOUSE_INSTALL,
  PLAYWRIGHT_INSTALL,
} from '../../harness/executors/page/find-page-tools.ts';
import {
  findPythonGrammar,
  PYTHON_GRAMMAR,
  PYTHON_INSTALL,
} from '../../harness/host/find-tools-installed-by-doctor-command.ts';
import {
  findInstalledPackage,
  type InstalledPackage,
} from '../../harness/host/installed-package.ts';
import { programOnPath } from '../../harness/host/program-on-path.ts';
import type { Host } from '../../harness/host.ts';
import { findTransformer, SWC } from '../../harness/loader/transformer/find-transformer.ts';
import type { FoundTool } from '../../harness/model/documents/doctor-document.ts';
import type { Finding } from '../../harness/model/finding.ts';
import { isVersionAtLeast } from '../../harness/model/value/is-version-at-least.ts';
import {
  CLINIC,
  findProfilerPackage,
  type ProfilerPackage,
  ZERO_X,
} from '../../profilers/find-profiler-package.ts';

import { PERF_INSTALL } from '../../profilers/perf/find-linux-perf.ts';
import { OFFICIAL_PACKAGES } from '../../registry/official-npm-packages.ts';

/** Result of locating a tool; empty: it is missing. */
interface Located extends Partial<Pick<FoundTool, 'version' | 'path'>> {
  /** Name of the package, if different from that of the tool. */
  readonly name?: string;
  readonly isTooOld?: boolean;
}

interface Tool extends Pick<FoundTool, 'name' | 'purpose' | 'install'> {
  /** Locates the tool that a scenario in this folder would use by default. */
  readonly locate: (host: Host) => Promise<Located>;
  readonly required?: true;
}

const PROBE_TIMEOUT_MS = 10_000;

/** As in `cli/unsupported-node-version.ts`, for the entry only: `--version` loads one file. */
const NODE_AT_LEAST = '22.19.0';

const TOOLS: readonly Tool[] = [
  {
    name: 'node',
    purpose: 'runs perf-harness and the measured code',
    required: true,
    install: 'https://nodejs.org, or as a dependency: npm i -D node@26',
    locate: async () => {
      const { execPath: path, versions } = process;
      const isTooOld = !isVersionAtLeast(versions.node, NODE_AT_LEAST);
      return { version: versions.node, path, isTooOld };
    },
  },
  {
    name: 'koffi',
    purpose: 'reads CPU, memory and I/O usage of commands from the kernel',
    install: 'reinstall with optional dependencies: npm i perf-harness',
    locate: async () => {
      const { loadKoffi } = await import(
        '../../harness/executors/command/launcher/load-koffi-native-addon.ts'
      );
      return unlessMissing(() => ({ version: loadKoffi().version }));
    },
  },
  onPath('git', 'records the commit of each run', 'apt-get install git'),
  onPath('npm', 'runs start scripts that init finds', 'comes with Node.js'),
  {
    name: 'valgrind',
    purpose: 'counts the instructions of functions and commands',
    install: VALGRIND_INSTALL,
    locate: async (host) => {
      const found = await probe(host, programOnPath(host, 'valgrind'));
      const isTooOld =
        found.version !== undefined && !isVersionAtLeast(found.version, VALGRIND_MIN_VERSION);
      return { ...found, isTooOld };
    },
  },
  onPath('perf', 'samples programs, including native code and the kernel', PERF_INSTALL),
  {
    name: 'k6',
    purpose: 'runs k6 load scripts',
    install: 'perf-harness doctor --install k6',
    locate: async (host) => {
      const named = host.env.PERF_HARNESS_K6_PATH ?? null;
      const found = await findK6(host, named);
      return found.type === 'found' ? found.tool : { ...missing(found), path: named };
    },
  },
  {
    name: 'chromium',
    purpose: 'loads pages',
    install: CHROMIUM_INSTALL,
    locate: async (host) => {
      const found = findChromium(host);
      return probe(host, found.type === 'found' ? found.tool : null);
    },
  },
  {
    name: 'playwright-core',
    purpose: 'controls the browser that loads pages',
    install: PLAYWRIGHT_INSTALL,
    locate: async (host) => {
      const found = findPlaywright(host, host.cwd);
      if (found.type === 'not-found') return missing(found);
      return { version: found.tool.version, path: found.tool.module };
    },
  },
  {
    name: 'lighthouse',
    purpose: 'also measures pages if a scenario requests it',
    install: LIGHTHOUSE_INSTALL,
    locate: async (host) => {
      const found = findLighthouse(host, host.cwd);
      if (found.type === 'not-found') return missing(found);
      return { version: found.tool.version, path: found.tool.program };
    },
  },
  profiler(ZERO_X),
  profiler(CLINIC),
  {
    name: SWC,
    purpose: 'loads TypeScript that Node.js cannot load by itself',
    install: `perf-harness doctor --install ${SWC}`,
    locate: async (host) =>
      unlessMissing(() => {
        const { name, version } = findTransformer(join(host.cwd, 'index.ts'));
        return { name, version };
      }),
  },
  {
    name: PYTHON_GRAMMAR,
    purpose: 'parses Python source code',
    install: PYTHON_INSTALL,
    locate: async (host) => located(findPythonGrammar(host)),
  },
  ...OFFICIAL_PACKAGES.map(({ name, purpose }) => ({
    name,
    purpose,
    install: `npm install --save-dev ${name}`,
    // Resolved as perf-harness itself would.
    locate: async () =>
      located(findInstalledPackage(name, fileURLToPath(new URL('.', import.meta.url)))),
  })),
];

/** Finds all tools that perf-harness uses in addition to its own packages. */
export function findExternalTools(host: Host): Promise<readonly FoundTool[]> {
  return Promise.all(
    TOOLS.map(async ({ locate, required = false, ...tool }): Promise<FoundTool> => {
      const found = await locate(host);
      const { name = tool.name, version = null, path = null, isTooOld = false } = found;
      const state = isTooOld ? 'too old' : version === null ? 'missing' : 'found';
      return { ...tool, name, required, state, version, path };
    }),
  );
}

function onPath(name: string, purpose: string, install: string): Tool {
  return { name, purpose, install, locate: (host) => probe(host, programOnPath(host, name)) };
}

function profiler(tool: ProfilerPackage): Tool {
  const { name, purpose } = tool;
  return {
    name,
    purpose,
    install: `perf-harness doctor --install ${name}`,
    locate: async (host) => {
      const found = findProfilerPackage(host, tool, host.cwd);
      return found.type === 'found'
        ? located(found.tool)
        : { isTooOld: found.reason === 'version' };
    },
  };
}

/** Returns an empty result if loading throws, for tools that fail to load if they are missing. */
function unlessMissing(load: () => Located): Located {
  try {
    return load();
  } catch {
    return {};
  }
}

function located(found: InstalledPackage | null): Located {
  return found === null ? {} : { version: found.version, path: found.folder };
}

function missing({ finding }: { readonly finding: Finding }): Located {
  return { isTooOld: finding.id === 'tool-version' };
}

async function probe(host: Host, path: string | null) {
  if (path === null) return {};
  const { stdout, stderr } = await host.processes.exec({
    file: path,
    args: ['--version'],
    timeoutMs: PROBE_TIMEOUT_MS,
  });
  return { path, version: /\d+(?:\.\d+)+/.exec(`${stdout} ${stderr}`)?.[0] };
}
