import {
  findValgrind,
  VALGRIND_INSTALL,
  type Valgrind,
} from '../../harness/executors/instructions/find-valgrind.ts';
import { isNodeCommand } from '../../harness/executors/node/node-command-flags.ts';
import {
  findInstalledPackage,
  type InstalledPackage,
} from '../../harness/host/installed-package.ts';
import type { Host } from '../../harness/host.ts';
import { assertNever } from '../../harness/model/assert-never.ts';
import { EXIT } from '../../harness/model/exit-code.ts';
import type { Profiler } from '../../harness/model/program/profiler.ts';
import type { CommandLine, Scenario } from '../../harness/model/scenario/scenario.ts';
import { UserError } from '../../harness/model/user-error.ts';
import { createZeroXProfiler } from '../../profilers/0x/zero-x-profiler.ts';
import { findProfiledProgram } from '../../profilers/attach-profiler-to-scenario.ts';
import { createCallgrindProfiler } from '../../profilers/callgrind/callgrind-profiler.ts';
import { createBubbleprofProfiler } from '../../profilers/clinic/bubbleprof-profiler.ts';
import { createClinicHeapProfiler } from '../../profilers/clinic/clinic-heap-profiler.ts';
import { createDoctorProfiler } from '../../profilers/clinic/doctor-profiler.ts';
import {
  CLINIC,
  findProfilerPackage,
  type ProfilerPackage,
  ZERO_X,
} from '../../profilers/find-profiler-package.ts';

import { findLinuxPerf, PERF_INSTALL } from '../../profilers/perf/find-linux-perf.ts';
import { createPerfProfiler } from '../../profilers/perf/perf-profiler.ts';
import { chooseSamplingInterval, createCpuProfiler } from '../../profilers/v8/cpu-profiler.ts';
import type { ProfilerName } from '../observe/profiling-options.ts';

/**
 * Returns the profiler of a given name for a scenario.
 * @throws UserError if it is missing, has the wrong version, or does not suit the scenario.
 */
export async function chooseProfiler(
  host: Host,
  name: ProfilerName,
  scenario: Scenario,
): Promise<Profiler> {
  if (name === 'v8')
    return createCpuProfiler(host, { intervalUs: chooseSamplingInterval(scenario) });
  requireProgram(name, scenario);
  if (ON_LINUX.includes(name)) requireLinux(host, name);
  const { cwd } = scenario;
  switch (name) {
    case '0x':
      return createZeroXProfiler(host, findTool(host, ZERO_X, cwd));
    case 'clinic-flame':
      return createZeroXProfiler(host, partOfClinic(host, ['@clinic/flame', '0x'], cwd), name);
    case 'clinic-doctor':
      return createDoctorProfiler(host, partOfClinic(host, ['@clinic/doctor'], cwd));
    case 'clinic-heapprofiler':
      return createClinicHeapProfiler(host, partOfClinic(host, ['@clinic/heap-profiler'], cwd));
    case 'clinic-bubbleprof':
      return createBubbleprofProfiler(host, partOfClinic(host, ['@clinic/bubbleprof'], cwd));
    case 'callgrind':
      return createCallgrindProfiler(host, await requireValgrind(host));
    case 'perf':
      return createPerfProfiler(host, await requirePerf(host));
    default:
      return assertNever(name);
  }
}

function requireProgram(name: ProfilerName, scenario: Scenario): void {
  const command = findProfiledProgram(scenario);
  if (command !== null) {
    requireFitting(name, scenario, command);
    return;
  }
  throw new UserError({
    code: 'not-profilable',
    message: `"${scenario.name}" cannot be profiled with ${name}: a ${scenario.kind} scenario has no program that ${name} could start.`,
    remedy: "Profile without `--with`, or move the scenario's work into a command or a server.",
  });
}

/** Tools that need flags of Node.js which NODE_OPTIONS does not take. */
const WITH_FLAGS: readonly ProfilerName[] = ['0x', 'clinic-flame', 'callgrind'];

function requireFitting(name: ProfilerName, scenario: Scenario, command: CommandLine): void {
  if (name === 'callgrind' && scenario.kind !== 'command') {
    throw new UserError({
      code: 'not-profilable',
      message: `"${scenario.name}" cannot be profiled with callgrind: under callgrind, a server runs about fifty times slower, which changes its waits and timeouts.`,
      remedy:
        'Profile without `--with`, or count the instructions of a command that does the same work.',
    });
  }
  if (!WITH_FLAGS.includes(name) || isNodeCommand(command)) return;
  throw new UserError({
    code: 'not-profilable',
    message: `"${scenario.name}" cannot be profiled with ${name}: its command does not call \`node\` directly, so the Node.js flags cannot be inserted.`,
    remedy:
      "Write the command as a list that starts with node, such as ['node', 'server.js'], or profile without `--with`.",
  });
}

/** Tools that read counters which only Linux provides. */
const ON_LINUX: readonly ProfilerName[] = ['callgrind', 'perf'];

function requireLinux({ platform: { lacks, title } }: Host, name: ProfilerName): void {
  if (!lacks.some(({ id }) => id === 'instructions')) return;
  throw missing(
    'platform-lacks',
    `${name} runs on Linux only, and this is ${title}`,
    'Profile on Linux',
  );
}

/** Returns the error for an unavailable tool, with how to get it and how to do without it. */
function missing(code: string, message: string, how: string): UserError {
  return new UserError({
    code,
    message: `${message}.`,
    remedy: `${how}, or omit \`--with\` to profile with V8.`,
    exitCode: EXIT.tool,
  });
}

function findTool(host: Host, tool: ProfilerPackage, folder: string): InstalledPackage {
  const found = findProfilerPackage(host, tool, folder);
  if (found.type === 'found') return found.tool;
  const code = found.reason === 'missing' ? 'tool-missing' : 'tool-version';
  throw missing(
    code,
    found.message,
    `Install it with \`perf-harness doctor --install ${tool.name}\``,
  );
}

/** A package that clinic brings. @param path - Which depends on which, from clinic on. */
function partOfClinic(host: Host, path: readonly string[], folder: string): InstalledPackage {
  let part = findTool(host, CLINIC, folder);
  for (const name of path) {
    const next = findInstalledPackage(name, part.folder);
    if (next === null) {
      const message = `clinic in ${part.folder} lacks ${name}`;
      throw missing('tool-missing', message, 'Reinstall clinic');
    }
    part = next;
  }
  return part;
}

async function requireValgrind(host: Host): Promise<Valgrind> {
  const found = await findValgrind(host);
  if (found.type === 'found') return found.tool;
  throw missing(
    found.finding.id,
    found.finding.message.replace(/\.$/, ''),
    `Install it (${VALGRIND_INSTALL})`,
  );
}

async function requirePerf(host: Host): Promise<string> {
  const found = await findLinuxPerf(host, host.temporaryFolder);
  if (found.type === 'found') return found.path;
  const how =
    found.reason === 'missing'
      ? `Install it (${PERF_INSTALL})`
      : 'Allow perf events (`sysctl kernel.perf_event_paranoid=1`, as root)';
  throw missing('tool-missing', found.message, how);
}
